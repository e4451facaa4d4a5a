package decide

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/member/state"
)

// Running decides what becomes of a mariadbd that runs. A Primary is left alone, and so is a part without one that may
// find the others by itself. What stands in the way of a Primary steps down for it. It is to be killed: a stop in good
// order would take with it what the disk tells of the last view, and how the member left it.
func Running(f Facts) Decision { return running(f, rules{}) }

func running(f Facts, weakened rules) Decision {
	c := newSituation(f, weakened)
	record := c.Ledger.Record
	stay := Decision{Action: Stay}
	switch {
	case c.LedgerKnown && record.Epoch > c.Self.Epoch && !record.Virgin() && !c.Self.Disk.Forming:
		return stepDown(fmt.Sprintf("the cluster was started anew in epoch %d, and this member belongs to epoch %d", record.Epoch, c.Self.Epoch))
	case c.Self.Wsrep.Primary() || c.Self.Disk.Forming || c.Self.Phase == state.PhaseStarting:
		return stay // also one that has yet to begin the Primary that it was started to begin
	}
	for _, peer := range c.Peers {
		switch {
		case !peer.Wsrep.Primary() || !c.right(peer):
		case peer.Group == c.Self.Group:
			return stay
		default:
			return stepDown(fmt.Sprintf("%s runs the Primary in another group", peer.Member))
		}
	}
	if view := c.Self.Disk.View; view != nil {
		if members, complete := c.membersOf(*view); complete && !c.outdated(*view, members) {
			return c.meet(*view, members)
		}
	}
	if !c.LedgerKnown || record.Virgin() || c.Stuck < patience {
		return stay
	}
	if _, _, feasible := c.lastResort().feasible(); !feasible {
		return stay
	}
	return stepDown("it runs without a Primary, and everybody who is needed for a new one is there")
}

// meet brings the members of a last view together. If all of them still run they find one another. If one does not,
// they form the view again in a group of its own, to which those that still run in the former one have to come as well.
func (c situation) meet(view state.View, members []state.Report) Decision {
	former := slices.ContainsFunc(members, func(r state.Report) bool { return !r.Running || r.Group != c.Self.Group })
	if former && c.Self.Group != c.restoredGroup(view.Seq) {
		return stepDown("all members of the last Primary are there, and not all have run since, so that they form it again together: " + names(members))
	}
	return Decision{Action: Stay}
}

func stepDown(reason string) Decision { return Decision{Action: StepDown, Reason: reason} }
