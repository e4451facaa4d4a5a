package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// holds lists, for a type, the code ARM refuses its deletion with and the types whose reference to it is the reason. Other
// references do not hinder a deletion in ARM: a virtual network may go while another is peered to it.
var holds = map[string]struct {
	code string
	by   []string
}{
	nsgToken:        {"InUseNetworkSecurityGroupCannotBeDeleted", []string{subnetToken}},
	routeTableToken: {"InUseRouteTableCannotBeDeleted", []string{subnetToken}},
	subnetToken:     {"InUseSubnetCannotBeDeleted", []string{endpointToken, clusterToken, poolToken, registryPoolToken}},
}

// CheckDelete reports why ARM would not delete a resource. Deleting takes what lies inside along, so that is asked too.
func CheckDelete(r arm.Resource, w World) []arm.Problem {
	going := append([]arm.Resource{r}, Inside(r, w)...)
	leaving := func(id string) bool {
		return slices.ContainsFunc(going, func(g arm.Resource) bool { return arm.Key(g.ID) == arm.Key(id) })
	}
	var problems []arm.Problem
	for _, g := range going {
		hold, ok := holds[g.Type]
		if !ok {
			continue
		}
		for _, other := range w.All() {
			if slices.Contains(hold.by, other.Type) && refersTo(other, g.ID) && !leaving(other.ID) {
				problems = append(problems, arm.Problem{Reason: fmt.Sprintf("%s: %s is in use by %s", hold.code, g.ID, other.ID)})
			}
		}
	}
	if r.Type == zoneToken {
		for _, child := range Inside(r, w) {
			if child.Type == linkToken {
				problems = append(problems, arm.Problem{Reason: fmt.Sprintf(
					"CannotDeleteResource: %s has nested resources, delete them first: %s", r.ID, child.ID)})
			}
		}
	}
	return problems
}

// Inside returns what lies inside a resource and goes when it goes, the innermost first: all of a resource group, the
// subnets of a network, the pools of a cluster, and role assignments on any of it.
func Inside(r arm.Resource, w World) []arm.Resource {
	var inside []arm.Resource
	for _, other := range w.All() {
		if strings.HasPrefix(arm.Key(other.ID), arm.Key(r.ID)+"/") {
			inside = append(inside, other)
		}
	}
	slices.SortStableFunc(inside, func(a, b arm.Resource) int {
		return strings.Count(b.ID, "/") - strings.Count(a.ID, "/")
	})
	return inside
}
