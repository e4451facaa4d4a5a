// Package network is a platform's network as one component: the virtual network and its subnets, who may reach the
// nodes, the way out, the peering with the application's network, and the private DNS zone of the databases' names.
package network

import (
	"fmt"

	azure "github.com/pulumi/pulumi-azure-native-sdk/network/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Token is the component's type.
const Token = "galera-aks:network:Network"

// Names of the subnets.
const (
	// NodesSubnet is the name of the nodes' subnet.
	NodesSubnet = "nodes"
	// APIServerSubnet is the name of the API server's subnet.
	APIServerSubnet = "apiserver"
	// LoadBalancersSubnet is the name of the subnet of the databases' private addresses. Kubernetes services name it
	// in an annotation.
	LoadBalancersSubnet = "loadbalancers"
	// PrivateEndpointsSubnet is the name of the private endpoints' subnet.
	PrivateEndpointsSubnet = "privateendpoints"
	// BuildsSubnet is the name of the build agents' subnet.
	BuildsSubnet = "builds"
)

// Network is a platform's network.
type Network struct {
	pulumi.ResourceState

	// VirtualNetworkID is the identifier of the virtual network.
	VirtualNetworkID pulumi.StringOutput
	// NodesSubnetID is the identifier of the nodes' subnet.
	NodesSubnetID pulumi.StringOutput
	// APIServerSubnetID is the identifier of the API server's subnet, delegated to AKS.
	APIServerSubnetID pulumi.StringOutput
	// LoadBalancersSubnetID is the identifier of the subnet of the databases' private addresses.
	LoadBalancersSubnetID pulumi.StringOutput
	// LoadBalancersSubnetName is that subnet's name, [LoadBalancersSubnet].
	LoadBalancersSubnetName pulumi.StringOutput
	// PrivateEndpointsSubnetID is the identifier of the private endpoints' subnet.
	PrivateEndpointsSubnetID pulumi.StringOutput
	// BuildsSubnetID is the identifier of the build agents' subnet; nil where the plan has none.
	BuildsSubnetID pulumi.StringInput
	// RouteTableID is the identifier of the nodes' route table; nil where nodes have none.
	RouteTableID pulumi.StringInput
	// ZoneName is the name of the private DNS zone.
	ZoneName pulumi.StringOutput
}

// New makes a platform's network. It reports everything wrong with its arguments at once, before it registers anything.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Network, error) {
	if err := args.validate(); err != nil {
		return nil, fmt.Errorf("network %q: %w", name, err)
	}
	n := &Network{}
	if err := ctx.RegisterComponentResource(Token, name, n, opts...); err != nil {
		return nil, fmt.Errorf("registering network %q: %w", name, err)
	}
	b := &builder{ctx: ctx, name: name, args: args, parent: n}
	for _, step := range []func(*Network) error{b.space, b.peering, b.zone} {
		if err := step(n); err != nil {
			return nil, err
		}
	}
	outputs := pulumi.Map{
		"virtualNetworkId":         n.VirtualNetworkID,
		"nodesSubnetId":            n.NodesSubnetID,
		"apiServerSubnetId":        n.APIServerSubnetID,
		"loadBalancersSubnetId":    n.LoadBalancersSubnetID,
		"loadBalancersSubnetName":  n.LoadBalancersSubnetName,
		"privateEndpointsSubnetId": n.PrivateEndpointsSubnetID,
		"zoneName":                 n.ZoneName,
	}
	if n.BuildsSubnetID != nil {
		outputs["buildsSubnetId"] = n.BuildsSubnetID
	}
	if n.RouteTableID != nil {
		outputs["routeTableId"] = n.RouteTableID
	}
	if err := ctx.RegisterResourceOutputs(n, outputs); err != nil {
		return nil, fmt.Errorf("registering the outputs of network %q: %w", name, err)
	}
	return n, nil
}

// builder makes the resources of one network.
type builder struct {
	ctx    *pulumi.Context
	name   string
	args   *Args
	parent pulumi.Resource
	// vnet is the virtual network, once declared.
	vnet *azure.VirtualNetwork
	// last is the resource that changed the virtual network last. Azure refuses two changes of one virtual network
	// at the same time, so that each waits for the one before it.
	last pulumi.Resource
}

// options returns the options of a child resource.
func (b *builder) options(more ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return append([]pulumi.ResourceOption{pulumi.Parent(b.parent)}, more...)
}

// inTurn returns the options of a child that changes the virtual network.
func (b *builder) inTurn(more ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return b.options(append(more, pulumi.DependsOn([]pulumi.Resource{b.last}))...)
}

// child returns the name of a child resource.
func (b *builder) child(suffix string) string { return b.name + "-" + suffix }
