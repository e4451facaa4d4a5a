package decide_test

import (
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// recorded is a ledger of a cluster that was running: all three members in the last Primary, the first the writer.
func recorded(changes ...func(*decide.Facts)) func(*decide.Facts) {
	return func(f *decide.Facts) {
		f.Ledger.Record = ledger.Record{
			Phase: ledger.PhaseRunning, UUID: history, Epoch: 1, Ballot: 1, Mark: state.Position{UUID: history, Seqno: 7},
			View:    &state.Component{Epoch: 1, ID: "lead:3", Seq: 3, Members: []string{"orders-0", "orders-1", "orders-2"}},
			Writers: map[string]ledger.Writer{"orders-0": {}},
			Members: map[string]ledger.Member{"orders-0": {Durable: true}, "orders-1": {Durable: true}, "orders-2": {Durable: true}},
		}
		for _, change := range changes {
			change(f)
		}
	}
}

func waited(f *decide.Facts) { f.Stuck = time.Minute }
func bounded(f *decide.Facts) {
	f.Ledger.Policy = ledger.Policy{Bounded: true, After: 30 * time.Second}
}
func relaxed(f *decide.Facts) { f.Ledger.Record.Members["orders-0"] = ledger.Member{} }
func formerWriter(f *decide.Facts) {
	f.Ledger.Record.Writers = map[string]ledger.Writer{"orders-0": {Until: 9}, "orders-1": {}}
}
func markAt(seqno int64) func(*decide.Facts) {
	return func(f *decide.Facts) { f.Ledger.Record.Mark.Seqno = seqno }
}
func without(members ...string) func(*decide.Facts) {
	return func(f *decide.Facts) {
		f.Ledger.Record = f.Ledger.Record.WithOverride(members, "said somebody")
	}
}
func starting(member string) func(*decide.Facts) {
	return func(f *decide.Facts) {
		f.Ledger.Record = f.Ledger.Record.WithBootstrap(member, "claim", 2, state.Position{UUID: history, Seqno: 8}, "")
	}
}
func five(f *decide.Facts) {
	f.Ledger.Expected = 5
	f.Ledger.Record.View = &state.Component{Epoch: 1, ID: "lead:3", Seq: 3, Members: []string{"orders-0", "orders-1", "orders-2", "orders-3", "orders-4"}}
}

func TestElection(t *testing.T) {
	all := func(changes ...change) []state.Report {
		var reports []state.Report
		for ordinal := range 3 {
			reports = append(reports, member(ordinal, append([]change{clean(int64(9 - ordinal))}, changes...)...))
		}
		return reports
	}
	// back returns a member that was killed in the last Primary and gave it up, so that it cannot be formed again.
	back := func(ordinal int, seqno int64, changes ...change) state.Report {
		return member(ordinal, append([]change{crashed(seqno), view(3, 0, 1, 2), abandoned("lead:3")}, changes...)...)
	}
	run(t, []situation{
		{name: "everybody promises first", ledger: recorded(), all: all(), self: 2, want: decide.Promise},
		{name: "the best waits for the others to promise", ledger: recorded(), all: []state.Report{member(0, clean(9), promised(2)), member(1, clean(8)), member(2, clean(7), promised(2))}, self: 0, want: decide.Wait, says: "orders-1 to promise"},
		{name: "then the most advanced starts", ledger: recorded(), all: all(promised(2)), self: 0, want: decide.Bootstrap},
		{name: "and the others wait for it", ledger: recorded(), all: all(promised(2)), self: 1, want: decide.Wait, says: "orders-0"},
		{name: "a member without data promises as well", ledger: recorded(), all: []state.Report{back(0, 9), back(1, 9), member(2)}, self: 2, want: decide.Promise},

		{name: "one that is not the writer is away: it is given a moment", ledger: recorded(), all: []state.Report{back(0, 9), back(1, 9)}, self: 0, want: decide.Wait, says: "orders-2"},
		{name: "one that is not the writer is away, and has not come", ledger: recorded(waited), all: []state.Report{back(0, 9), back(1, 9)}, self: 0, want: decide.Promise},
		{name: "the writer is away", ledger: recorded(waited), all: []state.Report{back(1, 9), back(2, 9)}, self: 1, want: decide.Hold, says: "orders-0 to report, because the last writes"},
		{name: "the writer's disk was lost", ledger: recorded(waited), all: []state.Report{member(0), back(1, 9), back(2, 9)}, self: 1, want: decide.Hold, says: "the disk of orders-0 is empty"},
		{name: "a former writer is away whose writes the present one has not yet", ledger: recorded(waited, formerWriter), all: []state.Report{back(1, 9), back(2, 9)}, self: 1, want: decide.Hold, says: "orders-0"},
		{name: "the writer's disk was not durable: everybody counts", ledger: recorded(waited, relaxed), all: []state.Report{back(0, 9), back(1, 9)}, self: 0, want: decide.Hold, says: "orders-2"},
		{name: "two are away, and may be the Primary", ledger: recorded(waited), all: []state.Report{back(0, 9)}, self: 0, want: decide.Hold, says: "a Primary may be running there"},
		{name: "two of five are away", ledger: recorded(waited, five), all: []state.Report{back(0, 9), back(1, 9), back(2, 9)}, self: 0, want: decide.Hold, says: "orders-3, orders-4"},
		{name: "the others left in good order, so that the one that is away may have gone on", ledger: recorded(waited), all: []state.Report{member(0, clean(9)), member(1, clean(9))}, self: 0, want: decide.Hold, says: "orders-2"},
		{name: "the last one to leave starts alone", ledger: recorded(), all: []state.Report{member(0, clean(9), last(1, 6, "orders-0"), promised(2))}, self: 0, want: decide.Bootstrap},
		{name: "a later Primary than the ledger's had another member", ledger: recorded(waited), all: []state.Report{member(0, clean(9)), member(1, clean(9)), member(2, clean(9), last(1, 5, "orders-0", "orders-1", "orders-2", "orders-3"))}, self: 0, want: decide.Hold, says: "orders-3"},

		{name: "the cluster had come further than any disk that is there", ledger: recorded(waited, markAt(12)), all: all(), self: 0, want: decide.Hold, says: "at 12 or later"},
		{name: "bounded: the writer is away, not long enough", ledger: recorded(bounded), all: []state.Report{back(1, 9), back(2, 9)}, self: 1, want: decide.Wait, says: "orders-0"},
		{name: "bounded: the writer is away for long", ledger: recorded(bounded, waited), all: []state.Report{back(1, 9, promised(2)), back(2, 9, promised(2))}, self: 0, want: decide.Bootstrap, says: "may be lost"},
		{name: "bounded: time does not prove that no Primary runs elsewhere", ledger: recorded(bounded, waited), all: []state.Report{back(0, 9)}, self: 0, want: decide.Hold, says: "a Primary may be running there"},
		{name: "bounded: below the mark", ledger: recorded(bounded, waited, markAt(12)), all: []state.Report{back(1, 9), back(2, 9)}, self: 1, want: decide.Hold, says: "at 12"},
		{name: "a person does without the writer", ledger: recorded(without("orders-0"), markAt(12)), all: []state.Report{back(1, 9, promised(2)), back(2, 9, promised(2))}, self: 0, want: decide.Bootstrap, says: "a person has decided"},
		{name: "a person's decision is void once a Primary was started since", ledger: recorded(without("orders-0"), waited, func(f *decide.Facts) { f.Ledger.Record.Ballot++ }), all: []state.Report{back(1, 9), back(2, 9)}, self: 1, want: decide.Hold, says: "orders-0"},
		{name: "a person's decision does not stop who is running", ledger: recorded(without("orders-0"), waited), all: []state.Report{back(0, 9, running), back(1, 9), back(2, 9)}, self: 1, want: decide.Wait, says: "orders-0, which runs"},

		{name: "somebody has won the start and is away", ledger: recorded(waited, starting("orders-2")), all: []state.Report{back(0, 8), back(1, 8)}, self: 0, want: decide.Hold, says: "orders-2 to report: it has won"},
		{name: "the writer was killed while it changed a table, and another stands as far", ledger: recorded(), all: []state.Report{member(0, unsafe(9)), back(1, 9, promised(2)), back(2, 8, promised(2))}, self: 1, want: decide.Wait, says: "orders-0 to promise"},
		{name: "the same, and all have promised", ledger: recorded(), all: []state.Report{member(0, unsafe(9), promised(2)), back(1, 9, promised(2)), back(2, 8, promised(2))}, self: 1, want: decide.Bootstrap},
		{name: "nobody else stands as far as it", ledger: recorded(), all: []state.Report{member(0, unsafe(9), promised(2)), back(1, 8, promised(2)), back(2, 8, promised(2))}, self: 0, want: decide.Bootstrap},
		{name: "all were killed while they changed a table", ledger: recorded(), all: []state.Report{member(0, unsafe(8), promised(2)), member(1, unsafe(9), promised(2)), member(2, unsafe(9), promised(2))}, self: 1, want: decide.Bootstrap},
		{name: "one that was not in the last Primary does not count", ledger: recorded(waited, func(f *decide.Facts) { f.Ledger.Record.View.Members = []string{"orders-0", "orders-1"} }), all: []state.Report{back(0, 8, promised(2)), back(1, 8, promised(2)), member(2, unsafe(9), promised(2))}, self: 0, want: decide.Bootstrap},
		{name: "whoever has won the start is back", ledger: recorded(starting("orders-2")), all: []state.Report{back(0, 8), back(1, 8), back(2, 8, epoch(2))}, self: 2, want: decide.Promise},
	})
}

func TestPromisesAndEpochs(t *testing.T) {
	killed := func(ordinal int, changes ...change) state.Report {
		return member(ordinal, append([]change{crashed(9), view(3, 0, 1, 2)}, changes...)...)
	}
	newer := func(f *decide.Facts) {
		f.Ledger.Record = f.Ledger.Record.WithBootstrap("orders-0", "claim", 2, state.Position{UUID: history, Seqno: 8}, "")
	}
	remembers := func(f *decide.Facts) { noLedger(f); f.RememberedUUID = history }
	run(t, []situation{
		{name: "one that has promised does not form the last Primary again", ledger: recorded(), all: []state.Report{killed(0), killed(1, promised(2)), killed(2)}, self: 0, want: decide.Promise},
		{name: "without the ledger neither", ledger: remembers, all: []state.Report{killed(0), killed(1, promised(2)), killed(2)}, self: 0, want: decide.Wait, says: "the ledger"},
		{name: "without the ledger the last Primary is formed again", ledger: remembers, all: []state.Report{killed(0), killed(1), killed(2)}, self: 0, want: decide.Restore},
		{name: "without the ledger, and somebody knows of a later epoch", ledger: remembers, all: []state.Report{killed(0), killed(1), killed(2), member(3, epoch(2), clean(9))}, self: 0, want: decide.Wait, says: "the ledger"},
		{name: "a promise that was called in binds nobody any more", ledger: recorded(func(f *decide.Facts) { f.Ledger.Record.Ballot = 2 }), all: []state.Report{killed(0, promised(2)), killed(1), killed(2)}, self: 0, want: decide.Restore},
		{name: "one that has promised finds a Primary after all", ledger: recorded(), all: []state.Report{member(0, primary(history)), member(1, clean(9), promised(2))}, self: 1, want: decide.Raise},
		{name: "one that has promised finds a Primary while the ledger is away", ledger: remembers, all: []state.Report{member(0, primary(history)), member(1, clean(9), promised(2))}, self: 1, want: decide.Wait, says: "the ledger"},
		{name: "a Primary of an earlier epoch is not joined", ledger: recorded(newer, waited), all: []state.Report{member(1, primary(history)), member(2, clean(8))}, self: 1, want: decide.Wait, says: "orders-1, which runs as the Primary of another epoch"},
		{name: "an older disk that holds nothing else joins", ledger: recorded(newer), all: []state.Report{member(0, primary(history), epoch(2)), member(1, clean(8))}, self: 1, want: decide.Join},
		{name: "a disk that holds what the cluster went on without is set aside", ledger: recorded(newer), all: []state.Report{member(0, primary(history), epoch(2)), member(1, clean(9))}, self: 1, want: decide.SetAside, says: "9 of epoch 1"},
		{name: "but not while there is no Primary", ledger: recorded(newer, waited), all: []state.Report{member(0, clean(8), epoch(2)), member(1, clean(9))}, self: 1, want: decide.Wait, says: "this disk is ahead"},
		{name: "the ledger knows less than the disk", ledger: recorded(), all: []state.Report{member(0, primary(history)), member(1, clean(9), epoch(4))}, self: 1, want: decide.Hold, says: "the ledger was reset"},
		{name: "all of the Primary are leaving", ledger: recorded(), all: []state.Report{member(0, primary(history), func(r *state.Report) { r.Draining = true }), member(1, clean(9))}, self: 1, want: decide.Wait, says: "leaving"},
		{name: "somebody else takes a transfer", ledger: recorded(func(f *decide.Facts) { f.Ledger.Record.Joiner.Member = "orders-2" }), all: []state.Report{member(0, primary(history)), member(1), member(2, running)}, self: 1, want: decide.Wait, says: "orders-2 to take"},
		{name: "an incremental transfer waits for nobody", ledger: recorded(func(f *decide.Facts) { f.Ledger.Record.Joiner.Member = "orders-2" }), all: []state.Report{member(0, primary(history)), member(1, clean(8)), member(2, running)}, self: 1, want: decide.Join},
		{name: "whoever had the turn is gone", ledger: recorded(func(f *decide.Facts) { f.Ledger.Record.Joiner.Member, f.TurnHeld = "orders-2", time.Minute }), all: []state.Report{member(0, primary(history)), member(1)}, self: 1, want: decide.Reserve},
	})
}

func TestViewsAreKnownByNamesFromBeforeTheStart(t *testing.T) {
	const first, second, again = "71a961af-e6ad-11f1-a184-06a1bd5fc7b7", "8a381373-e6ae-11f1-9a67-2ec811242a38", "8a381373-e6ae-11f1-9a68-2ec811242a38"
	at := func(self string) change {
		return func(r *state.Report) {
			r.Disk.View = &state.View{Self: self, ID: "x:3", Seq: 3, Members: []string{first, second}}
			r.Last = &state.Component{Epoch: 1, ID: "x:3", Seq: 3}
		}
	}
	facts := decide.Facts{
		LedgerKnown: true, Self: member(0, crashed(9), at(first)), Peers: []state.Report{member(1, crashed(9), at(again), running)},
	}
	runningLedger(&facts)
	if got := decide.Next(facts); got.Action != decide.Restore || got.Group != "e1v3" {
		t.Errorf("decision is %+v, want to restore in a group of its own", got)
	}
}
