package azure

import (
	"context"
	"crypto/sha256"
	_ "embed" // for none.pem
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// NoEffects changes nothing anywhere: for previews without a region, and for tests. What an effect would have told is made
// up, and always the same for the same inputs: a task run's digest, and a kubeconfig that leads nowhere.
type NoEffects struct{}

// Apply answers for a task run that it has built its images; for anything else it adds nothing.
func (NoEffects) Apply(_ context.Context, r Resource, _ *Resource, _ Progress) (map[string]any, error) {
	if r.Type != TypeTaskRun {
		return nil, nil
	}
	file, err := TaskFile(r)
	if err != nil {
		return nil, fmt.Errorf("running %s: %w", r.ID, err)
	}
	images := TaskImages(file)
	digests := make([]string, len(images))
	for i, image := range images {
		digests[i] = fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(image.Repository+":"+image.Tag+file)))
	}
	registry := strings.ToLower(arm.Name(arm.Parent(r.ID))) + ".azurecr.io"
	return map[string]any{"runResult": RunResult("none", registry, images, digests)}, nil
}

// Remove does nothing.
func (NoEffects) Remove(context.Context, Resource, Progress) error { return nil }

// none is the certificate of an authority whose key nobody has.
//
//go:embed none.pem
var none []byte

// Kubeconfig returns one whose server does not exist (its name is reserved by RFC 6761) and whose authority signs nothing.
func (NoEffects) Kubeconfig(_ context.Context, clusterID string) ([]byte, error) {
	return fmt.Appendf(nil, `apiVersion: v1
kind: Config
clusters:
- name: none
  cluster: {server: "https://%s.invalid:443", certificate-authority-data: %s}
contexts:
- name: none
  context: {cluster: none, user: none}
current-context: none
users:
- name: none
  user: {}
`, guid("server", arm.Key(clusterID))[:8], base64.StdEncoding.EncodeToString(none)), nil
}
