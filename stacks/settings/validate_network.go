package settings

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/galera-aks/galera-aks/infra/addresses"
	"github.com/galera-aks/galera-aks/infra/armid"
	"github.com/galera-aks/galera-aks/infra/egress"
)

// Plan returns the address plan that the settings describe. It has a subnet for build agents only where there are any.
func (s Settings) Plan() addresses.Plan {
	n := s.Network
	plan := addresses.Plan{
		VirtualNetwork:   n.AddressSpace,
		Nodes:            n.Nodes,
		APIServer:        n.APIServer,
		LoadBalancers:    n.LoadBalancers,
		PrivateEndpoints: n.PrivateEndpoints,
		Pods:             n.Pods,
		Services:         n.Services,
		Applications:     n.Application.AddressSpaces,
	}
	if s.BuildsPrivately() {
		plan.Builds = n.Builds
	}
	return plan
}

// BuildsPrivately reports whether the image is built by agents of a private registry, in a subnet of their own.
func (s Settings) BuildsPrivately() bool { return s.Image.Build && !s.Registry.PublicAccess }

// planWords are the words of an address plan and how an environment's file calls them.
var planWords = strings.NewReplacer(
	"virtualNetwork", "addressSpace",
	"applications[", "application.addressSpaces[",
)

// network checks the address ranges by themselves, against each other and against what they must hold.
func (p *problems) network(s Settings) {
	n := s.Network
	for _, problem := range s.Plan().Problems("network") {
		key, detail, _ := strings.Cut(planWords.Replace(problem.Error()), ": ")
		p.add(key, "%s", detail)
	}
	p.rooms(s)
	p.application(n.Application)
	p.egress(s)
	p.dnsZone("network.dnsZone", n.DNSZone)
	for i, port := range n.DatabasePorts {
		p.port(fmt.Sprintf("network.databasePorts[%d]", i), port)
	}
}

const (
	// endpointAddresses is what a registry's private endpoint takes: one for the registry, one for its data.
	endpointAddresses = 2
	// podBits is the range that AKS gives to each node of an overlay.
	podBits = 24
)

// rooms checks that what lives in a range fits.
func (p *problems) rooms(s Settings) {
	n, nodes := s.Network, s.mostNodes()
	for _, room := range []struct {
		key    string
		prefix netip.Prefix
		need   int
		what   string
	}{
		{"network.nodes", n.Nodes, nodes, "all pools at their max and one more node each during upgrades"},
		{"network.loadBalancers", n.LoadBalancers, len(s.Databases), "an address for each database"},
		{"network.privateEndpoints", n.PrivateEndpoints, endpointAddresses, "the registry's private endpoint"},
		{"network.builds", s.Plan().Builds, s.Registry.BuildAgents.Count, "the build agents"},
	} {
		if have := addresses.Usable(room.prefix); room.prefix.IsValid() && have < room.need {
			p.add(room.key, "must have room for %s: needs %d addresses, %s has %d besides the 5 that Azure keeps",
				room.what, room.need, room.prefix, have)
		}
	}
	if n.Pods.IsValid() && n.Pods.Addr().Is4() {
		if have := 1 << max(0, podBits-n.Pods.Bits()); n.Pods.Bits() > podBits || have < nodes {
			p.add("network.pods", "must have a /%d for each node of all pools at their max and one more each during upgrades: needs %d, got %s",
				podBits, nodes, n.Pods)
		}
	}
}

// mostNodes returns how many nodes all pools can have at once, each with one more while it is upgraded.
func (s Settings) mostNodes() int {
	return s.Cluster.SystemPool.Max + 1 + len(s.Zones)*(s.Cluster.DatabasePools.Max+1)
}

func (p *problems) application(a Application) {
	if a.VirtualNetworkID == "" {
		if len(a.AddressSpaces) > 0 {
			p.add("network.application.virtualNetworkId", "must be set when network.application.addressSpaces is, got none")
		}
		return
	}
	if _, err := armid.ParseOf(armid.VirtualNetwork, a.VirtualNetworkID); err != nil {
		p.add("network.application.virtualNetworkId", "%s", err)
	}
	if len(a.AddressSpaces) == 0 {
		p.add("network.application.addressSpaces", "must hold the ranges of the application's network, got none")
	}
}

// egress checks that what has no way out needs none.
func (p *problems) egress(s Settings) {
	n := s.Network
	if !oneOf(p, "network.egress", n.Egress, egress.Modes()...) {
		return
	}
	hop := n.EgressNextHop
	switch {
	case n.Egress == egress.UserDefinedRouting && !hop.IsValid():
		p.add("network.egressNextHop", "must be the firewall's address when network.egress is %s, got none", n.Egress)
	case n.Egress != egress.UserDefinedRouting && hop.IsValid() && !s.BuildsPrivately():
		p.add("network.egressNextHop", "must not be set unless network.egress is %s or a private registry builds the image, got %s", egress.UserDefinedRouting, hop)
	case hop.IsValid() && (!hop.Is4() || !hop.IsPrivate()):
		p.add("network.egressNextHop", "must be a private IPv4 address, got %s", hop)
	}
	if n.Egress == egress.None {
		p.isolated(s)
	}
}

// isolated checks what a cluster without a way out needs (Azure documentation, "Network isolated AKS clusters").
func (p *problems) isolated(s Settings) {
	if s.Registry.PublicAccess || s.Registry.SKU != RegistryPremium {
		p.add("network.egress", "%s needs a private Premium registry, through which the cluster takes its own components; registry.sku is %s and registry.publicAccess %t",
			egress.None, s.Registry.SKU, s.Registry.PublicAccess)
	}
	if !s.Cluster.Private() {
		p.add("network.egress", "%s needs cluster.privateApi, which is false", egress.None)
	}
	if c := s.Cluster.Upgrades.NodeChannel; c == NodeSecurityPatch || c == NodeUnmanaged {
		p.add("cluster.upgrades.nodeChannel", "must be %s or %s when network.egress is %s, got %s", NodeImage, NodeNone, egress.None, c)
	}
}

var dnsLabel = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// dnsZone checks the name of a private DNS zone (Azure documentation, "Naming rules": 2 to 34 labels).
func (p *problems) dnsZone(key, zone string) {
	labels := strings.Split(zone, ".")
	if len(labels) < 2 || len(labels) > 34 || len(zone) > 253 {
		p.add(key, "must have 2 to 34 labels, such as %q, got %q", "galera.internal", zone)
		return
	}
	for _, label := range labels {
		if !dnsLabel.MatchString(label) {
			p.add(key, "must be made of labels of 1 to 63 lower-case letters, digits and inner dashes, got %q", zone)
			return
		}
	}
}

func (p *problems) port(key string, port int) {
	if port < 1 || port > 65535 {
		p.add(key, "must be between 1 and 65535, got %d", port)
	}
}
