package drill

import (
	"context"
	"os/exec"

	"github.com/galera-aks/galera-aks/lab/region"
	"k8s.io/client-go/kubernetes"
)

// A Lab is what drills work on: a region that is up, and the means to change it.
type Lab struct {
	// Region is the region.
	Region *region.Region
	// Database names the database that is drilled; empty for the only one.
	Database string
	// Apply makes the region what its environment says, with settings changed, each as KEY=VALUE.
	Apply func(ctx context.Context, sets ...string) error
	// Rebuild destroys the environment and makes it anew, for when a drill has left what nothing mends.
	Rebuild func(ctx context.Context) error
	// Kubectl returns a command of kubectl with the administrator's rights.
	Kubectl func(ctx context.Context, args ...string) *exec.Cmd
	// Say takes a line of progress.
	Say func(line string)
	// Folder is where the results, and the evidence of a drill that missed, are kept.
	Folder string
	// Short makes the long drills shorter.
	Short bool
}

// api is the cluster's API, as the administrator.
func (l Lab) api() (kubernetes.Interface, error) {
	c, err := l.Region.ControlPlane()
	if err != nil {
		return nil, err
	}
	return c.Client(), nil
}
