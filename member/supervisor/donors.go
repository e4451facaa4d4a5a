package supervisor

import (
	"slices"

	"github.com/galera-aks/galera-aks/member/state"
)

// donors names the members that a state transfer should come from, best first. What crosses zones is paid for, so the
// own zone comes first. Sending slows a member down and takes it out of step, so the writer is named only where nobody
// else can send: of those that are named Galera takes any for an incremental transfer. Where none of them can give, it
// takes the writer all the same.
func donors(self state.Report, peers []state.Report) []string {
	able := slices.DeleteFunc(slices.Clone(peers), func(r state.Report) bool { return !r.Wsrep.Synced() || r.Draining })
	if slices.ContainsFunc(able, func(r state.Report) bool { return !r.Writer }) {
		able = slices.DeleteFunc(able, func(r state.Report) bool { return r.Writer })
	}
	rank := func(r state.Report) int {
		if r.Zone != self.Zone {
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
