package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/member/state"
)

const history = "a91b18f6-e6a0-11f1-b7fc-9f6707be6b15"

func seen(member string, committed int64, changes ...func(*Observation)) Observation {
	o := Observation{
		Report: state.Report{
			Member: member, Claim: "data-" + member, Epoch: 1, Durable: true,
			Wsrep: state.Wsrep{ClusterStatus: state.StatusPrimary, State: state.StateSynced, ClusterUUID: history, LastCommitted: committed},
		},
		Durable: committed - 1,
	}
	for _, change := range changes {
		change(&o)
	}
	return o
}

func writing(o *Observation) { o.Writing = true }
func behind(queue int64) func(*Observation) {
	return func(o *Observation) { o.Report.Wsrep.ReceiveQueue = queue }
}
func inView(seq int64, members ...string) func(*Observation) {
	return func(o *Observation) { o.Component = &state.Component{Epoch: 1, ID: "v", Seq: seq, Members: members} }
}

func running() Record {
	return Record{Phase: PhaseRunning, UUID: history, Epoch: 1, Ballot: 1}
}

func TestTheFirstToBeSyncedBeginsTheHistory(t *testing.T) {
	record := Record{Phase: PhaseForming, Epoch: 1, Ballot: 1, Holder: "data-orders-0"}
	got, changed := record.Observed(seen("orders-0", 5, inView(1, "orders-0"), func(o *Observation) { o.Report.Disk.Forming = true }))
	if !changed || got.UUID != history || got.Phase != PhaseRunning || got.Members["orders-0"].Claim != "data-orders-0" || got.View == nil {
		t.Errorf("the record is %+v", got)
	}
	if _, changed := record.Observed(seen("orders-1", 5, func(o *Observation) { o.Report.Disk.Forming = true })); changed {
		t.Error("a member that was not to create the history has begun one")
	}
}

func TestAMemberOfAnotherEpochIsNotHeard(t *testing.T) {
	record := running()
	record.Epoch = 2
	if got, changed := record.Observed(seen("orders-0", 5, writing, inView(9, "orders-0"))); changed {
		t.Errorf("it has changed the record to %+v", got)
	}
}

func TestAnEarlierViewReplacesNoLaterOne(t *testing.T) {
	record, _ := running().Observed(seen("orders-0", 5, inView(7, "orders-0", "orders-1")))
	record, changed := record.Observed(seen("orders-0", 5, inView(6, "orders-0", "orders-1", "orders-2")))
	if changed || record.View.Seq != 7 {
		t.Errorf("the view is %+v", record.View)
	}
}

func TestAFormerWriterStaysUntilThePresentOneHasItsWrites(t *testing.T) {
	all := []string{"orders-0", "orders-1"}
	record := running()
	steps := []struct {
		name string
		what Observation
		want map[string]Writer
	}{
		{"the first writer", seen("orders-0", 10, writing, inView(1, all...)), map[string]Writer{"orders-0": {}}},
		{"the next one overlaps with it", seen("orders-1", 10, writing, inView(1, all...)), map[string]Writer{"orders-0": {}, "orders-1": {}}},
		{"the first has no clients any more", seen("orders-0", 20, inView(1, all...)), map[string]Writer{"orders-0": {Until: 20}, "orders-1": {}}},
		{"the next has not all of it on its disk", seen("orders-1", 20, writing, inView(1, all...)), map[string]Writer{"orders-0": {Until: 20}, "orders-1": {}}},
		{"the next has", seen("orders-1", 21, writing, inView(1, all...)), map[string]Writer{"orders-1": {}}},
		{"it dies; what is received and not committed may be its", seen("orders-0", 25, writing, behind(5), inView(2, "orders-0")), map[string]Writer{"orders-0": {}, "orders-1": {Until: 30}}},
		{"not yet", seen("orders-0", 30, writing, inView(2, "orders-0")), map[string]Writer{"orders-0": {}, "orders-1": {Until: 30}}},
		{"now", seen("orders-0", 31, writing, inView(2, "orders-0")), map[string]Writer{"orders-0": {}}},
	}
	for _, step := range steps {
		record, _ = record.Observed(step.what)
		if diff := cmp.Diff(step.want, record.Writers); diff != "" {
			t.Fatalf("%s: writers (-want +got):\n%s", step.name, diff)
		}
	}
}

func TestTheMarkOnlyGoesForward(t *testing.T) {
	record, _ := running().Observed(seen("orders-0", 10, writing))
	for _, committed := range []int64{5, 0} {
		record, _ = record.Observed(seen("orders-0", committed, writing))
	}
	if want := (state.Position{UUID: history, Seqno: 9}); record.Mark != want {
		t.Errorf("the mark is %v, want %v", record.Mark, want)
	}
	if _, changed := record.Observed(seen("orders-0", 10, writing)); changed {
		t.Error("an observation that tells nothing new changes the record")
	}
}

func TestObservingChangesNoRecordThatSomebodyElseHolds(t *testing.T) {
	before, _ := running().Observed(seen("orders-0", 10, writing, inView(1, "orders-0")))
	copied := before.Clone()
	before.Observed(seen("orders-1", 20, writing, inView(2, "orders-1")))
	if diff := cmp.Diff(copied, before); diff != "" {
		t.Errorf("the record has changed:\n%s", diff)
	}
}
