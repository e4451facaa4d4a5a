package decide

import (
	"fmt"
)

// Running decides what becomes of a mariadbd that runs. A Primary is left alone, and so is a part without one that may
// find the others by itself. What stands in the way of a new Primary steps down for it; since a member that is stopped
// in good order leaves nothing behind that tells how it left, it is to be killed.
func Running(f Facts) Decision { return running(f, rules{}) }

func running(f Facts, weakened rules) Decision {
	c := newSituation(f, weakened)
	record := c.Ledger.Record
	stay := Decision{Action: Stay}
	switch {
	case !c.LedgerKnown || record.Virgin() || c.Self.Disk.Forming:
		return stay
	case record.Epoch > c.Self.Epoch:
		return stepDown(fmt.Sprintf("the cluster was started anew in epoch %d, and this member belongs to epoch %d", record.Epoch, c.Self.Epoch))
	case c.Self.Wsrep.Primary() || c.Stuck < patience:
		return stay
	}
	for _, peer := range c.Peers {
		if peer.Wsrep.Primary() && c.right(peer) {
			return stay
		}
	}
	if view := c.Self.Disk.View; view != nil {
		if _, complete := c.membersOf(*view); complete {
			return stay
		}
	}
	if _, _, feasible := c.feasible(); !feasible {
		return stay
	}
	return stepDown("it runs without a Primary, and everybody who is needed for a new one is there")
}

func stepDown(reason string) Decision { return Decision{Action: StepDown, Reason: reason} }
