// Package addresses is the address plan of a platform: which ranges its network, subnets, pods and services take, and
// what must hold between them. It is pure, so that settings are refused before any resource is registered.
package addresses

import (
	"fmt"
	"net/netip"
)

// Plan is every range of IPv4 addresses that a platform uses or must stay clear of.
type Plan struct {
	// VirtualNetwork is the range of the platform's virtual network; it contains the subnets.
	VirtualNetwork netip.Prefix
	// Nodes is the subnet of the cluster's nodes, which take one address each.
	Nodes netip.Prefix
	// APIServer is the subnet into which Azure projects the Kubernetes API server.
	APIServer netip.Prefix
	// LoadBalancers is the subnet of the databases' private addresses.
	LoadBalancers netip.Prefix
	// PrivateEndpoints is the subnet of the private endpoints, such as the registry's.
	PrivateEndpoints netip.Prefix
	// Builds is the subnet of the registry's build agents; the zero Prefix means that there are none.
	Builds netip.Prefix
	// Pods is the overlay range of pods, outside the virtual network. Every node takes a /24 of it.
	Pods netip.Prefix
	// Services is the range of Kubernetes services, outside the virtual network.
	Services netip.Prefix
	// Applications are the ranges of the networks that use the databases.
	Applications []netip.Prefix
}

// HasBuilds reports whether there is a subnet for build agents.
func (p Plan) HasBuilds() bool { return p.Builds.IsValid() }

// DNSService returns the address of the cluster's DNS service: the tenth of the service range, as AKS has it by default.
func (p Plan) DNSService() netip.Addr {
	address := p.Services.Masked().Addr()
	for range 10 {
		address = address.Next()
	}
	return address
}

// reserved is how many addresses of every subnet Azure keeps for itself: the first four and the last.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
const reserved = 5

// Usable returns how many addresses of a subnet resources can take; none of them where the subnet is too small.
func Usable(subnet netip.Prefix) int {
	if !subnet.IsValid() || !subnet.Addr().Is4() {
		return 0
	}
	return max(0, 1<<(32-subnet.Bits())-reserved)
}

// Assignable reports whether a resource can take the address in the subnet.
func Assignable(subnet netip.Prefix, address netip.Addr) bool {
	if !subnet.IsValid() || !subnet.Contains(address) {
		return false
	}
	first := subnet.Masked().Addr()
	for range reserved - 1 {
		if address == first {
			return false
		}
		first = first.Next()
	}
	return subnet.Contains(address.Next())
}

// named is a range with the key that it has in the plan.
type named struct {
	key   string
	value netip.Prefix
}

// subnets returns the subnets that the plan has, in the order in which they are made.
func (p Plan) subnets() []named {
	all := []named{
		{"nodes", p.Nodes},
		{"apiServer", p.APIServer},
		{"loadBalancers", p.LoadBalancers},
		{"privateEndpoints", p.PrivateEndpoints},
	}
	if p.HasBuilds() {
		all = append(all, named{"builds", p.Builds})
	}
	return all
}

// outside returns the ranges that must share no address with each other or with the virtual network.
func (p Plan) outside() []named {
	all := []named{{"virtualNetwork", p.VirtualNetwork}, {"pods", p.Pods}, {"services", p.Services}}
	for i, application := range p.Applications {
		all = append(all, named{fmt.Sprintf("applications[%d]", i), application})
	}
	return all
}
