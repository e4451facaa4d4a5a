package ledger

import (
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/state"
)

func at(seqno int64) state.Position { return state.Position{UUID: history, Seqno: seqno} }

func TestAhead(t *testing.T) {
	record := running().WithBootstrap("orders-0", "c", 2, at(10), "").WithBootstrap("orders-1", "c", 5, at(30), "")
	for _, test := range []struct {
		epoch, seqno int64
		want         bool
	}{
		{5, 99, false}, // the present epoch
		{2, 30, false}, {2, 31, true},
		{1, 10, false}, {1, 11, true}, {1, 30, true},
		{0, 1, true}, {3, 1, true}, {6, 1, true}, // nothing is known of these
	} {
		if got := record.Ahead(test.epoch, test.seqno); got != test.want {
			t.Errorf("%d of epoch %d is ahead: %v, want %v", test.seqno, test.epoch, got, test.want)
		}
	}
}

func TestAStartThatWasGivenUpTakesNoPart(t *testing.T) {
	record := running().WithBootstrap("orders-0", "c", 2, at(10), "")
	if record.Starter() != "orders-0" || !record.Ahead(1, 11) {
		t.Fatalf("the record is %+v", record)
	}
	record = record.WithoutStart().WithBootstrap("orders-1", "c", 3, at(12), "")
	if record.Ahead(1, 11) || !record.Ahead(1, 13) || !record.Ahead(2, 5) {
		t.Errorf("the starts are %+v", record.Bootstraps)
	}
}

func TestTheListOfStartsIsBounded(t *testing.T) {
	record := running()
	for epoch := int64(2); epoch < 100; epoch++ {
		record = record.WithBootstrap("orders-0", "c", epoch, at(epoch), "")
	}
	if len(record.Bootstraps) != bootstrapsKept || !record.Ahead(1, 0) || record.Ahead(98, 98) {
		t.Errorf("%d starts are kept: %+v", len(record.Bootstraps), record.Bootstraps)
	}
}

func TestADecisionIsVoidOnceTheBallotHasMovedOn(t *testing.T) {
	record := running().WithOverride([]string{"orders-0"}, "its disk burned")
	if !record.Without("orders-0") || record.Without("orders-1") {
		t.Errorf("the decision is %+v", record.Override)
	}
	record.Ballot++
	if record.Without("orders-0") {
		t.Error("the decision still stands")
	}
}

func TestParsePolicy(t *testing.T) {
	for text, want := range map[string]Policy{
		"": {}, "strict": {}, "bounded": {Bounded: true, After: 15 * time.Minute}, "bounded(90s)": {Bounded: true, After: 90 * time.Second},
	} {
		got, err := ParsePolicy(text)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
		if again, err := ParsePolicy(got.String()); err != nil || again != got {
			t.Errorf("%q is written as %q, which is %+v, %v", text, got, again, err)
		}
	}
	for _, text := range []string{"lax", "strict(5m)", "bounded(", "bounded(5m", "bounded(-5m)", "bounded()", "Bounded"} {
		if got, err := ParsePolicy(text); err == nil {
			t.Errorf("%q is %+v", text, got)
		}
	}
}
