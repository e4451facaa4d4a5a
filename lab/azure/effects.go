package azure

import (
	"context"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// Resource is one ARM resource as the stand-in knows it: its id, its Pulumi type token (one of the Type constants), and its
// inputs and outputs in the shape of azure-native's SDK.
type Resource = arm.Resource

// Progress shows one line about the resource being worked on, which the next one replaces. A nil Progress shows nothing.
type Progress func(line string)

// Sayf formats a line and shows it.
func (p Progress) Sayf(format string, args ...any) {
	if p != nil {
		p(fmt.Sprintf(format, args...))
	}
}

// Effects makes what the stand-in accepts real: a pool is nodes, a disk is a block device, a task run is an image build, a
// peering is a route. Calls for different resources come at the same time, in the order the program's dependencies allow.
// A type without an effect is answered with no outputs and no error.
type Effects interface {
	// Apply creates r, or changes it where prior is its state before; it must be safe to repeat after an error or a
	// crash, where prior is the state last recorded. The outputs it returns are laid over those of the stand-in, top-level
	// key by top-level key. The resource is recorded before the call: after an error the next up applies it again.
	Apply(ctx context.Context, r Resource, prior *Resource, progress Progress) (outputs map[string]any, err error)
	// Remove undoes Apply. Removing what is not there is no error.
	Remove(ctx context.Context, r Resource, progress Progress) error
	// Kubeconfig returns a kubeconfig of the cluster with that ARM id: its first cluster's server and
	// certificate-authority-data are used, and its users where the cluster does not use Entra ID.
	Kubeconfig(ctx context.Context, clusterID string) ([]byte, error)
}
