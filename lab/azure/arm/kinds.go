package arm

import "sync"

// kinds is the table of all types, put together once.
var kinds = sync.OnceValue(func() map[string]Kind {
	all := map[string]Kind{}
	for _, group := range [][]Kind{resourceKinds(), networkKinds(), dnsKinds(), registryKinds(), identityKinds(), clusterKinds(), diskKinds()} {
		for _, k := range group {
			all[k.Token] = k
		}
	}
	return all
})

// group is the path of a resource group; every regional resource's path starts with it.
const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"

// named joins the resource group's rule, which nearly every path has, to others.
func named(rules map[string]NameRule) map[string]NameRule {
	rules["resourceGroupName"] = resourceGroupName
	return rules
}
