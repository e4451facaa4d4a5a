package addresses

import (
	"fmt"
	"net/netip"
)

// Bounds on the length of prefixes.
const (
	// smallestSubnet is the longest prefix that Azure takes for a subnet.
	smallestSubnet = 29
	// smallestAPIServer is the longest prefix that AKS takes for the API server's subnet.
	// https://learn.microsoft.com/azure/aks/api-server-vnet-integration
	smallestAPIServer = 28
	// smallestPods leaves a /24 for each of four nodes.
	smallestPods = 22
	// smallestServices leaves room for the DNS service and the databases' services.
	smallestServices = 26
	// largestServices is the shortest prefix that AKS takes for services, which must be smaller than a /12.
	largestServices = 13
)

// refused are the ranges that AKS does not let a cluster use. https://learn.microsoft.com/azure/aks/azure-cni-overlay
var refused = []netip.Prefix{
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("172.30.0.0/16"),
	netip.MustParsePrefix("172.31.0.0/16"),
	netip.MustParsePrefix("192.0.2.0/24"),
}

// Problems returns everything wrong with the plan, each named by its key below the given one, such as
// "addresses.nodes".
func (p Plan) Problems(key string) []error {
	c := check{key: key}
	for _, r := range append(p.outside(), p.subnets()...) {
		c.wellFormed(r)
	}
	for _, s := range p.subnets() {
		c.longestPrefix(s, smallestSubnet, "Azure takes no smaller subnet")
		c.inside(s, p.VirtualNetwork)
	}
	c.disjoint(p.subnets())
	c.disjoint(p.outside())
	c.longestPrefix(named{"apiServer", p.APIServer}, smallestAPIServer, "AKS takes no smaller one")
	c.longestPrefix(named{"pods", p.Pods}, smallestPods, "each node takes a /24")
	c.longestPrefix(named{"services", p.Services}, smallestServices, "the DNS service and the databases' services")
	c.shortestPrefix(named{"services", p.Services}, largestServices, "AKS takes no larger one")
	for _, r := range []named{{"virtualNetwork", p.VirtualNetwork}, {"pods", p.Pods}, {"services", p.Services}} {
		c.notRefused(r)
	}
	return c.problems
}

// check collects problems.
type check struct {
	key      string
	problems []error
}

func (c *check) add(r named, format string, args ...any) {
	key := r.key
	if c.key != "" {
		key = c.key + "." + r.key
	}
	c.problems = append(c.problems, fmt.Errorf(key+": "+format, args...))
}

// sound reports whether a range can be compared with others at all; where not, wellFormed has said why.
func sound(prefix netip.Prefix) bool { return prefix.IsValid() && prefix.Addr().Is4() }

func (c *check) wellFormed(r named) {
	switch {
	case !r.value.IsValid():
		c.add(r, "must be an IPv4 range such as 10.60.0.0/16, got none")
	case !r.value.Addr().Is4():
		c.add(r, "must be an IPv4 range, got %s", r.value)
	case r.value != r.value.Masked():
		c.add(r, "must start at its network address %s, got %s", r.value.Masked(), r.value)
	}
}

func (c *check) longestPrefix(r named, bits int, why string) {
	if sound(r.value) && r.value.Bits() > bits {
		c.add(r, "must be at least a /%d (%s), got %s", bits, why, r.value)
	}
}

func (c *check) shortestPrefix(r named, bits int, why string) {
	if sound(r.value) && r.value.Bits() < bits {
		c.add(r, "must be at most a /%d (%s), got %s", bits, why, r.value)
	}
}

func (c *check) inside(r named, outer netip.Prefix) {
	if !sound(r.value) || !sound(outer) {
		return
	}
	if r.value.Bits() < outer.Bits() || !outer.Contains(r.value.Addr()) {
		c.add(r, "must lie inside virtualNetwork %s, got %s", outer, r.value)
	}
}

func (c *check) disjoint(ranges []named) {
	for i, a := range ranges {
		for _, b := range ranges[:i] {
			if sound(a.value) && sound(b.value) && a.value.Overlaps(b.value) {
				c.add(a, "must not overlap %s %s, got %s", b.key, b.value, a.value)
			}
		}
	}
}

func (c *check) notRefused(r named) {
	for _, taken := range refused {
		if sound(r.value) && r.value.Overlaps(taken) {
			c.add(r, "must not overlap %s, which AKS keeps for itself, got %s", taken, r.value)
		}
	}
}
