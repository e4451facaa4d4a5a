package region

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/galera-aks/galera-aks/lab/host"
)

// Files that say how far the region has come.
const (
	begunFile    = "begun"
	completeFile = "complete"
)

// EngineFolder is where the engine and the stand-in for Azure keep their state.
func (r *Region) EngineFolder() string { return r.host.Path("engine") }

// KubeconfigFile names the administrator's kubeconfig for this machine.
func (r *Region) KubeconfigFile() string { return r.host.Path("kubeconfig") }

// Begin notes that a region is being made.
func (r *Region) Begin() error { return r.note(begunFile) }

// CompleteFile names the file whose time is when the region was last brought up to the end.
func (r *Region) CompleteFile() string { return r.host.Path(completeFile) }

// MarkComplete notes that the region was brought up to the end.
func (r *Region) MarkComplete() error { return r.note(completeFile) }

func (r *Region) note(name string) error {
	return host.WriteFile(r.host.Path(name), []byte(time.Now().Format(time.RFC3339)+"\n"), 0o644)
}

// Begun reports whether a region was begun.
func (r *Region) Begun() bool { return r.has(begunFile) }

// Complete reports whether the region was brought up to the end.
func (r *Region) Complete() bool { return r.has(completeFile) }

func (r *Region) has(name string) bool {
	_, err := os.Stat(r.host.Path(name))
	return err == nil
}

// Alive reports whether the region that was brought up is still on the machine: after the machine itself was started
// anew it is not.
func (r *Region) Alive() bool {
	namespaces, err := host.Namespaces()
	return err == nil && len(namespaces) > 0
}

// WriteKubeconfig writes the administrator's kubeconfig for this machine.
func (r *Region) WriteKubeconfig() error {
	content, err := r.Kubeconfig(context.Background(), "")
	if err != nil {
		return fmt.Errorf("writing the administrator's kubeconfig: %w", err)
	}
	if now, err := os.ReadFile(r.KubeconfigFile()); err == nil && slices.Equal(now, content) {
		return nil
	}
	return host.WriteFile(r.KubeconfigFile(), content, 0o600)
}
