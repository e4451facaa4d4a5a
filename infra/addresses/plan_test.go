package addresses

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

// good returns a plan without problems.
func good() Plan {
	return Plan{
		VirtualNetwork:   netip.MustParsePrefix("10.60.0.0/16"),
		Nodes:            netip.MustParsePrefix("10.60.0.0/22"),
		APIServer:        netip.MustParsePrefix("10.60.9.0/28"),
		LoadBalancers:    netip.MustParsePrefix("10.60.8.0/27"),
		PrivateEndpoints: netip.MustParsePrefix("10.60.10.0/26"),
		Builds:           netip.MustParsePrefix("10.60.11.0/27"),
		Pods:             netip.MustParsePrefix("10.244.0.0/16"),
		Services:         netip.MustParsePrefix("10.70.0.0/16"),
		Applications:     []netip.Prefix{netip.MustParsePrefix("10.50.0.0/16")},
	}
}

func TestGoodPlanHasNoProblems(t *testing.T) {
	if problems := good().Problems("network"); len(problems) > 0 {
		t.Fatalf("got %v", errors.Join(problems...))
	}
	without := good()
	without.Builds = netip.Prefix{}
	if problems := without.Problems(""); len(problems) > 0 {
		t.Fatalf("without builds: got %v", errors.Join(problems...))
	}
}

func TestProblems(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Plan)
		want   string
	}{
		"missing": {
			func(p *Plan) { p.Pods = netip.Prefix{} },
			"network.pods: must be an IPv4 range such as 10.60.0.0/16, got none",
		},
		"sixth version": {
			func(p *Plan) { p.Services = netip.MustParsePrefix("fd00::/64") },
			"network.services: must be an IPv4 range, got fd00::/64",
		},
		"not masked": {
			func(p *Plan) { p.Nodes = netip.MustParsePrefix("10.60.0.5/22") },
			"network.nodes: must start at its network address 10.60.0.0/22, got 10.60.0.5/22",
		},
		"subnet outside": {
			func(p *Plan) { p.LoadBalancers = netip.MustParsePrefix("10.61.8.0/27") },
			"network.loadBalancers: must lie inside virtualNetwork 10.60.0.0/16, got 10.61.8.0/27",
		},
		"subnet larger than the network": {
			func(p *Plan) { p.VirtualNetwork = netip.MustParsePrefix("10.60.0.0/23") },
			"network.nodes: must lie inside virtualNetwork 10.60.0.0/23, got 10.60.0.0/22",
		},
		"subnets overlap": {
			func(p *Plan) { p.LoadBalancers = netip.MustParsePrefix("10.60.3.0/27") },
			"network.loadBalancers: must not overlap nodes 10.60.0.0/22, got 10.60.3.0/27",
		},
		"pods overlap the application": {
			func(p *Plan) { p.Applications[0] = netip.MustParsePrefix("10.244.9.0/24") },
			"network.applications[0]: must not overlap pods 10.244.0.0/16, got 10.244.9.0/24",
		},
		"API server too small": {
			func(p *Plan) { p.APIServer = netip.MustParsePrefix("10.60.9.0/29") },
			"network.apiServer: must be at least a /28 (AKS takes no smaller one), got 10.60.9.0/29",
		},
		"subnet too small": {
			func(p *Plan) { p.Builds = netip.MustParsePrefix("10.60.11.0/30") },
			"network.builds: must be at least a /29 (Azure takes no smaller subnet), got 10.60.11.0/30",
		},
		"services too large": {
			func(p *Plan) { p.Services = netip.MustParsePrefix("172.16.0.0/12") },
			"network.services: must be at most a /13 (AKS takes no larger one), got 172.16.0.0/12",
		},
		"range of Azure's own": {
			func(p *Plan) { p.Services = netip.MustParsePrefix("172.30.4.0/24") },
			"network.services: must not overlap 172.30.0.0/16, which AKS keeps for itself, got 172.30.4.0/24",
		},
	} {
		t.Run(name, func(t *testing.T) {
			plan := good()
			c.change(&plan)
			got := errors.Join(plan.Problems("network")...)
			if got == nil || !strings.Contains(got.Error(), c.want) {
				t.Errorf("want %q among\n%v", c.want, got)
			}
		})
	}
}

func TestProblemsAreAllReported(t *testing.T) {
	if got := len((Plan{}).Problems("")); got != 7 {
		t.Errorf("an empty plan lacks seven ranges, got %d problems", got)
	}
}

func TestDNSServiceIsTheTenthAddress(t *testing.T) {
	if got := good().DNSService().String(); got != "10.70.0.10" {
		t.Errorf("got %s", got)
	}
}

func TestAssignable(t *testing.T) {
	subnet := netip.MustParsePrefix("10.60.8.0/27")
	for address, want := range map[string]bool{
		"10.60.8.0": false, "10.60.8.3": false, "10.60.8.4": true, "10.60.8.30": true, "10.60.8.31": false,
		"10.60.8.32": false, "10.60.7.255": false,
	} {
		if got := Assignable(subnet, netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: got %t, want %t", address, got, want)
		}
	}
	if got := Usable(subnet); got != 27 {
		t.Errorf("usable: got %d, want 27", got)
	}
}
