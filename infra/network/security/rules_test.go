package security

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/infra/addresses"
)

var plan = addresses.Plan{
	VirtualNetwork: netip.MustParsePrefix("10.60.0.0/16"),
	Nodes:          netip.MustParsePrefix("10.60.0.0/22"),
	LoadBalancers:  netip.MustParsePrefix("10.60.8.0/27"),
	Pods:           netip.MustParsePrefix("10.244.0.0/16"),
	Applications:   []netip.Prefix{netip.MustParsePrefix("10.50.0.0/16")},
}

// decision returns the name of the rule that decides on a connection: the first that matches, as Azure has it.
func decision(rules []Rule, source, destination, port string) string {
	for _, r := range rules {
		if matches(r.Sources, source) && matches(r.Destinations, destination) && among(r.Ports, port) {
			return r.Name
		}
	}
	return "none"
}

func matches(ranges []string, address string) bool {
	for _, r := range ranges {
		if r == Anything || r == address {
			return true
		}
		prefix, err := netip.ParsePrefix(r)
		if err != nil {
			continue
		}
		if ip, err := netip.ParseAddr(address); err == nil && prefix.Contains(ip) {
			return true
		}
	}
	return false
}

func among(ports []string, port string) bool {
	for _, p := range ports {
		if p == Anything || p == port {
			return true
		}
	}
	return false
}

func TestWhoReachesWhat(t *testing.T) {
	rules := Inbound(plan, []int{3306, 3307})
	for _, c := range []struct{ what, source, destination, port, want string }{
		{"the application writes", "10.50.0.4", "10.60.8.10", "3306", "allow-applications"},
		{"the application reads", "10.50.0.4", "10.60.8.10", "3307", "allow-applications"},
		{"the application tries another port", "10.50.0.4", "10.60.8.10", "4567", "deny-everything-else"},
		{"the application tries a node", "10.50.0.4", "10.60.0.11", "3306", "deny-everything-else"},
		{"another peer tries a database", "10.51.0.4", "10.60.8.10", "3306", "deny-everything-else"},
		{"the balancer probes", "AzureLoadBalancer", "10.60.0.11", "31000", "allow-balancer-probes"},
		{"a node calls a node", "10.60.0.12", "10.60.0.11", "10250", "allow-platform"},
		{"a pod calls a pod", "10.244.1.5", "10.244.2.5", "4567", "allow-platform"},
		{"the API server calls a node", "10.60.9.4", "10.60.0.11", "10250", "allow-platform"},
		{"the internet", "198.51.100.1", "10.60.0.11", "22", "deny-everything-else"},
	} {
		if got := decision(rules, c.source, c.destination, c.port); got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}

func TestPrioritiesAreDistinctAndInOrder(t *testing.T) {
	last := 0
	for _, r := range Inbound(plan, []int{3306}) {
		if r.Priority <= last || r.Priority > 4096 {
			t.Errorf("%s: priority %d after %d", r.Name, r.Priority, last)
		}
		last = r.Priority
	}
}

func TestWithoutApplicationsNothingIsOpened(t *testing.T) {
	alone := plan
	alone.Applications = nil
	var names []string
	for _, r := range Inbound(alone, []int{3306}) {
		names = append(names, r.Name)
	}
	want := []string{"allow-balancer-probes", "allow-platform", "deny-everything-else"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}
