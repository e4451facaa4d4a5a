package decide

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/member/state"
)

// primary: a reachable Primary of the right history always wins.
func (c situation) primary() (Decision, bool) {
	var stranger *state.Report
	for i, peer := range c.Peers {
		if !peer.Wsrep.Primary() {
			continue
		}
		switch {
		case c.uuid == "" && !c.LedgerKnown && peer.Ready && !c.Self.Disk.HasData():
			// A ready member has compared its history with the ledger, and there is nothing to lose here.
			return c.join(peer.Wsrep.ClusterUUID), true
		case c.uuid != "" && peer.Wsrep.ClusterUUID == c.uuid && c.countedBy(peer):
			return wait(peer.Member + " to notice that this member was gone"), true
		case c.uuid != "" && peer.Wsrep.ClusterUUID == c.uuid:
			return c.join(c.uuid), true
		case c.uuid != "":
			stranger = &c.Peers[i]
		}
	}
	if stranger != nil {
		return hold(fmt.Sprintf("%s runs a Primary of the history %s, and the cluster's is %s", stranger.Member, stranger.Wsrep.ClusterUUID, c.uuid)), true
	}
	return Decision{}, false
}

func (c situation) join(uuid string) Decision {
	decision := Decision{Action: Join, UUID: uuid, Transfer: !c.Self.Disk.HasData(), Reason: "a Primary of the cluster is there"}
	var others []string
	for _, peer := range c.Peers {
		switch {
		case peer.Wsrep.Primary() && peer.Wsrep.ClusterUUID == uuid:
			decision.Contacts = append(decision.Contacts, peer.Address)
		case peer.Running:
			others = append(others, peer.Address)
		}
	}
	decision.Contacts = append(decision.Contacts, others...)
	return decision
}

// countedBy tells whether a peer's Primary still counts this member, which was killed, among its own. Coming back
// before it has been left behind makes the whole group negotiate with the ghost, for many seconds in which nobody's
// writes are acknowledged. A record of the view that does not match the size of the component is out of date.
func (c situation) countedBy(peer state.Report) bool {
	own, theirs := c.Self.Disk.View, peer.Disk.View
	return own != nil && theirs != nil && len(theirs.Members) == peer.Wsrep.Size && slices.Contains(theirs.Members, own.Self)
}
