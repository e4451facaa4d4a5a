package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/resources/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/stacks/settings"
)

// groups are a platform's resource groups. The databases' disks have their own, so that whoever may attach them to nodes may
// do so in that one only, and so that removing the platform leaves them alone.
type groups struct {
	main, data pulumi.StringOutput
	dataID     pulumi.StringOutput
}

func newGroups(ctx *pulumi.Context, s settings.Settings, subscription string) (groups, error) {
	main, err := newGroup(ctx, s, s.Name)
	if err != nil {
		return groups{}, err
	}
	// Removing a resource group removes what is in it, disks that were to be kept among it.
	data, err := newGroup(ctx, s, s.Name+"-data", pulumi.RetainOnDelete(keepsData(s)))
	if err != nil {
		return groups{}, err
	}
	return groups{main: main, data: data, dataID: pulumi.Sprintf("/subscriptions/%s/resourceGroups/%s", subscription, data)}, nil
}

// newGroup makes a resource group and returns its name, which a preview knows and which still comes after the group.
func newGroup(ctx *pulumi.Context, s settings.Settings, name string, opts ...pulumi.ResourceOption) (pulumi.StringOutput, error) {
	group, err := resources.NewResourceGroup(ctx, name, &resources.ResourceGroupArgs{
		ResourceGroupName: pulumi.String(name),
		Location:          pulumi.String(s.Location),
		Tags:              pulumi.ToStringMap(s.Tags),
	}, opts...)
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("declaring the resource group %s: %w", name, err)
	}
	return group.URN().ApplyT(func(pulumi.URN) string { return name }).(pulumi.StringOutput), nil
}

// keepsData reports whether any disk may be in the group that is not to be deleted. A platform by itself does not know its
// databases and keeps them while it keeps its cluster.
func keepsData(s settings.Settings) bool {
	if s.Layer == settings.LayerPlatform {
		return s.Cluster.Protected()
	}
	for _, d := range s.Databases {
		if d.Storage.Guard != settings.GuardNone {
			return true
		}
	}
	return false
}
