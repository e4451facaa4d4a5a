package settings

import (
	"fmt"
	"slices"
)

// member is a database's member with what it takes of a node.
type member struct {
	key   string
	takes Resources
	// shares is whether it may run on a node that has a member of its own database.
	shares bool
}

// capacity checks that the members fit the nodes: each one a node, and together the pool of their zone at its max.
func (p *problems) capacity(databases []Database, platform Surroundings) {
	size, ok := MachineSizes[platform.Pools.Size]
	if !ok {
		return
	}
	offer := size.forMembers()
	var fitting []Database
	var keys []string
	for i, d := range databases {
		key := fmt.Sprintf("databases[%d]", i)
		if !p.fitsNode(key+".resources", d.Resources, offer, platform.Pools.Size) || len(d.Zones) == 0 {
			continue
		}
		fitting, keys = append(fitting, d), append(keys, key)
	}
	for _, zone := range platform.Zones {
		p.zoneCapacity(zone, membersIn(zone, fitting, keys), size, offer, platform.Pools)
	}
}

func (p *problems) fitsNode(key string, wants, offer Resources, size string) bool {
	if wants.CPU > offer.CPU {
		p.add(key+".cpu", "must be at most %s, which a node of %s has for members, got %s", offer.CPU, size, wants.CPU)
	}
	if wants.Memory > offer.Memory {
		p.add(key+".memory", "must be at most %dMi, which a node of %s has for members, got %s", offer.Memory/Mebibyte, size, wants.Memory)
	}
	return wants.CPU <= offer.CPU && wants.Memory <= offer.Memory
}

func membersIn(zone string, databases []Database, keys []string) []member {
	var members []member
	for i, d := range databases {
		for ordinal := range d.Members {
			if d.Zone(ordinal) == zone {
				members = append(members, member{key: keys[i], takes: d.Resources, shares: d.AllowSharedNodes})
			}
		}
	}
	return members
}

// zoneCapacity places the members of a zone on as many nodes as its pool may have, largest first. Two members of one
// database do not share a node unless they may, since one machine's failure must take one member only.
func (p *problems) zoneCapacity(zone string, members []member, size MachineSize, offer Resources, pool Pool) {
	slices.SortStableFunc(members, func(a, b member) int { return int((b.takes.Memory - a.takes.Memory) / Mebibyte) })
	nodes := make([][]member, pool.Max)
	for _, m := range members {
		if !place(nodes, m, size, offer) {
			p.add("cluster.databasePools.max", "must be large enough for the members of zone %s: %s has no room on %d nodes of %s",
				zone, m.key, pool.Max, pool.Size)
			return
		}
	}
}

func place(nodes [][]member, m member, size MachineSize, offer Resources) bool {
	for i, on := range nodes {
		left := offer
		shared := false
		for _, other := range on {
			left.CPU -= other.takes.CPU
			left.Memory -= other.takes.Memory
			shared = shared || other.key == m.key && !m.shares
		}
		if !shared && len(on) < size.DataDisks && m.takes.CPU <= left.CPU && m.takes.Memory <= left.Memory {
			nodes[i] = append(on, m)
			return true
		}
	}
	return false
}
