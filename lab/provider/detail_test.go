package provider

import (
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func TestDetailedDiffsAreMarkedAsSuch(t *testing.T) {
	d := detailed(&pulumirpc.DiffResponse{
		Replaces: []string{"spec.selector"},
		DetailedDiff: map[string]*pulumirpc.PropertyDiff{
			"spec.selector": {Kind: pulumirpc.PropertyDiff_DELETE},
			"spec.paused":   {Kind: pulumirpc.PropertyDiff_DELETE},
		},
	})
	if !d.HasDetailedDiff || d.DetailedDiff["spec.selector"].Kind != pulumirpc.PropertyDiff_DELETE_REPLACE ||
		d.DetailedDiff["spec.paused"].Kind != pulumirpc.PropertyDiff_DELETE {
		t.Errorf("got %v", d)
	}
	if detailed(&pulumirpc.DiffResponse{}).HasDetailedDiff || detailed(nil) != nil {
		t.Error("nothing became a detailed difference")
	}
}
