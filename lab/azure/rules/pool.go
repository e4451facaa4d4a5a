package rules

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// mostNodes is the largest number of nodes of a pool (AKS documentation, quotas).
const mostNodes = 1000.0

// clusterPools checks the pools written into the cluster: there must be one of mode System.
func clusterPools(c *check) {
	system := unknown(c.Inputs, "agentPoolProfiles")
	names := map[string]bool{}
	for i, p := range list(c.Inputs, "agentPoolProfiles") {
		at := fmt.Sprintf("agentPoolProfiles[%d].", i)
		pool, ok := p.(map[string]any)
		if !ok {
			continue
		}
		c.scale(at, pool)
		c.zones(at, pool)
		mode, known := text(pool, "mode")
		system = system || mode == "System" || !known && pool["mode"] != nil
		if name, ok := text(pool, "name"); ok {
			if names[name] {
				c.refuse(at+"name", "must differ from the other pools' names, got %q twice", name)
			}
			names[name] = true
		}
		if pool["name"] == nil {
			c.refuse(at+"name", "is required")
		}
		if pool["vmSize"] == nil {
			c.refuse(at+"vmSize", "is required")
		}
	}
	if !system {
		c.refuse("agentPoolProfiles", "there must be a pool of mode System")
	}
}

func poolScale(c *check) { c.scale("", c.Inputs) }
func poolZones(c *check) { c.zones("", c.Inputs) }

func (c *check) zones(at string, pool map[string]any) {
	for path, z := range follow(pool, "availabilityZones.*") {
		if !slices.Contains(Zones, z) {
			c.refuse(at+path, "AvailabilityZoneNotSupported: must be one of %v, got %q", Zones, z)
		}
	}
}

// scale checks a pool's node count, alone and against the autoscaler's bounds.
func (c *check) scale(at string, pool map[string]any) {
	least, count := amountOf(pool, "minCount"), amountOf(pool, "count")
	if count.under(amount{0, true}) || (amount{mostNodes, true}).under(count) {
		c.refuse(at+"count", "must be 0 to %v, got %v", mostNodes, count.nodes)
	}
	one := amount{1, true}
	if mode, _ := text(pool, "mode"); mode == "System" && (count.under(one) || least.under(one)) {
		c.refuse(at+"count", "must be at least 1 for a pool of mode System, got %v", count.nodes)
	}
	switch {
	case unknown(pool, "enableAutoScaling"):
	case flag(pool, "enableAutoScaling"):
		c.autoscaler(at, pool)
	case least.known || amountOf(pool, "maxCount").known:
		c.refuse(at+"minCount", "minCount and maxCount can be set only where enableAutoScaling is on")
	}
}

// autoscaler checks the bounds of a pool that the autoscaler may change, and the count that it begins with.
func (c *check) autoscaler(at string, pool map[string]any) {
	least, most, count := amountOf(pool, "minCount"), amountOf(pool, "maxCount"), amountOf(pool, "count")
	switch {
	case pool["minCount"] == nil || pool["maxCount"] == nil:
		c.refuse(at+"minCount", "minCount and maxCount are required where enableAutoScaling is on")
	case most.under(least):
		c.refuse(at+"minCount", "must be at most maxCount %v, got %v", most.nodes, least.nodes)
	case c.Prior == nil && (count.under(least) || most.under(count)):
		c.refuse(at+"count", "must be between minCount %v and maxCount %v, got %v", least.nodes, most.nodes, count.nodes)
	}
}

// amount is a number of nodes, which a preview may not know yet.
type amount struct {
	nodes float64
	known bool
}

func amountOf(pool map[string]any, key string) amount {
	nodes, known := number(pool, key)
	return amount{nodes, known}
}

// under reports whether both are known and this is the smaller one.
func (a amount) under(b amount) bool { return a.known && b.known && a.nodes < b.nodes }

// poolInCluster checks a pool against its cluster: a name of its own, the same virtual network, and egress that exists.
func poolInCluster(c *check) {
	cluster, ok := c.World.Get(arm.Parent(c.ID))
	if c.ID == "" || !ok {
		return
	}
	for _, name := range follow(cluster.Inputs, "agentPoolProfiles.*.name") {
		if name == arm.Name(c.ID) {
			c.refuse("agentPoolName", "pool %q is written into cluster %s itself", name, arm.Name(cluster.ID))
		}
	}
	mine, known := text(c.Inputs, "vnetSubnetID")
	for _, theirs := range follow(cluster.Inputs, "agentPoolProfiles.*.vnetSubnetID") {
		if known && arm.Key(arm.Parent(mine)) != arm.Key(arm.Parent(theirs)) {
			c.refuse("vnetSubnetID", "all pools of a cluster must be in one virtual network, %s is not in that of %s", arm.Name(mine), arm.Name(theirs))
			return
		}
	}
}
