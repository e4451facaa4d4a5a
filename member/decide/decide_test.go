package decide_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	history = "a91b18f6-e6a0-11f1-b7fc-9f6707be6b15"
	other   = "ff6a7b6c-e6a0-11f1-b35d-a20fda1bbef5"
)

type change func(*state.Report)

func member(ordinal int, changes ...change) state.Report {
	r := state.Report{
		Cluster: "orders", Member: fmt.Sprintf("orders-%d", ordinal), Ordinal: ordinal, Address: fmt.Sprintf("10.0.0.%d", ordinal),
		Epoch: 1, Disk: state.Disk{Class: state.ClassEmpty, Position: state.Position{Seqno: -1}},
	}
	for _, c := range changes {
		c(&r)
	}
	return r
}

func data(class state.Class, uuid string, seqno int64) change {
	return func(r *state.Report) {
		r.Disk.Class, r.Disk.Position = class, state.Position{UUID: uuid, Seqno: seqno}
	}
}

func clean(seqno int64) change   { return data(state.ClassClean, history, seqno) }
func crashed(seqno int64) change { return data(state.ClassCrashed, history, seqno) }
func partial(r *state.Report)    { r.Disk.Class = state.ClassPartial }
func unsafe(seqno int64) change {
	return func(r *state.Report) {
		r.Disk.Class, r.Disk.Engine = state.ClassPartial, state.Position{UUID: history, Seqno: seqno}
	}
}
func forming(r *state.Report)      { r.Disk.Class, r.Disk.Forming = state.ClassPartial, true }
func unread(r *state.Report)       { r.Disk = state.Disk{} }
func running(r *state.Report)      { r.Running = true }
func size(n int) change            { return func(r *state.Report) { r.Wsrep.Size = n } }
func epoch(n int64) change         { return func(r *state.Report) { r.Epoch = n } }
func promised(ballot int64) change { return func(r *state.Report) { r.Promise = ballot } }
func last(epoch, seq int64, members ...string) change {
	return func(r *state.Report) {
		r.Last = &state.Component{Epoch: epoch, Seq: seq, ID: fmt.Sprint("lead:", seq), Members: members}
	}
}
func abandoned(id string) change { return func(r *state.Report) { r.AbandonedView = id } }

func primary(uuid string) change {
	return func(r *state.Report) {
		r.Running, r.Ready = true, true
		r.Wsrep = state.Wsrep{ClusterStatus: state.StatusPrimary, State: state.StateSynced, ClusterUUID: uuid}
	}
}

// view gives the member a last view with the given number and members.
func view(seq int64, ordinals ...int) change {
	return func(r *state.Report) {
		v := state.View{Self: fmt.Sprint("node-", r.Ordinal), ID: fmt.Sprint("lead:", seq), Seq: seq}
		for _, ordinal := range ordinals {
			v.Members = append(v.Members, fmt.Sprint("node-", ordinal))
		}
		r.Disk.View = &v
		r.Last = &state.Component{Epoch: r.Epoch, Seq: seq, ID: v.ID, Members: v.Members}
	}
}

// room tells what a member has measured, in mebibytes.
func room(data, free int64) change {
	return func(r *state.Report) { r.DataBytes, r.FreeBytes = data<<20, free<<20 }
}

// copyOf makes a disk that of another member, whose name group communication then knows it by.
func copyOf(ordinal int) change {
	return func(r *state.Report) { r.Disk.View.Self = fmt.Sprint("node-", ordinal) }
}

func virgin(f *decide.Facts) {}
func formingLedger(f *decide.Facts) {
	f.Ledger.Record = ledger.Record{Phase: ledger.PhaseForming, Epoch: 1, Holder: "data-orders-0-g1"}
}
func runningLedger(f *decide.Facts) {
	f.Ledger.Record = ledger.Record{Phase: ledger.PhaseRunning, Epoch: 1, Ballot: 1, UUID: history}
}
func noLedger(f *decide.Facts) { f.LedgerKnown, f.Ledger = false, ledger.Entry{} }
func remembering(f *decide.Facts) {
	noLedger(f)
	f.RememberedUUID = history
}

