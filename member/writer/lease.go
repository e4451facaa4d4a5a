package writer

import (
	"context"
	"errors"
	"time"
)

// Lease says which pod is the writer's. Whoever changes it names the version it has read, so that of several members
// that want to change it at once exactly one does.
type Lease struct {
	// Holder is the name of the writer's pod, empty if there is none.
	Holder string
	// Renewed is when the holder last renewed it, by the holder's clock; it is only compared with itself.
	Renewed time.Time
	// Version identifies this version for Take.
	Version string
}

// ErrConflict says that the lease has changed since the version that a change was based on.
var ErrConflict = errors.New("the writer's lease was changed by somebody else")

// Roles is where the lease and the marks on the pods are kept. Its methods may be called from several goroutines.
type Roles interface {
	// Lease returns the newest version.
	Lease(ctx context.Context) (Lease, error)
	// Take makes a pod the holder, or renews what it holds, if the version that was read is still the newest; else it
	// changes nothing and returns ErrConflict. The empty pod gives the lease up.
	Take(ctx context.Context, read Lease, pod string) (Lease, error)
	// Mark puts the writer's mark on a pod or takes it off. A pod that is gone has no mark to be taken off.
	Mark(ctx context.Context, pod string, writer bool) error
}
