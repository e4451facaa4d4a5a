package decide

import (
	"fmt"
	"slices"
	"time"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// turnTime is how long a member that does not use its turn to take a full state transfer may keep it.
const turnTime = 30 * time.Second

// primary: a reachable Primary of the right history and epoch always wins.
func (c situation) primary() (Decision, bool) {
	var strangers, right []state.Report
	for _, peer := range c.Peers {
		switch {
		case !peer.Wsrep.Primary():
		case c.right(peer):
			right = append(right, peer)
		case c.uuid != "" && peer.Wsrep.ClusterUUID != c.uuid:
			strangers = append(strangers, peer)
		}
	}
	if len(right) > 0 {
		return c.approach(right), true
	}
	if len(strangers) > 0 {
		return hold(fmt.Sprintf("%s runs a Primary of the history %s, and the cluster's is %s", strangers[0].Member, strangers[0].Wsrep.ClusterUUID, c.uuid)), true
	}
	return Decision{}, false
}

// right tells whether a peer's Primary is the one to join. Without the ledger it has to be the Primary that this
// member's data was last part of, or, where there is no data to lose, one that has compared its history with the ledger.
func (c situation) right(peer state.Report) bool {
	switch {
	case c.LedgerKnown:
		return c.uuid != "" && peer.Wsrep.ClusterUUID == c.uuid && peer.Epoch == c.Ledger.Record.Epoch
	case c.Self.Promise > peer.Epoch || c.Self.Disk.Class == state.ClassForeign:
		return false
	case c.Self.Disk.HasData():
		return c.uuid != "" && peer.Wsrep.ClusterUUID == c.uuid && peer.Epoch == c.Self.Epoch
	case c.uuid == "":
		return peer.Ready
	}
	return peer.Wsrep.ClusterUUID == c.uuid && peer.Epoch >= c.Self.Epoch
}

// approach clears what is in the way between this member and a Primary, and then joins it.
func (c situation) approach(primary []state.Report) Decision {
	record, disk := c.Ledger.Record, c.Self.Disk
	lacking, cramped := c.cramped(primary)
	counting := slices.IndexFunc(primary, c.countedBy)
	switch {
	case counting >= 0:
		return wait(primary[counting].Member + " to notice that this member was gone")
	case !slices.ContainsFunc(primary, func(r state.Report) bool { return !r.Draining }):
		return wait(names(primary) + ", all of whom are leaving, to be back")
	case c.LedgerKnown && c.Self.Epoch > record.Epoch && disk.Class != state.ClassEmpty:
		decision, _ := c.strange()
		return decision
	case c.LedgerKnown && c.Self.Promise > record.Ballot:
		record.Ballot = c.Self.Promise
		return Decision{Action: Raise, Record: &record, Reason: "a Primary is there after all, so that nobody may count on what this member has promised"}
	case cramped:
		return lacking
	case disk.Class == state.ClassForeign || disk.Class == state.ClassAhead:
		return Decision{Action: SetAside, UUID: c.uuid, Reason: "the disk is " + string(disk.Class) + ": " + disk.Detail}
	case c.LedgerKnown && !disk.HasData() && record.Joiner.Member != c.Self.Member:
		if !c.turnFree() {
			return wait(fmt.Sprintf("%s to take its state transfer first", record.Joiner.Member))
		}
		record.Joiner = ledger.Joiner{Member: c.Self.Member, Turn: record.Joiner.Turn + 1}
		return Decision{Action: Reserve, Record: &record, Reason: "it is nobody else's turn to take a state transfer"}
	}
	return c.join(primary)
}

// turnFree tells whether nobody, or nobody alive, takes a full state transfer.
func (c situation) turnFree() bool {
	holder := c.Ledger.Record.Joiner.Member
	if holder == "" {
		return true
	}
	if r, reports := c.report(holder); reports && r.Running {
		return r.Wsrep.Synced()
	}
	return c.TurnHeld >= turnTime
}

func (c situation) join(primary []state.Report) Decision {
	decision := Decision{
		Action: Join, Reason: "a Primary of the cluster is there", Transfer: !c.Self.Disk.HasData(),
		UUID: primary[0].Wsrep.ClusterUUID, Epoch: primary[0].Epoch, Group: primary[0].Group,
	}
	for _, peer := range primary {
		decision.Contacts = append(decision.Contacts, peer.Address)
	}
	for _, peer := range c.Peers {
		if peer.Running && peer.Group == decision.Group && !slices.Contains(decision.Contacts, peer.Address) {
			decision.Contacts = append(decision.Contacts, peer.Address)
		}
	}
	return decision
}

// countedBy tells whether a peer's Primary still counts this member, which was killed, among its own. Coming back
// before it has been left behind makes the whole group negotiate with the ghost, for many seconds in which nobody's
// writes are acknowledged. A record of the view that does not match the size of the component is out of date. On a copy
// of another member's disk the record is that member's, and no ghost's while that one runs.
func (c situation) countedBy(peer state.Report) bool {
	if c.listedBy(peer) {
		return true
	}
	own, theirs := c.Self.Disk.View, peer.Disk.View
	if own == nil || theirs == nil || len(theirs.Members) != peer.Wsrep.Size || !theirs.Has(own.Self) {
		return false
	}
	return !slices.ContainsFunc(c.Peers, func(r state.Report) bool {
		return r.Running && r.Disk.View != nil && state.SameMember(r.Disk.View.Self, own.Self)
	})
}

// listedBy tells whether a member of a Primary lists this one, which does not run, among the members of it. This is known
// of one whose disk is another than before, too.
func (c situation) listedBy(peer state.Report) bool {
	return peer.Wsrep.Synced() && peer.Last != nil && peer.Last.Epoch == peer.Epoch &&
		len(peer.Last.Members) == peer.Wsrep.Size && slices.Contains(peer.Last.Members, c.Self.Member)
}
