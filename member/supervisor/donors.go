package supervisor

import (
	"slices"

	"github.com/galera-aks/galera-aks/member/state"
)

// donors names the members that a full transfer should come from, best first: sending one slows a member down, so the
// writer comes last, and what crosses zones is paid for, so the own zone comes first.
func donors(self state.Report, peers []state.Report) []string {
	able := slices.DeleteFunc(slices.Clone(peers), func(r state.Report) bool { return !r.Wsrep.Synced() || r.Draining })
	rank := func(r state.Report) int {
		switch {
		case r.Writer:
			return 2
		case r.Zone != self.Zone:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(able, func(a, b state.Report) int { return rank(a) - rank(b) })
	var names []string
	for _, r := range able {
		names = append(names, r.Member)
	}
	return names
}
