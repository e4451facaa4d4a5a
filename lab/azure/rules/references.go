package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// reference is an input that holds the id of another resource. A path step of * is every element of a list or object;
// an empty token allows any type.
type reference struct{ path, token string }

var referencesOf = map[string][]reference{
	subnetToken:       {{"networkSecurityGroup.id", nsgToken}, {"routeTable.id", routeTableToken}},
	peeringToken:      {{"remoteVirtualNetwork.id", vnetToken}},
	endpointToken:     {{"subnet.id", subnetToken}, {"privateLinkServiceConnections.*.privateLinkServiceId", ""}},
	zoneGroupToken:    {{"privateDnsZoneConfigs.*.privateDnsZoneId", zoneToken}},
	linkToken:         {{"virtualNetwork.id", vnetToken}},
	registryToken:     {{"identity.userAssignedIdentities.*", identityToken}},
	registryPoolToken: {{"virtualNetworkSubnetResourceId", subnetToken}},
	clusterToken: {
		{"agentPoolProfiles.*.vnetSubnetID", subnetToken}, {"apiServerAccessProfile.subnetId", subnetToken},
		{"identity.userAssignedIdentities.*", identityToken}, {"identityProfile.*.resourceId", identityToken},
		{"bootstrapProfile.containerRegistryId", registryToken},
		{"addonProfiles.*.config.logAnalyticsWorkspaceResourceID", workspaceToken},
	},
	poolToken: {{"vnetSubnetID", subnetToken}},
}

// references checks that the resource's parent and everything it refers to exist and are of the right type.
func references(c *check) {
	if c.ID != "" && !c.Preview {
		if parent := arm.Parent(c.ID); parent != "" && !isSubscription(parent) && !has(c.World, parent) {
			c.refuse("", "ParentResourceNotFound: %s does not exist", parent)
		}
	}
	for _, r := range referencesOf[c.Kind.Token] {
		for path, id := range follow(c.Inputs, r.path) {
			c.refer(path, id, r.token)
		}
	}
}

func (c *check) refer(path, id, token string) {
	found, ok := c.World.Get(id)
	switch {
	case arm.TypeOf(id) == "":
		c.refuse(path, "LinkedInvalidPropertyId: %q is not the id of a resource", id)
	case !ok && !c.Preview:
		c.refuse(path, "InvalidResourceReference: %s does not exist", id)
	case ok && token != "" && found.Type != token:
		c.refuse(path, "InvalidResourceReference: %s is a %s, want a %s", id, found.Type, token)
	}
}

func isSubscription(id string) bool { return len(strings.Split(strings.Trim(id, "/"), "/")) == 2 }

func has(w World, id string) bool { _, ok := w.Get(id); return ok }

// follow returns the known strings that a path of references leads to, by the path each stands at.
func follow(in any, path string) map[string]string {
	out := map[string]string{}
	walk(in, strings.Split(path, "."), "", out)
	return out
}

func walk(in any, path []string, at string, out map[string]string) {
	if len(path) == 0 {
		if s, ok := in.(string); ok && s != "" {
			out[strings.TrimPrefix(at, ".")] = s
		}
		return
	}
	switch v := in.(type) {
	case map[string]any:
		if path[0] != "*" {
			walk(v[path[0]], path[1:], at+"."+path[0], out)
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			walk(v[key], path[1:], at+"."+key, out)
		}
	case []any:
		if path[0] == "*" {
			for i, e := range v {
				walk(e, path[1:], fmt.Sprintf("%s[%d]", at, i), out)
			}
		}
	}
}

// refersTo reports whether a resource refers to an id.
func refersTo(r arm.Resource, id string) bool {
	for _, ref := range referencesOf[r.Type] {
		for _, target := range follow(r.Inputs, ref.path) {
			if arm.Key(target) == arm.Key(id) {
				return true
			}
		}
	}
	return false
}
