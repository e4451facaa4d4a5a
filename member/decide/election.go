package decide

import (
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/member/state"
)

// election: nothing runs, and there is no view to restore. Once every expected member has told where its data
// stands, the most advanced of them starts the new Primary.
func (c situation) election() (Decision, bool) {
	if running := c.running(); len(running) > 0 {
		return wait(fmt.Sprintf("%s, which runs without a Primary, to find the others", names(running))), true
	}
	if c.Ledger.Expected < 1 {
		return wait("the number of expected members to be written to the ledger"), true
	}
	if missing := c.missing(); len(missing) > 0 {
		return wait("all members to tell where their data stands, because one of them may have the last writes; missing: " + strings.Join(missing, ", ")), true
	}
	best := c.Self
	for _, r := range c.all {
		if r.Ordinal < c.Ledger.Expected && (!r.Disk.HasData() || r.Disk.UUID != c.uuid) {
			return hold(fmt.Sprintf("the disk of %s is %s, so nobody can tell whether it had the last writes (%s)", r.Member, r.Disk.Class, r.Disk.Detail)), true
		}
		if ahead(r, best) && r.Disk.UUID == c.uuid {
			best = r
		}
	}
	if best.Member != c.Self.Member {
		return wait(fmt.Sprintf("%s, whose data is the most advanced (%d), to start the new Primary", best.Member, best.Disk.Seqno)), true
	}
	return Decision{Action: Bootstrap, UUID: c.uuid, Reason: fmt.Sprintf("all members have told where their data stands, and %s has the most advanced (%d)", best.Member, best.Disk.Seqno)}, true
}

// ahead orders members by position, and by ordinal where the positions are the same.
func ahead(a, b state.Report) bool {
	if a.Disk.Seqno != b.Disk.Seqno {
		return a.Disk.Seqno > b.Disk.Seqno
	}
	return a.Ordinal < b.Ordinal
}
