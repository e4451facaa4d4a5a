package network

import (
	"fmt"

	azure "github.com/pulumi/pulumi-azure-native-sdk/network/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/armid"
	"github.com/galera-aks/galera-aks/infra/egress"
)

// peering joins the platform's network and the application's. It takes two resources, one in each network: traffic flows
// only when both are there.
func (b *builder) peering(n *Network) error {
	if b.args.Application == nil {
		return nil
	}
	remote, err := armid.ParseOf(armid.VirtualNetwork, b.args.Application.VirtualNetworkID)
	if err != nil {
		return fmt.Errorf("reading the application's network: %w", err)
	}
	to, err := azure.NewVirtualNetworkPeering(b.ctx, b.child("to-application"), &azure.VirtualNetworkPeeringArgs{
		ResourceGroupName:         b.args.ResourceGroup,
		VirtualNetworkName:        b.vnet.Name,
		VirtualNetworkPeeringName: pulumi.String("to-application"),
		RemoteVirtualNetwork:      &azure.SubResourceArgs{Id: pulumi.String(remote.String())},
		AllowVirtualNetworkAccess: pulumi.Bool(true),
		// What the next hop answers comes from beyond the peer when the hub is the peer.
		AllowForwardedTraffic: pulumi.Bool(b.args.Egress == egress.UserDefinedRouting),
	}, b.inTurn()...)
	if err != nil {
		return fmt.Errorf("declaring the peering to the application's network: %w", err)
	}
	b.last = to
	var more []pulumi.ResourceOption
	if b.args.Application.Provider != nil {
		more = append(more, pulumi.Provider(b.args.Application.Provider))
	}
	_, err = azure.NewVirtualNetworkPeering(b.ctx, b.child("from-application"), &azure.VirtualNetworkPeeringArgs{
		ResourceGroupName:  pulumi.String(remote.ResourceGroup),
		VirtualNetworkName: pulumi.String(remote.Name),
		// The peer's network may be peered with several platforms, so this one carries the platform's name.
		VirtualNetworkPeeringName: pulumi.String("to-" + b.name),
		RemoteVirtualNetwork:      &azure.SubResourceArgs{Id: n.VirtualNetworkID},
		AllowVirtualNetworkAccess: pulumi.Bool(true),
		AllowForwardedTraffic:     pulumi.Bool(false),
	}, b.inTurn(more...)...)
	if err != nil {
		return fmt.Errorf("declaring the peering from the application's network: %w", err)
	}
	return nil
}
