package faults

import (
	"context"

	"github.com/galera-aks/galera-aks/lab/region"
)

// PowerOff takes the power off all nodes at the same moment. The cluster's control plane goes on, as it does in Azure. What
// was not flushed to the disks is lost.
func PowerOff(ctx context.Context, r *region.Region) error {
	nodes, err := r.Nodes()
	if err != nil {
		return err
	}
	return nodes.KillAll(ctx)
}

// PowerOn gives all nodes power at the same moment and waits until they are Ready.
func PowerOn(ctx context.Context, r *region.Region) error {
	nodes, err := r.Nodes()
	if err != nil {
		return err
	}
	return nodes.BootAll(ctx)
}
