package rules

import (
	"regexp"
	"strings"
)

// tags is the configuration of tags.
type tags struct {
	RequiredTags []string `json:"requiredTags" says:"The tags that every resource of Azure's which takes tags must have."`
}

// tagged are the kinds of resources of this project's that take tags.
var tagged = []string{
	"resources:ResourceGroup", "network:VirtualNetwork", "network:NetworkSecurityGroup", "network:RouteTable",
	"network:PrivateEndpoint", "privatedns:PrivateZone", "privatedns:VirtualNetworkLink", kindRegistry,
	"containerregistry:AgentPool", kindCluster, kindPool, kindDisk, "managedidentity:UserAssignedIdentity",
	"storage:StorageAccount", "operationalinsights:Workspace",
}

// wholeSubscription matches the scope of a subscription, or of what is above it.
var wholeSubscription = regexp.MustCompile(`(?i)^/?(subscriptions/[^/]+/?|providers/Microsoft\.Management/.*)?$`)

// Roles that are never assigned, by the GUIDs that they have in every tenant.
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var tooMuch = map[string]string{
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
}

func azureRules() []Rule {
	return []Rule{
		configured(Rule{
			Name: "tags", Level: Mandatory, Kinds: tagged,
			Says:   "Every resource of Azure's says what it belongs to.",
			Why:    "Costs are split by tags, and a disk that is kept has nothing else to tell whose it was.",
			Remedy: "Add the tag to the setting tags.",
		}, tags{RequiredTags: []string{"environment"}}, func(s *subject, c tags) {
			for _, name := range c.RequiredTags {
				if v := s.Inputs.At("tags").Key(name); v.Empty() {
					s.find("tags."+name, "be set", v)
				}
			}
		}),
		plainly(Rule{
			Name: "role-scope", Level: Mandatory, Kinds: []string{"authorization:RoleAssignment"},
			Says:   "A role is assigned on a resource or a resource group, and is none that can assign roles.",
			Why:    "The identities of a cluster are within reach of everything that runs in it.",
			Remedy: "Assign the role on the resource group or resource that needs it.",
		}, func(s *subject) {
			s.must("scope", "be a resource group or a resource", func(v Value) bool { return !wholeSubscription.MatchString(v.Text()) })
			s.must("roleDefinitionId", "not be a role that can assign roles", func(v Value) bool {
				id := strings.ToLower(v.Text())
				return tooMuch[id[strings.LastIndex(id, "/")+1:]] == ""
			})
		}),
	}
}
