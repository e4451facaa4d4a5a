package provider

import (
	"context"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Diff says that the differences it lists are the detailed ones, which the engine's own server forgets to: without that the
// preview of a replacement shows none of what changed.
func (s *server) Diff(ctx context.Context, r *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	resp, err := s.ResourceProviderServer.Diff(ctx, r)
	return detailed(resp), wire(err)
}

// DiffConfig does the same for a provider resource.
func (s *server) DiffConfig(ctx context.Context, r *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	resp, err := s.ResourceProviderServer.DiffConfig(ctx, r)
	return detailed(resp), wire(err)
}

func detailed(d *pulumirpc.DiffResponse) *pulumirpc.DiffResponse {
	if d == nil || len(d.DetailedDiff) == 0 {
		return d
	}
	d.HasDetailedDiff = true
	replaced := map[string]bool{}
	for _, path := range d.Replaces {
		replaced[path] = true
	}
	for path, change := range d.DetailedDiff {
		// The engine's server also writes a removal that replaces as one that does not.
		if change.Kind == pulumirpc.PropertyDiff_DELETE && replaced[path] {
			change.Kind = pulumirpc.PropertyDiff_DELETE_REPLACE
		}
	}
	return d
}
