package rules

import "github.com/galera-aks/galera-aks/lab/azure/arm"

const premium = "Premium"

// registryTier refuses what only a Premium registry has.
func registryTier(c *check) {
	sku, known := text(c.Inputs, "sku.name")
	if !known || sku == premium {
		if status, _ := text(c.Inputs, "policies.exportPolicy.status"); status == "disabled" {
			if access, ok := text(c.Inputs, "publicNetworkAccess"); ok && access != "Disabled" {
				c.refuse("policies.exportPolicy.status", "can be disabled only where publicNetworkAccess is Disabled, got %s", access)
			}
		}
		return
	}
	for path, word := range map[string]string{
		"publicNetworkAccess": "Disabled", "zoneRedundancy": "Enabled", "policies.exportPolicy.status": "disabled",
		"policies.retentionPolicy.status": "enabled", "networkRuleSet.defaultAction": "Deny",
	} {
		if got, _ := text(c.Inputs, path); got == word {
			c.refuse(path, "%s needs SKU Premium, got %s", word, sku)
		}
	}
	if flag(c.Inputs, "dataEndpointEnabled") {
		c.refuse("dataEndpointEnabled", "needs SKU Premium, got %s", sku)
	}
}

// registryPool asks for a Premium registry.
func registryPool(c *check) {
	if registry, ok := c.World.Get(arm.Parent(c.ID)); ok && c.ID != "" {
		if sku, _ := text(registry.Inputs, "sku.name"); sku != premium {
			c.refuse("", "agent pools need a registry of SKU Premium, %s is %s", arm.Name(registry.ID), sku)
		}
	}
}

// taskRun refuses a run on shared agents where the registry's public access is off: since June 2025 the push is answered
// 403 unless the run has an agent pool inside the network.
func taskRun(c *check) {
	registry, ok := c.World.Get(arm.Parent(c.ID))
	if c.ID == "" || !ok || unknown(c.Inputs, "runRequest.agentPoolName") {
		return
	}
	pool, given := text(c.Inputs, "runRequest.agentPoolName")
	access, _ := text(registry.Inputs, "publicNetworkAccess")
	switch {
	case !given && access == "Disabled":
		c.refuse("runRequest.agentPoolName", "is required: the public access of registry %s is disabled, and tasks on shared agents are denied (403)",
			arm.Name(registry.ID))
	case given && !c.Preview && !has(c.World, registry.ID+"/agentPools/"+pool):
		c.refuse("runRequest.agentPoolName", "agent pool %q does not exist in registry %s", pool, arm.Name(registry.ID))
	}
}
