package decide

import (
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// adoption: where the ledger is virgin and yet there is data, the data is the cluster's, not the ledger. Everybody has
// to be there, because a ledger that was lost cannot tell whose data is the newest.
func (c situation) adoption() (Decision, bool) {
	if c.uuid != "" {
		return Decision{}, false
	}
	found := map[string][]string{}
	uuid := ""
	record := c.Ledger.Record
	for _, r := range c.all {
		if history := historyOf(r); history != "" {
			found[history] = append(found[history], r.Member)
			uuid = history
			record.Epoch = max(record.Epoch, r.Epoch)
		}
		record.Ballot = max(record.Ballot, record.Epoch, r.Promise)
	}
	missing := c.missing()
	switch {
	case len(found) == 0:
		return Decision{}, false
	case len(found) > 1:
		return hold(fmt.Sprintf("the ledger is empty and the members hold different histories: %v", found)), true
	case len(missing) > 0:
		return wait("all members to report, because the ledger is empty and some hold data; missing: " + strings.Join(missing, ", ")), true
	case historyOf(c.Self) == "":
		return wait(fmt.Sprintf("%s to record the history it holds", strings.Join(found[uuid], " or "))), true
	}
	record.Phase, record.UUID = ledger.PhaseRunning, uuid
	return Decision{Action: Adopt, UUID: uuid, Record: &record, Reason: "the ledger is empty, and the disk holds data"}, true
}

// historyOf returns the history that a member's data belongs to. The first data of a cluster that is still being
// formed belongs to none, also while it runs already.
func historyOf(r state.Report) string {
	switch {
	case r.Disk.HasData():
		return r.Disk.UUID
	case r.Wsrep.Primary() && !r.Disk.Forming:
		return r.Wsrep.ClusterUUID
	}
	return ""
}

// first: the cluster's first data is created only when everybody is there and nobody has anything.
func (c situation) first() (Decision, bool) {
	if c.uuid != "" {
		return Decision{}, false
	}
	if c.Ledger.Expected < 1 {
		return wait("the number of expected members to be written to the ledger"), true
	}
	if missing := c.missing(); len(missing) > 0 {
		return wait("all members to report for the first time; missing: " + strings.Join(missing, ", ")), true
	}
	for _, r := range c.all {
		if r.Disk.Class != state.ClassEmpty {
			return hold(fmt.Sprintf("the ledger is empty, and the disk of %s is not: it is %s (%s)", r.Member, r.Disk.Class, r.Disk.Detail)), true
		}
	}
	if c.Self.Ordinal != 0 {
		return wait(fmt.Sprintf("%s to create the cluster", c.all[0].Member)), true
	}
	reason := "all members have empty disks, and the ledger is empty"
	if c.Ledger.Record.Phase == ledger.PhaseForming {
		reason = "the creation of the cluster was interrupted before anybody could use it"
	}
	record := c.Ledger.Record
	record.Phase, record.Holder, record.Epoch = ledger.PhaseForming, c.Self.Claim, max(record.Epoch, record.Ballot)+1
	record.Ballot = record.Epoch
	return Decision{Action: Initialise, Epoch: record.Epoch, Group: newGroup(record.Epoch), Record: &record, Reason: reason}, true
}
