package azure

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// NoEffects changes nothing anywhere: for previews without a region, and for tests. What an effect would have told is made
// up, and always the same for the same inputs: a task run's digest, and a kubeconfig that leads nowhere.
type NoEffects struct{}

// Apply answers for a task run that it has built an image; for anything else it adds nothing.
func (NoEffects) Apply(_ context.Context, r Resource, _ *Resource, _ Progress) (map[string]any, error) {
	if r.Type != TypeTaskRun {
		return nil, nil
	}
	raw, err := json.Marshal(r.Inputs)
	if err != nil {
		return nil, fmt.Errorf("making up the digest of %s: %w", r.ID, err)
	}
	return map[string]any{"runResult": map[string]any{
		"status":       "Succeeded",
		"outputImages": []any{map[string]any{"digest": fmt.Sprintf("sha256:%x", sha256.Sum256(raw))}},
	}}, nil
}

// Remove does nothing.
func (NoEffects) Remove(context.Context, Resource, Progress) error { return nil }

// Kubeconfig returns one whose server does not exist (its name is reserved by RFC 6761).
func (NoEffects) Kubeconfig(_ context.Context, clusterID string) ([]byte, error) {
	return []byte(`apiVersion: v1
kind: Config
clusters:
- name: none
  cluster: {server: "https://` + guid("server", clusterID)[:8] + `.invalid:443", certificate-authority-data: bm9uZQ==}
contexts:
- name: none
  context: {cluster: none, user: none}
current-context: none
users:
- name: none
  user: {}
`), nil
}
