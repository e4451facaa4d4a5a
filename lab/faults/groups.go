package faults

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/node"
	"github.com/galera-aks/galera-aks/lab/region"
)

// Groups are zones that stay together. A zone is given as "1" or as "westeurope-1".
type Groups [][]string

// ParseGroups reads groups as the command line gives them: the zones of one group with commas between them.
func ParseGroups(args []string) Groups {
	var groups Groups
	for _, arg := range args {
		groups = append(groups, strings.Split(arg, ","))
	}
	return groups
}

// ordinals finds the nodes of the groups, and lists every problem. Zones that no group names make one more group; named is
// how many groups were given.
func (g Groups) ordinals(specs []node.Spec) (groups [][]int, named int, err error) {
	var problems []error
	placed := map[int]bool{}
	for i, zones := range g {
		var group []int
		for _, zone := range zones {
			at := slices.IndexFunc(specs, func(s node.Spec) bool { return s.Zone == zone || s.Zone == region.Zone(zone) })
			switch {
			case at < 0:
				problems = append(problems, fmt.Errorf("groups[%d]: must name zones of the region, got %q", i, zone))
			case placed[specs[at].Ordinal]:
				problems = append(problems, fmt.Errorf("groups[%d]: zone %q is in a group already", i, zone))
			default:
				placed[specs[at].Ordinal] = true
				group = append(group, specs[at].Ordinal)
			}
		}
		groups = append(groups, group)
	}
	var rest []int
	for _, s := range specs {
		if !placed[s.Ordinal] {
			rest = append(rest, s.Ordinal)
		}
	}
	named = len(groups)
	if len(rest) > 0 {
		groups = append(groups, rest)
	}
	return groups, named, errors.Join(problems...)
}
