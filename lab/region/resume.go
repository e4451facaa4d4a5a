package region

import (
	"context"

	"github.com/galera-aks/galera-aks/lab/fabric"
)

// Resume starts whatever of the region has ended since it was brought up: a killed process, a node without power. It does
// nothing where there is no cluster yet.
func (r *Region) Resume(ctx context.Context, progress func(line string)) error {
	if !r.HasCluster() {
		return nil
	}
	if err := fabric.Open(r.host).StartRegistry(ctx); err != nil {
		return err
	}
	if err := r.startCluster(ctx); err != nil {
		return err
	}
	nodes, specs, err := r.Machines()
	if err != nil {
		return err
	}
	for _, s := range specs {
		if _, running := nodes.Running(s.Name); running {
			continue
		}
		progress("booting " + s.Name)
		if err := nodes.Boot(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
