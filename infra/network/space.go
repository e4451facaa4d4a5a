package network

import (
	"fmt"
	"net/netip"

	azure "github.com/pulumi/pulumi-azure-native-sdk/network/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/egress"
	"github.com/galera-aks/galera-aks/infra/network/security"
)

// managedClusters is the service that the API server's subnet is delegated to.
const managedClusters = "Microsoft.ContainerService/managedClusters"

// space makes the virtual network and its subnets.
func (b *builder) space(n *Network) error {
	vnet, err := azure.NewVirtualNetwork(b.ctx, b.name, &azure.VirtualNetworkArgs{
		ResourceGroupName: b.args.ResourceGroup,
		Location:          pulumi.String(b.args.Location),
		AddressSpace: &azure.AddressSpaceArgs{
			AddressPrefixes: pulumi.StringArray{pulumi.String(b.args.Addresses.VirtualNetwork.String())},
		},
		Tags: pulumi.ToStringMap(b.args.Tags),
		// Subnets are resources of their own; an update that carried the list would take away those not in it.
	}, b.options(pulumi.IgnoreChanges([]string{"subnets"}))...)
	if err != nil {
		return fmt.Errorf("declaring the virtual network: %w", err)
	}
	b.vnet, b.last = vnet, vnet
	n.VirtualNetworkID = vnet.ID().ToStringOutput()

	group, err := b.securityGroup()
	if err != nil {
		return err
	}
	routes, err := b.routeTable()
	if err != nil {
		return err
	}
	if routes != nil && b.args.Egress == egress.UserDefinedRouting {
		n.RouteTableID = routes.ID().ToStringOutput()
	}
	return b.subnets(n, group, routes)
}

// subnets makes the subnets, one after the other.
func (b *builder) subnets(n *Network, group *azure.NetworkSecurityGroup, routes *azure.RouteTable) error {
	plan := b.args.Addresses
	nodes := &azure.SubnetArgs{NetworkSecurityGroup: &azure.NetworkSecurityGroupTypeArgs{Id: group.ID()}}
	if b.args.Egress == egress.UserDefinedRouting {
		nodes.RouteTable = &azure.RouteTableTypeArgs{Id: routes.ID()}
	}
	apiServer := &azure.SubnetArgs{Delegations: azure.DelegationArray{&azure.DelegationArgs{
		Name: pulumi.String("aks"), ServiceName: pulumi.String(managedClusters),
	}}}
	// Enabled, so that a security group that a team puts on the subnet takes effect; the SDK's default has it ignored.
	endpoints := &azure.SubnetArgs{PrivateEndpointNetworkPolicies: pulumi.String("Enabled")}

	for _, s := range []struct {
		name  string
		space netip.Prefix
		args  *azure.SubnetArgs
		id    *pulumi.StringOutput
	}{
		{NodesSubnet, plan.Nodes, nodes, &n.NodesSubnetID},
		{APIServerSubnet, plan.APIServer, apiServer, &n.APIServerSubnetID},
		{LoadBalancersSubnet, plan.LoadBalancers, &azure.SubnetArgs{}, &n.LoadBalancersSubnetID},
		{PrivateEndpointsSubnet, plan.PrivateEndpoints, endpoints, &n.PrivateEndpointsSubnetID},
	} {
		subnet, err := b.subnet(s.name, s.space, s.args)
		if err != nil {
			return err
		}
		*s.id = subnet.ID().ToStringOutput()
	}
	n.LoadBalancersSubnetName = pulumi.String(LoadBalancersSubnet).ToStringOutput()
	if !plan.HasBuilds() {
		return nil
	}
	builds, err := b.subnet(BuildsSubnet, plan.Builds,
		&azure.SubnetArgs{RouteTable: &azure.RouteTableTypeArgs{Id: routes.ID()}})
	if err != nil {
		return err
	}
	n.BuildsSubnetID = builds.ID().ToStringOutput()
	return nil
}

// subnet makes one subnet.
func (b *builder) subnet(name string, space netip.Prefix, args *azure.SubnetArgs) (*azure.Subnet, error) {
	args.ResourceGroupName = b.args.ResourceGroup
	args.VirtualNetworkName = b.vnet.Name
	args.SubnetName = pulumi.String(name)
	args.AddressPrefix = pulumi.String(space.String())
	// Azure would otherwise give everything in the subnet a public address to go out by.
	args.DefaultOutboundAccess = pulumi.Bool(false)
	subnet, err := azure.NewSubnet(b.ctx, b.child(name), args, b.inTurn()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the subnet %s: %w", name, err)
	}
	b.last = subnet
	return subnet, nil
}

// securityGroup makes the group that says what nodes take in.
func (b *builder) securityGroup() (*azure.NetworkSecurityGroup, error) {
	var rules azure.SecurityRuleTypeArray
	for _, r := range security.Inbound(b.args.Addresses, b.args.DatabasePorts) {
		rule := &azure.SecurityRuleTypeArgs{
			Name:            pulumi.String(r.Name),
			Priority:        pulumi.Int(r.Priority),
			Direction:       pulumi.String("Inbound"),
			Access:          pulumi.String(string(r.Access)),
			Protocol:        pulumi.String(string(r.Protocol)),
			Description:     pulumi.String(r.Description),
			SourcePortRange: pulumi.String(security.Anything),
		}
		// Azure has one field for a single value or tag and another for a list of ranges.
		rule.SourceAddressPrefix, rule.SourceAddressPrefixes = oneOrMany(r.Sources)
		rule.DestinationAddressPrefix, rule.DestinationAddressPrefixes = oneOrMany(r.Destinations)
		rule.DestinationPortRange, rule.DestinationPortRanges = oneOrMany(r.Ports)
		rules = append(rules, rule)
	}
	group, err := azure.NewNetworkSecurityGroup(b.ctx, b.child(NodesSubnet), &azure.NetworkSecurityGroupArgs{
		ResourceGroupName: b.args.ResourceGroup,
		Location:          pulumi.String(b.args.Location),
		SecurityRules:     rules,
		Tags:              pulumi.ToStringMap(b.args.Tags),
	}, b.options()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the nodes' security group: %w", err)
	}
	return group, nil
}

// oneOrMany returns the values for a rule's single field or for its list, and nil for the other.
func oneOrMany(values []string) (pulumi.StringPtrInput, pulumi.StringArrayInput) {
	if len(values) == 1 {
		return pulumi.String(values[0]), nil
	}
	return nil, pulumi.ToStringArray(values)
}

// routeTable makes the table that sends everything to the next hop, or nothing where there is no next hop.
func (b *builder) routeTable() (*azure.RouteTable, error) {
	if !b.args.NextHop.IsValid() {
		return nil, nil
	}
	table, err := azure.NewRouteTable(b.ctx, b.child("out"), &azure.RouteTableArgs{
		ResourceGroupName: b.args.ResourceGroup,
		Location:          pulumi.String(b.args.Location),
		Routes: azure.RouteTypeArray{&azure.RouteTypeArgs{
			Name:             pulumi.String("everything"),
			AddressPrefix:    pulumi.String("0.0.0.0/0"),
			NextHopType:      pulumi.String("VirtualAppliance"),
			NextHopIpAddress: pulumi.String(b.args.NextHop.String()),
		}},
		Tags: pulumi.ToStringMap(b.args.Tags),
	}, b.options()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the route table: %w", err)
	}
	return table, nil
}
