package fabric

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
)

// Partition is which nodes cannot talk to each other.
type Partition struct {
	// Groups are nodes by their ordinals: within a group everybody talks to everybody, between groups nobody to anybody.
	Groups [][]int `json:"groups,omitempty"`
	// Isolated are nodes that moreover have no way to what Azure itself provides: the API server, the cluster's DNS, the
	// registry and the load balancer, and through it the application.
	Isolated []int `json:"isolated,omitempty"`
}

// Part makes a partition, at once and in place of an earlier one; the empty partition heals the network. It outlives this
// program and the nodes' loss of power, but not the region's files.
func (f *Fabric) Part(ctx context.Context, p Partition) error {
	text, err := partitionRules(p)
	if err != nil {
		return err
	}
	_, err = host.Run(ctx, host.Command{
		Namespace: host.NamespacePath(Namespace),
		Args:      []string{"nft", "-f", "-"},
		Stdin:     strings.NewReader(text),
	})
	if err != nil {
		return fmt.Errorf("parting the network: %w", err)
	}
	content, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("parting the network: %w", err)
	}
	return host.WriteFile(f.partitionPath(), content, 0o644)
}

// Partition returns the present partition.
func (f *Fabric) Partition() (Partition, error) {
	var p Partition
	content, err := os.ReadFile(f.partitionPath())
	if errors.Is(err, os.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &p)
	}
	if err != nil {
		return p, fmt.Errorf("reading the partition: %w", err)
	}
	return p, nil
}

func (f *Fabric) partitionPath() string { return f.region.Path("partition.json") }

// partitionRules renders a partition. What nodes send each other directly passes the bridge; what comes from or goes to
// pods passes the router, where only addresses tell from which node it is. The rules keep no state: connections that were
// open are cut too.
func partitionRules(p Partition) (string, error) {
	var b strings.Builder
	for _, family := range []string{"bridge", "ip"} {
		fmt.Fprintf(&b, "add table %[1]s %[2]s\ndelete table %[1]s %[2]s\n", family, partitionTable)
	}
	if len(p.Groups) < 2 && len(p.Isolated) == 0 {
		return b.String(), nil
	}
	direct, routed, err := betweenGroups(p.Groups)
	if err != nil {
		return "", err
	}
	in, out, err := isolation(p)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "table bridge %s {\n", partitionTable)
	chain(&b, "forward", "filter", direct)
	chain(&b, "input", "filter", in)
	chain(&b, "output", "filter", out)
	fmt.Fprintf(&b, "}\ntable ip %s {\n", partitionTable)
	chain(&b, "forward", "filter", routed)
	b.WriteString("}\n")
	return b.String(), nil
}

const partitionTable = "galera_aks_partition"

// betweenGroups returns the rules for every two groups, both ways.
func betweenGroups(groups [][]int) (direct, routed []string, err error) {
	for i, from := range groups {
		var rest []int
		for j, group := range groups {
			if j != i {
				rest = append(rest, group...)
			}
		}
		fromPorts, fromAddresses, err := sides(from)
		if err != nil {
			return nil, nil, err
		}
		toPorts, toAddresses, err := sides(rest)
		if err != nil {
			return nil, nil, err
		}
		direct = append(direct, fmt.Sprintf("iifname { %s } oifname { %s } drop", fromPorts, toPorts))
		routed = append(routed, fmt.Sprintf("ip saddr { %s } ip daddr { %s } drop", fromAddresses, toAddresses))
	}
	return direct, routed, nil
}

// isolation returns the rules for what isolated nodes may still receive from the router, and send to it: packets of their own
// group's nodes and pods, nothing else.
func isolation(p Partition) (in, out []string, err error) {
	for _, ordinal := range p.Isolated {
		group := []int{ordinal}
		for _, g := range p.Groups {
			if slices.Contains(g, ordinal) {
				group = g
			}
		}
		_, addresses, err := sides(group)
		if err != nil {
			return nil, nil, err
		}
		in = append(in, fmt.Sprintf("iifname %q ip daddr != { %s } drop", NodePort(ordinal), addresses))
		out = append(out, fmt.Sprintf("oifname %q ip saddr != { %s } drop", NodePort(ordinal), addresses))
	}
	return in, out, nil
}

// sides renders the ports, and the addresses of nodes and pods, of some nodes.
func sides(ordinals []int) (ports, addresses string, err error) {
	var names, places []string
	for _, ordinal := range slices.Sorted(slices.Values(ordinals)) {
		address, err := NodeAddress(ordinal)
		if err != nil {
			return "", "", err
		}
		pods, err := PodSubnet(ordinal)
		if err != nil {
			return "", "", err
		}
		names = append(names, fmt.Sprintf("%q", NodePort(ordinal)))
		places = append(places, address.String(), pods.String())
	}
	return strings.Join(names, ", "), strings.Join(places, ", "), nil
}

func chain(b *strings.Builder, hook, priority string, rules []string) {
	if len(rules) == 0 {
		return
	}
	fmt.Fprintf(b, "\tchain %s {\n\t\ttype filter hook %s priority %s; policy accept;\n", hook, hook, priority)
	for _, rule := range rules {
		fmt.Fprintf(b, "\t\t%s\n", rule)
	}
	b.WriteString("\t}\n")
}
