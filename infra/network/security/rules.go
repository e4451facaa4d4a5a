// Package security says what traffic the nodes' subnet takes in. It is pure; package network turns the rules into a
// network security group.
package security

import (
	"fmt"
	"net/netip"
	"strconv"

	"github.com/galera-aks/galera-aks/infra/addresses"
)

// Access is what happens to traffic that matches a rule.
type Access string

const (
	// Allow lets the traffic in.
	Allow Access = "Allow"
	// Deny drops the traffic.
	Deny Access = "Deny"
)

// Protocol is the protocol that a rule matches.
type Protocol string

const (
	// TCP matches TCP.
	TCP Protocol = "Tcp"
	// AnyProtocol matches every protocol.
	AnyProtocol Protocol = "*"
)

// Anything matches every address or port.
const Anything = "*"

// balancer is the tag of the address from which Azure's load balancers probe.
const balancer = "AzureLoadBalancer"

// lowest is the last priority that Azure gives to rules of our own; the rules Azure adds itself come after it.
const lowest = 4096

// Rule is one rule for traffic coming in.
type Rule struct {
	// Name is unique in the group.
	Name string
	// Priority orders rules: the lowest number that matches decides.
	Priority int
	// Access is what the rule does.
	Access Access
	// Protocol is what the rule matches.
	Protocol Protocol
	// Sources are ranges or tags.
	Sources []string
	// Destinations are ranges.
	Destinations []string
	// Ports are destination ports.
	Ports []string
	// Description says why the rule is there.
	Description string
}

// Inbound returns the rules of the nodes' subnet, in order of priority. The databases' ports are open to the
// applications, and nothing else is open to anyone outside the platform's own network: Azure's own defaults would let
// every peered network reach every node.
func Inbound(plan addresses.Plan, databasePorts []int) []Rule {
	var rules []Rule
	if len(plan.Applications) > 0 && len(databasePorts) > 0 {
		rules = append(rules, Rule{
			Name: "allow-applications", Priority: 100, Access: Allow, Protocol: TCP,
			Sources: texts(plan.Applications),
			// A load balancing rule of Kubernetes keeps the balancer's address as the destination, so that is
			// what the group sees, not a node's address.
			Destinations: []string{plan.LoadBalancers.String()},
			Ports:        ports(databasePorts),
			Description:  "The applications' networks reach the databases' private addresses.",
		})
	}
	return append(rules,
		Rule{
			Name: "allow-balancer-probes", Priority: 200, Access: Allow, Protocol: AnyProtocol,
			Sources: []string{balancer}, Destinations: []string{Anything}, Ports: []string{Anything},
			Description: "Azure's load balancers probe the nodes' health check ports.",
		},
		Rule{
			Name: "allow-platform", Priority: 300, Access: Allow, Protocol: AnyProtocol,
			Sources:      []string{plan.VirtualNetwork.String(), plan.Pods.String()},
			Destinations: []string{Anything}, Ports: []string{Anything},
			Description: "Nodes, pods and the API server reach each other.",
		},
		Rule{
			Name: "deny-everything-else", Priority: lowest, Access: Deny, Protocol: AnyProtocol,
			Sources: []string{Anything}, Destinations: []string{Anything}, Ports: []string{Anything},
			Description: "Peered networks reach the databases' ports only.",
		})
}

func texts(prefixes []netip.Prefix) []string {
	out := make([]string, len(prefixes))
	for i, p := range prefixes {
		out[i] = p.String()
	}
	return out
}

func ports(numbers []int) []string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = strconv.Itoa(n)
	}
	return out
}

// Problems returns what is wrong with a list of ports, each named by its key.
func Problems(key string, databasePorts []int) []error {
	var problems []error
	for i, port := range databasePorts {
		if port < 1 || port > 65535 {
			problems = append(problems, fmt.Errorf("%s[%d]: must be from 1 to 65535, got %d", key, i, port))
		}
	}
	return problems
}
