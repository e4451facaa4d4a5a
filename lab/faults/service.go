package faults

import (
	"context"

	"github.com/galera-aks/galera-aks/lab/region"
)

// APIOff takes the Kubernetes API server away, from everybody at once.
func APIOff(ctx context.Context, r *region.Region) error {
	c, err := r.ControlPlane()
	if err != nil {
		return err
	}
	return c.StopAPIServer(ctx)
}

// APIOn brings the API server back and waits until it is ready.
func APIOn(ctx context.Context, r *region.Region) error {
	c, err := r.ControlPlane()
	if err != nil {
		return err
	}
	return c.StartAPIServer(ctx)
}

// DNSOff takes the cluster's DNS away: nothing answers at its address any more. Nobody is told.
func DNSOff(ctx context.Context, r *region.Region) error {
	c, err := r.ControlPlane()
	if err != nil {
		return err
	}
	return c.KillDNS(ctx)
}

// DNSOn brings the cluster's DNS back. It waits until the DNS knows the cluster's names, unless the API server, which it has
// them from, is away too.
func DNSOn(ctx context.Context, r *region.Region) error {
	c, err := r.ControlPlane()
	if err != nil {
		return err
	}
	if !c.APIServerRuns() {
		return c.BeginDNS()
	}
	return c.StartDNS(ctx)
}