func TestNext(t *testing.T) {
	empty := []state.Report{member(0), member(1), member(2)}
	tests := []situation{
		{name: "first start: member 0 creates the cluster", ledger: virgin, all: empty, self: 0, want: decide.Initialise},
		{name: "first start: the others wait", ledger: virgin, all: empty, self: 1, want: decide.Wait, says: "orders-0 to create"},
		{name: "first start: somebody is missing", ledger: virgin, all: []state.Report{member(0), member(2)}, self: 0, want: decide.Wait, says: "orders-1"},
		{name: "first start: somebody still reads its disk", ledger: virgin, all: []state.Report{member(0), member(1, unread), member(2)}, self: 0, want: decide.Wait, says: "orders-1"},
		{name: "first start: a disk is not empty", ledger: virgin, all: []state.Report{member(0), member(1, partial), member(2)}, self: 0, want: decide.Hold, says: "orders-1"},
		{name: "first start was interrupted on the disk", ledger: formingLedger, all: []state.Report{member(0, forming), member(1), member(2)}, self: 0, want: decide.Initialise, says: "interrupted"},
		{name: "first start was interrupted after data had a history", ledger: formingLedger, all: []state.Report{member(0, crashed(2), forming, crashed(2)), member(1), member(2)}, self: 0, want: decide.Initialise},
		{name: "first start was interrupted, its disk replaced", ledger: formingLedger, all: empty, self: 0, want: decide.Initialise},
		{name: "first start is under way", ledger: formingLedger, all: []state.Report{member(0, forming, primary(other)), member(1), member(2)}, self: 1, want: decide.Wait, says: "orders-0 to create"},
		{name: "a virgin ledger and data: adopt", ledger: virgin, all: []state.Report{member(0, clean(5)), member(1), member(2)}, self: 0, want: decide.Adopt},
		{name: "a virgin ledger and another's data: never create", ledger: virgin, all: []state.Report{member(0), member(1, clean(5)), member(2)}, self: 0, want: decide.Wait, says: "orders-1 to record"},
		{name: "a virgin ledger and two histories", ledger: virgin, all: []state.Report{member(0, clean(5)), member(1, data(state.ClassClean, other, 9)), member(2)}, self: 0, want: decide.Hold, says: "different histories"},

		{name: "a Primary is there: join", ledger: runningLedger, all: []state.Report{member(0, primary(history)), member(1)}, self: 1, want: decide.Reserve},
		{name: "a Primary is there: join with data", ledger: runningLedger, all: []state.Report{member(0, primary(history)), member(1, crashed(4), view(3, 0, 1))}, self: 1, want: decide.Join},
		{name: "a Primary that still counts a killed member must notice first", ledger: runningLedger, all: []state.Report{member(0, primary(history), view(3, 0, 1), size(2)), member(1, crashed(4), view(3, 0, 1))}, self: 1, want: decide.Wait, says: "orders-0 to notice"},
		{name: "there is no room for a transfer beside what would be set aside", ledger: runningLedger, all: []state.Report{member(0, primary(history), room(900, 0)), member(1, data(state.ClassClean, other, 4), room(500, 600))}, self: 1, want: decide.Hold, says: "brings 900 MiB, and there is room for 600 MiB beside the data that would be set aside"},
		{name: "there is room", ledger: runningLedger, all: []state.Report{member(0, primary(history), room(900, 0)), member(1, data(state.ClassClean, other, 4), room(500, 950))}, self: 1, want: decide.SetAside},
		{name: "a transfer replaces what is worth nothing", ledger: runningLedger, all: []state.Report{member(0, primary(history), room(900, 0)), member(1, partial, room(500, 600))}, self: 1, want: decide.Reserve},
		{name: "a disk is too small for the data", ledger: runningLedger, all: []state.Report{member(0, primary(history), room(900, 0)), member(1, partial, room(100, 600))}, self: 1, want: decide.Hold, says: "there is room for 700 MiB"},
		{name: "who has data needs no room", ledger: runningLedger, all: []state.Report{member(0, primary(history), room(900, 0)), member(1, clean(4), room(800, 1))}, self: 1, want: decide.Join},
		{name: "the same where the member's disk was replaced", ledger: runningLedger, all: []state.Report{member(0, primary(history), last(1, 3, "orders-0", "orders-1"), size(2)), member(1)}, self: 1, want: decide.Wait, says: "orders-0 to notice"},
		{name: "and once it has noticed", ledger: runningLedger, all: []state.Report{member(0, primary(history), last(1, 3, "orders-0", "orders-1"), size(1)), member(1)}, self: 1, want: decide.Reserve},
		{name: "a copy of the disk of a member that runs waits for no ghost", ledger: runningLedger, all: []state.Report{member(0, primary(history), view(3, 0, 1), size(2)), member(1, crashed(4), view(3, 0, 1), copyOf(0))}, self: 1, want: decide.Join},
		{name: "a copy is not a member of the last Primary that is back", ledger: recorded(), all: []state.Report{member(0, crashed(9), view(3, 0, 1, 2)), member(1, crashed(9), view(3, 0, 1, 2)), member(2, crashed(9), view(3, 0, 1, 2), copyOf(0))}, self: 0, want: decide.Promise},
		{name: "the same with a disk that is worth nothing", ledger: runningLedger, all: []state.Report{member(0, primary(history), view(3, 0, 1), size(2)), member(1, partial, view(3, 0, 1))}, self: 1, want: decide.Wait, says: "orders-0 to notice"},
		{name: "the Primary has left the killed member behind", ledger: runningLedger, all: []state.Report{member(0, primary(history), view(4, 0), size(1)), member(1, crashed(4), view(3, 0, 1))}, self: 1, want: decide.Join},
		{name: "the Primary's record of its view is out of date", ledger: runningLedger, all: []state.Report{member(0, primary(history), view(3, 0, 1), size(1)), member(1, crashed(4), view(3, 0, 1))}, self: 1, want: decide.Join},
		{name: "a partial disk's view is nothing to restore", ledger: runningLedger, all: []state.Report{member(0, crashed(4), view(3, 0, 1)), member(1, partial, view(3, 0, 1)), member(2, clean(9))}, self: 0, want: decide.Hold, says: "orders-1"},
		{name: "a Primary of another history", ledger: runningLedger, all: []state.Report{member(0, primary(other)), member(1)}, self: 1, want: decide.Hold, says: other},
		{name: "both: the right one wins", ledger: runningLedger, all: []state.Report{member(0, primary(other)), member(1), member(2, primary(history))}, self: 1, want: decide.Reserve},
		{name: "no ledger, a ready Primary, nothing to lose", ledger: noLedger, all: []state.Report{member(0, primary(history)), member(1)}, self: 1, want: decide.Join},
		{name: "no ledger, data whose cluster is not known", ledger: noLedger, all: []state.Report{member(0, primary(history)), member(1, clean(3))}, self: 1, want: decide.Wait, says: "the ledger"},
		{name: "no ledger, the disk remembers the cluster", ledger: remembering, all: []state.Report{member(0, primary(history)), member(1, clean(3))}, self: 1, want: decide.Join},
		{name: "no ledger, empty disks", ledger: noLedger, all: empty, self: 0, want: decide.Wait, says: "the ledger"},

		{name: "an empty disk waits for a Primary", ledger: runningLedger, all: []state.Report{member(0), member(1, clean(3)), member(2, clean(3))}, self: 0, want: decide.Wait, says: "a Primary"},
		{name: "all disks are empty, and the ledger remembers data", ledger: runningLedger, all: empty, self: 0, want: decide.Hold, says: "backup"},
		{name: "an interrupted first start is not data, once another history is known", ledger: runningLedger, all: []state.Report{member(0, primary(history)), member(1, data(state.ClassCrashed, other, 1), forming, data(state.ClassCrashed, other, 1))}, self: 1, want: decide.Reserve},
		{name: "another history is set aside", ledger: runningLedger, all: []state.Report{member(0, primary(history)), member(1, data(state.ClassClean, other, 1))}, self: 1, want: decide.SetAside, says: other},
		{name: "somebody else's data is set aside", ledger: runningLedger, all: []state.Report{member(0, primary(history)), member(1, data(state.ClassForeign, "", -1))}, self: 1, want: decide.SetAside},
		{name: "another history is not touched as long as there is no Primary", ledger: runningLedger, all: []state.Report{member(0, clean(3)), member(1, data(state.ClassClean, other, 1)), member(2, clean(3))}, self: 1, want: decide.Wait, says: "this disk is foreign"},
		{name: "another history is not touched as long as the ledger is away", ledger: noLedger, all: []state.Report{member(0, primary(history)), member(1, data(state.ClassForeign, "", -1))}, self: 1, want: decide.Wait, says: "the ledger"},

		{name: "all killed: the last Primary is formed again", ledger: runningLedger, all: []state.Report{
			member(0, crashed(7), view(3, 0, 1, 2)), member(1, crashed(9), view(3, 0, 1, 2), running), member(2, crashed(9), view(3, 0, 1, 2))}, self: 0, want: decide.Restore},
		{name: "all killed: one is missing", ledger: runningLedger, all: []state.Report{
			member(0, crashed(7), view(3, 0, 1, 2)), member(1, crashed(9), view(3, 0, 1, 2))}, self: 0, want: decide.Wait, says: "orders-2"},
		{name: "all killed: the last Primary had two members", ledger: runningLedger, all: []state.Report{
			member(0, crashed(7), view(3, 0, 1, 2)), member(1, crashed(9), view(4, 1, 2)), member(2, crashed(9), view(4, 1, 2))}, self: 1, want: decide.Restore},
		{name: "all killed: the third was not in the last Primary", ledger: runningLedger, all: []state.Report{
			member(0, crashed(7), view(3, 0, 1, 2)), member(1, crashed(9), view(4, 1, 2)), member(2, crashed(9), view(4, 1, 2))}, self: 0, want: decide.Wait, says: "orders-1, orders-2"},
		{name: "a view of an earlier epoch proves nothing", ledger: runningLedger, all: []state.Report{
			member(0, crashed(7), view(3, 0, 1), epoch(0)), member(1, crashed(7), view(3, 0, 1), epoch(0))}, self: 0, want: decide.Wait, says: "orders-2"},
		{name: "somebody outside of the view is further", ledger: runningLedger, all: []state.Report{
			member(0, crashed(7), view(3, 0, 1), promised(2)), member(1, crashed(7), view(3, 0, 1), promised(2)), member(2, clean(8), promised(2))}, self: 0, want: decide.Wait, says: "orders-2"},
		{name: "the view was given up", ledger: runningLedger, all: []state.Report{
			member(0, crashed(7), view(3, 0, 1, 2)), member(1, crashed(9), view(3, 0, 1, 2), abandoned("lead:3")), member(2, crashed(9), view(3, 0, 1, 2))}, self: 1, want: decide.Promise},
		{name: "two of three were killed, the third still runs", ledger: runningLedger, all: []state.Report{
			member(0, crashed(3), view(3, 0, 1, 2), running), member(1, crashed(9), view(3, 0, 1, 2)), member(2, crashed(9), view(3, 0, 1, 2))}, self: 1, want: decide.Restore},
		{name: "one runs without a Primary: it is left alone", ledger: runningLedger, all: []state.Report{
			member(0, crashed(3), view(3, 0, 1, 2), running), member(1, clean(9)), member(2, clean(9))}, self: 1, want: decide.Wait, says: "orders-0"},
	}
	run(t, tests)
}

