package network

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/privatedns/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// global is the location of every private DNS zone.
const global = "Global"

// zone makes the private DNS zone and links it to the networks in which its names must resolve.
func (b *builder) zone(n *Network) error {
	zone, err := privatedns.NewPrivateZone(b.ctx, b.child("zone"), &privatedns.PrivateZoneArgs{
		ResourceGroupName: b.args.ResourceGroup,
		PrivateZoneName:   pulumi.String(b.args.Zone),
		Location:          pulumi.String(global),
		Tags:              pulumi.ToStringMap(b.args.Tags),
	}, b.options()...)
	if err != nil {
		return fmt.Errorf("declaring the private DNS zone: %w", err)
	}
	n.ZoneName = zone.Name
	type link struct {
		name string
		to   pulumi.StringPtrInput
	}
	links := []link{{"platform", n.VirtualNetworkID.ToStringPtrOutput()}}
	if b.args.Application != nil {
		links = append(links, link{"application", pulumi.String(b.args.Application.VirtualNetworkID)})
	}
	for _, l := range links {
		_, err := privatedns.NewVirtualNetworkLink(b.ctx, b.child("zone-"+l.name), &privatedns.VirtualNetworkLinkArgs{
			ResourceGroupName:      b.args.ResourceGroup,
			PrivateZoneName:        zone.Name,
			VirtualNetworkLinkName: pulumi.String(l.name),
			Location:               pulumi.String(global),
			VirtualNetwork:         &privatedns.SubResourceArgs{Id: l.to},
			RegistrationEnabled:    pulumi.Bool(false),
			Tags:                   pulumi.ToStringMap(b.args.Tags),
		}, b.options()...)
		if err != nil {
			return fmt.Errorf("declaring the link of the private DNS zone to the %s's network: %w", l.name, err)
		}
	}
	return nil
}
