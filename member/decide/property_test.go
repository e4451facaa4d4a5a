package decide_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// TestAtMostOneStarts draws what members may find and lets each decide, some of them without hearing some of the
// others. However incomplete their picture, no two of them may start a Primary, and none may do so at the cost of data.
func TestAtMostOneStarts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		expected := rapid.IntRange(1, 5).Draw(t, "expected")
		entry := ledger.Entry{Expected: expected}
		if rapid.Bool().Draw(t, "history") {
			entry.Record = ledger.Record{Phase: ledger.PhaseRunning, UUID: history, Epoch: 1, Ballot: 1}
		}
		var all []state.Report
		for ordinal := range expected {
			all = append(all, drawMember(t, ordinal, expected))
		}
		starters := 0
		for _, self := range all {
			facts := decide.Facts{Self: self, LedgerKnown: rapid.Bool().Draw(t, "ledger known"), Ledger: entry}
			for _, peer := range all {
				if peer.Member != self.Member && rapid.IntRange(0, 9).Draw(t, "hears") > 0 {
					facts.Peers = append(facts.Peers, peer)
				}
			}
			decision := decide.Next(facts)
			switch decision.Action {
			case decide.Initialise:
				starters++
				for _, r := range all {
					if r.Disk.Class != state.ClassEmpty || entry.Record.UUID != "" {
						t.Fatalf("%s creates a cluster although %s has a %s disk and the ledger says %q", self.Member, r.Member, r.Disk.Class, entry.Record.UUID)
					}
				}
			case decide.Bootstrap:
				starters++
				for _, r := range all {
					if r.Disk.UUID == self.Disk.UUID && r.Disk.Seqno > self.Disk.Seqno {
						t.Fatalf("%s starts at %d although %s is at %d", self.Member, self.Disk.Seqno, r.Member, r.Disk.Seqno)
					}
				}
				if self.Disk.UUID != entry.Record.UUID {
					t.Fatalf("%s starts the history %s, the ledger says %s", self.Member, self.Disk.UUID, entry.Record.UUID)
				}
			}
		}
		if starters > 1 {
			t.Fatalf("%d members start a Primary", starters)
		}
	})
}

func drawMember(t *rapid.T, ordinal, expected int) state.Report {
	r := member(ordinal)
	r.Promise = rapid.SampledFrom([]int64{0, 2, 2, 2}).Draw(t, "promise")
	r.Disk.Class = rapid.SampledFrom([]state.Class{state.ClassEmpty, state.ClassEmpty, state.ClassPartial, state.ClassClean, state.ClassCrashed, state.ClassForeign, ""}).Draw(t, "class")
	if !r.Disk.HasData() {
		return r
	}
	r.Disk.Position = state.Position{UUID: rapid.SampledFrom([]string{history, history, history, other}).Draw(t, "uuid"), Seqno: rapid.Int64Range(0, 3).Draw(t, "seqno")}
	if r.Disk.Class == state.ClassCrashed && rapid.Bool().Draw(t, "viewed") {
		var members []int
		for other := range expected {
			if other == ordinal || rapid.Bool().Draw(t, "in view") {
				members = append(members, other)
			}
		}
		view(rapid.Int64Range(1, 3).Draw(t, "view"), members...)(&r)
	}
	return r
}
