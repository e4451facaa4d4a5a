package decide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/member/state"
)

// restore: all members of the last view are back, so that they can form it again without losing anything.
//
// A view counts only if every one of its members reports this very view as its last one: then no later view can have
// existed without one of them. It does not count if somebody has given up on it, has meanwhile seen a later epoch, or
// if any disk holds a later position.
func (c situation) restore() (Decision, bool) {
	own := c.Self.Disk.View
	for _, holder := range c.all {
		view := holder.Disk.View
		if view == nil {
			continue
		}
		members, complete := c.membersOf(*view)
		if !complete || c.outdated(members) {
			continue
		}
		if own == nil || own.ID != view.ID {
			return wait(fmt.Sprintf("%s to form their last Primary again", names(members))), true
		}
		decision := Decision{Action: Restore, UUID: c.uuid, Reason: fmt.Sprintf("all members of the last Primary are back: %s", names(members))}
		for _, member := range members {
			if member.Member != c.Self.Member {
				decision.Contacts = append(decision.Contacts, member.Address)
			}
		}
		return decision, true
	}
	return Decision{}, false
}

// membersOf returns the reports of a view's members, and whether all of them are there and agree.
func (c situation) membersOf(view state.View) ([]state.Report, bool) {
	var members []state.Report
	for _, r := range c.all {
		if v := r.Disk.View; v != nil && v.ID == view.ID && slices.Contains(view.Members, v.Self) {
			if r.AbandonedView == view.ID || r.Epoch != c.Ledger.Record.Epoch || r.Disk.UUID != c.uuid || !r.Disk.HasData() {
				return nil, false
			}
			members = append(members, r)
		}
	}
	return members, len(members) == len(view.Members)
}

// outdated tells whether a stopped member outside of the view holds a later position than every member of it.
func (c situation) outdated(members []state.Report) bool {
	var best int64 = -1
	for _, member := range members {
		best = max(best, member.Disk.Seqno, member.Wsrep.LastCommitted)
	}
	return slices.ContainsFunc(c.all, func(r state.Report) bool {
		return r.Disk.HasData() && r.Disk.UUID == c.uuid && r.Disk.Seqno > best
	})
}

func (c situation) running() []state.Report {
	var running []state.Report
	for _, r := range c.all {
		if r.Running {
			running = append(running, r)
		}
	}
	return running
}

func names(reports []state.Report) string {
	var members []string
	for _, r := range reports {
		members = append(members, r.Member)
	}
	return strings.Join(members, ", ")
}
