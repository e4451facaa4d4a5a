package decide

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/member/state"
)

// restore: all members of the last view are back, so that they can form it again without losing anything. This needs
// no ledger: it is group communication's own rule, which needs every member of the view to take part.
//
// A view counts only if every one of its members reports this very view as its last one: then no later view can have
// existed without one of them. It does not count if somebody has given up on it, or has promised to a new Primary not
// to, or if anybody knows of a later epoch or holds a later position. Nor does it count if none of its members was seen
// Synced in it: group communication also calls a view Primary in which all who had the whole state have left.
func (c situation) restore() (Decision, bool) {
	own := c.Self.Disk.View
	for _, holder := range c.all {
		view := holder.Disk.View
		if view == nil {
			continue
		}
		members, complete := c.membersOf(*view)
		if !complete || c.outdated(*view, members) {
			continue
		}
		if own == nil || own.ID != view.ID {
			return wait(fmt.Sprintf("%s to form their last Primary again", names(members))), true
		}
		decision := Decision{
			Action: Restore, UUID: c.uuid, Epoch: c.Self.Epoch, Group: c.restoredGroup(own.Seq),
			Reason: fmt.Sprintf("all members of the last Primary are back: %s", names(members)),
		}
		for _, member := range members {
			if member.Member != c.Self.Member {
				decision.Contacts = append(decision.Contacts, member.Address)
			}
		}
		return decision, true
	}
	return Decision{}, false
}

// membersOf returns the reports of a view's members, and whether all of them are there and able to form it again.
func (c situation) membersOf(view state.View) ([]state.Report, bool) {
	var members []state.Report
	whole := c.rules.anyView
	for _, r := range c.all {
		if v := r.Disk.View; v != nil && v.ID == view.ID && view.Has(v.Self) {
			if r.AbandonedView == view.ID || !r.Disk.HasData() || r.Disk.UUID != c.uuid || !c.current(r) {
				return nil, false
			}
			if slices.ContainsFunc(members, func(m state.Report) bool { return state.SameMember(m.Disk.View.Self, v.Self) }) {
				return nil, false // one of the two disks is a copy of the other, and the member that it was made for is missing
			}
			members = append(members, r)
			whole = whole || (r.Last != nil && r.Last.ID == view.ID)
		}
	}
	return members, whole && len(members) == len(view.Members)
}

// current tells whether a member belongs to the newest epoch that is known of and is free to take part in it.
func (c situation) current(r state.Report) bool {
	if c.LedgerKnown {
		return !c.startless && r.Epoch == c.Ledger.Record.Epoch && (r.Promise <= c.Ledger.Record.Ballot || c.rules.restoreAlways)
	}
	return r.Epoch == c.Self.Epoch && (r.Promise <= r.Epoch || c.rules.restoreAlways) &&
		!slices.ContainsFunc(c.all, func(other state.Report) bool { return other.Epoch > r.Epoch })
}

// outdated tells whether somebody outside of a view may hold a later position than every member of it.
func (c situation) outdated(view state.View, members []state.Report) bool {
	in := func(member string) bool {
		return slices.ContainsFunc(members, func(r state.Report) bool { return r.Member == member })
	}
	recorded := c.Ledger.Record.View
	if c.LedgerKnown && recorded.After(&state.Component{Epoch: c.Ledger.Record.Epoch, Seq: view.Seq}) &&
		slices.ContainsFunc(recorded.Members, func(member string) bool { return !in(c.name(member)) }) {
		return true // what the disks recorded of the view was lost with the power
	}
	var best int64 = -1
	for _, member := range members {
		best = max(best, member.Disk.Seqno, member.Wsrep.LastCommitted)
	}
	return slices.ContainsFunc(c.all, func(r state.Report) bool { return r.Disk.HasData() && r.Disk.Seqno > best })
}
