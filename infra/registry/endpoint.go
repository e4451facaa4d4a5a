package registry

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/containerregistry/v3"
	"github.com/pulumi/pulumi-azure-native-sdk/network/v3"
	"github.com/pulumi/pulumi-azure-native-sdk/privatedns/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	// zoneName is the zone in which Azure looks for the addresses of private registries.
	// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
	zoneName = "privatelink.azurecr.io"
	// global is the location of every private DNS zone.
	global = "Global"
	// registryGroup is the part of a registry that an endpoint leads to; it has no other.
	registryGroup = "registry"
	// nodeCacheRule is the name that AKS looks for. https://learn.microsoft.com/azure/aks/network-isolated
	nodeCacheRule = "aks-managed-mcr"
)

// endpoint makes the way to the registry from the platform's network and returns what must be there before anything pulls:
// the names lead to the endpoint only when its zone group is there.
func (b *builder) endpoint() ([]any, error) {
	if b.args.Endpoint == nil {
		return nil, nil
	}
	zone, err := privatedns.NewPrivateZone(b.ctx, b.child("privatelink"), &privatedns.PrivateZoneArgs{
		ResourceGroupName: b.args.ResourceGroup,
		PrivateZoneName:   pulumi.String(zoneName),
		Location:          pulumi.String(global),
		Tags:              pulumi.ToStringMap(b.args.Tags),
	}, b.options()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the registry's private DNS zone: %w", err)
	}
	link, err := privatedns.NewVirtualNetworkLink(b.ctx, b.child("privatelink"), &privatedns.VirtualNetworkLinkArgs{
		ResourceGroupName:      b.args.ResourceGroup,
		PrivateZoneName:        zone.Name,
		VirtualNetworkLinkName: pulumi.String("platform"),
		Location:               pulumi.String(global),
		RegistrationEnabled:    pulumi.Bool(false),
		VirtualNetwork: &privatedns.SubResourceArgs{
			Id: b.args.Endpoint.VirtualNetworkID.ToStringOutput().ToStringPtrOutput(),
		},
		Tags: pulumi.ToStringMap(b.args.Tags),
	}, b.options()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the link of the registry's private DNS zone: %w", err)
	}
	endpoint, err := network.NewPrivateEndpoint(b.ctx, b.child("endpoint"), &network.PrivateEndpointArgs{
		ResourceGroupName: b.args.ResourceGroup,
		Location:          pulumi.String(b.args.Location),
		Subnet: &network.SubnetTypeArgs{
			Id: b.args.Endpoint.SubnetID.ToStringOutput().ToStringPtrOutput(),
		},
		PrivateLinkServiceConnections: network.PrivateLinkServiceConnectionArray{
			&network.PrivateLinkServiceConnectionArgs{
				Name:                 pulumi.String(registryGroup),
				PrivateLinkServiceId: b.registry.ID(),
				GroupIds:             pulumi.StringArray{pulumi.String(registryGroup)},
			},
		},
		Tags: pulumi.ToStringMap(b.args.Tags),
	}, b.options()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the registry's private endpoint: %w", err)
	}
	group, err := network.NewPrivateDnsZoneGroup(b.ctx, b.child("endpoint"), &network.PrivateDnsZoneGroupArgs{
		ResourceGroupName:       b.args.ResourceGroup,
		PrivateEndpointName:     endpoint.Name,
		PrivateDnsZoneGroupName: pulumi.String("default"),
		PrivateDnsZoneConfigs: network.PrivateDnsZoneConfigArray{&network.PrivateDnsZoneConfigArgs{
			Name: pulumi.String(registryGroup), PrivateDnsZoneId: zone.ID(),
		}},
	}, b.options()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the names of the registry's private endpoint: %w", err)
	}
	return []any{link.ID(), group.ID()}, nil
}

// nodeCache has the registry fetch what AKS starts nodes with, for nodes that cannot fetch it themselves.
func (b *builder) nodeCache() (*containerregistry.CacheRule, error) {
	rule, err := containerregistry.NewCacheRule(b.ctx, b.child("nodes"), &containerregistry.CacheRuleArgs{
		ResourceGroupName: b.args.ResourceGroup,
		RegistryName:      b.registry.Name,
		CacheRuleName:     pulumi.String(nodeCacheRule),
		SourceRepository:  pulumi.String("mcr.microsoft.com/*"),
		TargetRepository:  pulumi.String("aks-managed-repository/*"),
	}, b.options()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the cache of what nodes start with: %w", err)
	}
	return rule, nil
}