// situation is what a member may find, and what it has to decide.
type situation struct {
	name   string
	ledger func(*decide.Facts)
	// all are the reports; the member of self decides, the others are its peers.
	all  []state.Report
	self int
	want decide.Action
	says string
}

func run(t *testing.T, tests []situation) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			facts := decide.Facts{LedgerKnown: true, Ledger: ledger.Entry{Expected: 3}}
			for i, r := range test.all {
				if i == test.self {
					facts.Self = r
				} else {
					facts.Peers = append(facts.Peers, r)
				}
			}
			test.ledger(&facts)
			got := decide.Next(facts)
			if got.Action != test.want || !strings.Contains(got.Reason, test.says) {
				t.Errorf("decision is %s (%s), want %s with %q", got.Action, got.Reason, test.want, test.says)
			}
		})
	}
}

func TestJoinConnectsToThePrimaryFirst(t *testing.T) {
	facts := decide.Facts{LedgerKnown: true, Ledger: ledger.Entry{Expected: 3}, Self: member(0),
		Peers: []state.Report{member(1, running), member(2, primary(history))}}
	runningLedger(&facts)
	facts.Ledger.Record.Joiner.Member = "orders-0"
	got := decide.Next(facts)
	if fmt.Sprint(got.Contacts) != "[10.0.0.2 10.0.0.1]" || !got.Transfer || got.UUID != history {
		t.Errorf("decision is %+v", got)
	}
}

func TestReportsOfOtherClustersAreNotHeard(t *testing.T) {
	stranger := member(1, primary(history))
	stranger.Cluster = "invoices"
	facts := decide.Facts{LedgerKnown: true, Ledger: ledger.Entry{Expected: 3}, Self: member(0), Peers: []state.Report{stranger}}
	runningLedger(&facts)
	if got := decide.Next(facts); got.Action != decide.Wait {
		t.Errorf("decision is %+v", got)
	}
}
