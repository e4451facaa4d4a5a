package rules

import (
	"net/netip"
	"slices"
	"strings"
)

// publicAddresses is the configuration of no-public-address.
type publicAddresses struct {
	AllowedNames []string `json:"allowedNames" says:"Names of resources that may be public addresses, such as a firewall's."`
}

// sources is the configuration of nsg-no-internet.
type sources struct {
	AllowedRanges []netip.Prefix `json:"allowedRanges" says:"Public ranges that may come in."`
}

// balancers is the configuration of service-internal.
type balancers struct {
	AllowedRanges []netip.Prefix `json:"allowedRanges" says:"Ranges that loadBalancerSourceRanges must lie inside. Without any, every private range will do."`
}

func networkRules() []Rule {
	return []Rule{
		configured(Rule{
			Name: "no-public-address", Level: Mandatory,
			Kinds:  []string{"network:PublicIPAddress", "network:PublicIPPrefix", "network:NatGateway", "network:BastionHost"},
			Says:   "Nothing has a public address.",
			Why:    "The application reaches the databases by peering; a public address serves nobody else.",
			Remedy: "Remove it, or name it in this rule's allowedNames.",
		}, publicAddresses{}, func(s *subject, c publicAddresses) {
			if !slices.Contains(c.AllowedNames, s.Name) {
				s.find("the resource", "not be declared", Of("a public address"))
			}
		}),
		configured(Rule{
			Name: "nsg-no-internet", Level: Mandatory, Kinds: []string{"network:NetworkSecurityGroup", "network:SecurityRule"},
			Says:   "No rule lets the internet in.",
			Why:    "The databases' ports are for the application's network, and no other port is for anybody outside.",
			Remedy: "Name the application's ranges as the rule's sources, or allow the range in this rule's allowedRanges.",
		}, sources{}, noInternet),
		plainly(Rule{
			Name: "subnet-no-default-outbound", Level: Mandatory, Kinds: []string{"network:Subnet"},
			Says:   "A subnet gives its machines no public address to go out by.",
			Why:    "Azure's default does, and nobody sees it.",
			Remedy: "Set defaultOutboundAccess to false.",
		}, func(s *subject) { s.is("defaultOutboundAccess", false) }),
		configured(Rule{
			Name: "service-internal", Level: Mandatory, Kinds: []string{"core:Service"},
			Says:   "A Service is reached by an internal load balancer, by named private ranges, or not from outside at all.",
			Why:    "Azure gives a load balancer a public address unless an annotation says otherwise, and a database with one is found within the hour.",
			Remedy: `Set the annotation service.beta.kubernetes.io/azure-load-balancer-internal to "true" and loadBalancerSourceRanges to private ranges.`,
		}, balancers{}, internalService),
	}
}

func noInternet(s *subject, c sources) {
	rules, key := []Value{s.Inputs}, ""
	if s.Kind() == "network:NetworkSecurityGroup" {
		rules, key = s.Inputs.At("securityRules").Items(), "securityRules."
	}
	for _, rule := range rules {
		if !among(rule.At("direction").Text(), []string{"Inbound"}) || !among(rule.At("access").Text(), []string{"Allow"}) {
			continue
		}
		name := rule.At("name").Text()
		for _, field := range []string{"sourceAddressPrefix", "sourceAddressPrefixes"} {
			for _, source := range append(rule.At(field).Texts(), rule.At(field).Text()) {
				if internet(source) && !within(source, c.AllowedRanges) {
					s.find(key+name+"."+field, "not let the internet in", Of(source))
				}
			}
		}
	}
}

// internet reports whether a source of a security rule takes in addresses of the internet.
func internet(source string) bool {
	return source == "*" || strings.EqualFold(source, "Internet") || public(source)
}

func internalService(s *subject, c balancers) {
	const annotation = "service.beta.kubernetes.io/azure-load-balancer-internal"
	s.must("spec.externalIPs", "not be set", Value.Empty)
	s.must("spec.type", "not be NodePort", func(v Value) bool { return v.Text() != "NodePort" })
	if s.Inputs.At("spec.type").Text() != "LoadBalancer" {
		return
	}
	if v := s.Inputs.At("metadata.annotations").Key(annotation); !v.Unknown && v.Text() != "true" {
		s.find("metadata.annotations["+annotation+"]", `be "true"`, v)
	}
	for _, item := range s.Inputs.At("spec.loadBalancerSourceRanges").Items() {
		switch {
		case item.Unknown:
		case len(c.AllowedRanges) > 0 && !within(item.Text(), c.AllowedRanges):
			s.find("spec.loadBalancerSourceRanges", "lie inside "+prefixes(c.AllowedRanges), item)
		case len(c.AllowedRanges) == 0 && public(item.Text()):
			s.find("spec.loadBalancerSourceRanges", "be private ranges", item)
		}
	}
}
