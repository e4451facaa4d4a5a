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
		AllowForwardedTraffic: pulumi.Bool(b.args.NextHop.IsValid()),
	}, b.inTurn()...)
	if err != nil {
		return fmt.Errorf("declaring the peering to the application's network: %w", err)
	}
	b.last = to
	back := b.args.Application.PeeringName
	if back == "" {
		back = "to-" + b.name
	}
	var more []pulumi.ResourceOption
	if b.args.Application.Provider != nil {
		more = append(more, pulumi.Provider(b.args.Application.Provider))
	}
	from, err := azure.NewVirtualNetworkPeering(b.ctx, b.child("from-application"), &azure.VirtualNetworkPeeringArgs{
		ResourceGroupName:         pulumi.String(remote.ResourceGroup),
		VirtualNetworkName:        pulumi.String(remote.Name),
		VirtualNetworkPeeringName: pulumi.String(back),
		RemoteVirtualNetwork:      &azure.SubResourceArgs{Id: n.VirtualNetworkID},
		AllowVirtualNetworkAccess: pulumi.Bool(true),
		AllowForwardedTraffic:     pulumi.Bool(false),
	}, b.inTurn(more...)...)
	if err != nil {
		return fmt.Errorf("declaring the peering from the application's network: %w", err)
	}
	if b.args.Egress == egress.UserDefinedRouting {
		// The next hop may stand in the peer or beyond it, so nothing that needs a way out may start before.
		n.NodesSubnetID = after(n.NodesSubnetID, to.ID(), from.ID())
	}
	if n.BuildsSubnetID != nil {
		n.BuildsSubnetID = after(n.BuildsSubnetID.ToStringOutput(), to.ID(), from.ID())
	}
	return nil
}

// after returns the value, known only when all others are.
func after(value pulumi.StringOutput, others ...any) pulumi.StringOutput {
	return pulumi.All(append([]any{value}, others...)...).ApplyT(func(values []any) string {
		return values[0].(string)
	}).(pulumi.StringOutput)
}
