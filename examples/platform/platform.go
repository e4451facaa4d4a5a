package main

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi-azure-native-sdk/authorization/v3"
	"github.com/pulumi/pulumi-azure-native-sdk/resources/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/addresses"
	"github.com/galera-aks/galera-aks/infra/cluster"
	"github.com/galera-aks/galera-aks/infra/egress"
	"github.com/galera-aks/galera-aks/infra/network"
	"github.com/galera-aks/galera-aks/infra/registry"
)

// zones are Azure's availability zones; each gets a pool of nodes and a member.
var zones = []string{"1", "2", "3"}

// plan is every range that the platform uses.
var plan = addresses.Plan{
	VirtualNetwork:   netip.MustParsePrefix("10.60.0.0/16"),
	Nodes:            netip.MustParsePrefix("10.60.0.0/22"),
	APIServer:        netip.MustParsePrefix("10.60.9.0/28"),
	LoadBalancers:    netip.MustParsePrefix("10.60.8.0/27"),
	PrivateEndpoints: netip.MustParsePrefix("10.60.10.0/26"),
	Pods:             netip.MustParsePrefix("10.244.0.0/16"),
	Services:         netip.MustParsePrefix("10.70.0.0/16"),
}

// platform is what databases are put on.
type platform struct {
	settings
	client   *authorization.GetClientConfigResult
	groups   map[string]pulumi.StringOutput
	network  *network.Network
	registry *registry.Registry
	cluster  *cluster.Cluster
}

func newPlatform(ctx *pulumi.Context, s settings) (*platform, error) {
	p := &platform{settings: s, groups: map[string]pulumi.StringOutput{}}
	var err error
	if p.client, err = authorization.GetClientConfig(ctx); err != nil {
		return nil, fmt.Errorf("asking Azure who runs this program: %w", err)
	}
	// Disks have a group of their own, the only one in which the cluster may attach them, and which outlives the rest.
	for _, name := range []string{"galera", "galera-data"} {
		group, err := resources.NewResourceGroup(ctx, name, &resources.ResourceGroupArgs{
			ResourceGroupName: pulumi.String(name), Location: pulumi.String(s.location),
		}, pulumi.RetainOnDelete(name == "galera-data"))
		if err != nil {
			return nil, fmt.Errorf("declaring the resource group %s: %w", name, err)
		}
		p.groups[name] = group.Name
	}
	p.network, err = network.New(ctx, "galera", &network.Args{
		ResourceGroup: p.groups["galera"], Location: s.location, Addresses: plan,
		Egress: egress.None, Zone: "db.example.internal",
	})
	if err != nil {
		return nil, err
	}
	p.registry, err = registry.New(ctx, "galera", &registry.Args{
		Name: "galera", ResourceGroup: p.groups["galera"], Location: s.location,
		Endpoint:  &registry.Endpoint{VirtualNetworkID: p.network.VirtualNetworkID, SubnetID: p.network.PrivateEndpointsSubnetID},
		NodeCache: true, Image: registry.Image{Reference: s.image}, Protect: true,
	})
	if err != nil {
		return nil, err
	}
	p.cluster, err = cluster.New(ctx, "galera", p.clusterArgs())
	return p, err
}

func (p *platform) clusterArgs() *cluster.Args {
	return &cluster.Args{
		Name:                "galera",
		ResourceGroup:       p.groups["galera"],
		DataResourceGroupID: pulumi.Sprintf("/subscriptions/%s/resourceGroups/%s", p.client.SubscriptionId, p.groups["galera-data"]),
		SubscriptionID:      pulumi.String(p.client.SubscriptionId),
		TenantID:            pulumi.String(p.client.TenantId),
		Location:            p.location,
		KubernetesVersion:   "1.36",
		Network: cluster.Network{
			Addresses: plan, NodesSubnetID: p.network.NodesSubnetID, APIServerSubnetID: p.network.APIServerSubnetID,
			LoadBalancersSubnetID: p.network.LoadBalancersSubnetID, RouteTableID: p.network.RouteTableID,
		},
		Egress:         egress.None,
		RegistryID:     p.registry.ID,
		Administrators: []string{p.adminGroup},
		Zones:          zones,
		System:         cluster.Pool{MinNodes: 3, MaxNodes: 6},
		Database:       cluster.Pool{MinNodes: 1, MaxNodes: 3},
		Protect:        true,
	}
}
