package review

import (
	"slices"
	"strings"
)

// Nodes is what happens to the nodes that members run on.
type Nodes struct {
	// Replaced are the pools whose nodes make way for others, by the program's names.
	Replaced []string
	// Upgraded tells that Kubernetes gets another version, for which every node is drained.
	Upgraded bool
	// Zones are the zones in which nodes are drained, in that order, by their numbers.
	Zones []string
	// InTurn tells that each zone is done before the next begins.
	InTurn bool
}

// Moves tells whether members must leave their nodes.
func (n Nodes) Moves() bool { return len(n.Replaced) > 0 || n.Upgraded }

// nodePool is a pool of nodes as Azure is asked for it. A database's pool is in one zone.
type nodePool struct {
	Zones []string `json:"availabilityZones"`
}

// nodes returns what becomes of the nodes. A pool is removed after those that come after it, and changed before them.
func nodes(p Preview) Nodes {
	var n Nodes
	var removed, changed []*Resource
	for _, step := range p.Steps {
		paths := step.paths()
		switch {
		case step.URN.Type() == typeCluster && step.Op == OpUpdate && slices.Contains(paths, "kubernetesVersion"):
			n.Upgraded = true
		case step.URN.Type() != typePool || step.maybe():
		case step.Op == OpReplace:
			n.Replaced, changed = append(n.Replaced, step.URN.Name()), append(changed, step.New)
		case step.Op == OpDelete && step.Old != nil:
			n.Replaced, removed = append(n.Replaced, step.URN.Name()), append(removed, step.Old)
		case step.Op == OpUpdate && slices.Contains(paths, "orchestratorVersion"):
			n.Upgraded, changed = true, append(changed, step.New)
		}
	}
	slices.Sort(n.Replaced)
	n.InTurn = inTurn(removed) && inTurn(changed) && (len(removed) == 0 || len(changed) == 0)
	for _, pool := range slices.Backward(inOrder(removed)) {
		n.Zones = append(n.Zones, zonesOf(pool)...)
	}
	for _, pool := range inOrder(changed) {
		n.Zones = append(n.Zones, zonesOf(pool)...)
	}
	return n
}

func zonesOf(pool *Resource) []string {
	asked, _ := object[nodePool](pool)
	return asked.Zones
}

// inOrder sorts resources so that each comes after those that it depends on.
func inOrder(resources []*Resource) []*Resource {
	sorted := slices.Clone(resources)
	slices.SortStableFunc(sorted, func(a, b *Resource) int {
		if before := len(comeBefore(a, resources)) - len(comeBefore(b, resources)); before != 0 {
			return before
		}
		return strings.Compare(string(a.URN), string(b.URN))
	})
	return sorted
}

// comeBefore returns those of some resources that a resource depends on, directly or not.
func comeBefore(r *Resource, among []*Resource) map[URN]bool {
	found := map[URN]bool{}
	for _, other := range among {
		if slices.Contains(r.Dependencies, other.URN) && other.URN != r.URN {
			found[other.URN] = true
			for further := range comeBefore(other, among) {
				found[further] = true
			}
		}
	}
	return found
}

// inTurn tells whether of any two resources one comes after the other.
func inTurn(resources []*Resource) bool {
	for place, r := range inOrder(resources) {
		if len(comeBefore(r, resources)) != place {
			return false
		}
	}
	return true
}

// drained returns the members that are there before and after the update and whose nodes are drained, in that order; within a
// zone that is not known, and is told in the order of their numbers.
func (d *Database) drained(n Nodes) []MemberChange {
	var found []MemberChange
	if !n.InTurn {
		return nil
	}
	for _, zone := range n.Zones {
		for _, m := range d.Members {
			if m.Before != nil && m.After != nil && strings.HasSuffix(m.After.Zone, "-"+zone) {
				found = append(found, m)
			}
		}
	}
	return found
}

// drains returns the steps in which members leave nodes that are drained, and how often the writes move for it. Who takes over
// from a writer that is drained is not known: it may be one whose turn is yet to come.
func (d *Database) drains(n Nodes, writers []string) ([]Stage, Span) {
	members := d.drained(n)
	if len(members) == 0 {
		return nil, Span{}
	}
	var stages []Stage
	var order []string
	for _, m := range members {
		order = append(order, m.Name)
		stages = append(stages, Stage{
			Kind: KindDrain, Members: []string{m.Name}, Writer: Unknown, Why: "its node is drained", Transfer: TransferIncremental,
			InStep: len(d.After.Members) - 1, Of: len(d.After.Members), Margin: margin(len(d.After.Members) - 1),
		})
	}
	all := Span{Min: len(order) + 1}
	for _, writer := range writers {
		one := d.moves(order, writer)
		all = Span{min(all.Min, one.Min), max(all.Max, one.Max)}
	}
	return stages, all
}

// moves counts how often the writes move when members leave in an order.
func (d *Database) moves(order []string, writer string) Span {
	at := slices.Index(order, writer)
	if at < 0 {
		return Span{}
	}
	rest, further := order[at+1:], Span{Min: len(order)}
	for _, m := range d.After.Members {
		if m.Name != writer {
			one := d.moves(rest, m.Name)
			further = Span{min(further.Min, one.Min), max(further.Max, one.Max)}
		}
	}
	if len(d.After.Members) == 1 {
		further = Span{}
	}
	return Span{1 + further.Min, 1 + further.Max}
}
