package decide

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// The model: a small world of members, disks, group communication, a ledger and a network, in which every member does
// what Next and Running decide, one small step at a time. Writes are numbers that are never used twice; what a disk or
// a member holds is the list of them, so that two histories that parted are told apart even at the same length.

// counts says how often each action was decided, over all worlds that share it.
type counts map[Action]int

// options are what a world is made with.
type options struct {
	members int
	durable bool
	policy  ledger.Policy
	rules   rules
	// strictly counts a write as lost that was acknowledged without being durable.
	strictly bool
	// running makes the world begin with a cluster that runs and has been written to.
	running bool
	// count, if any, counts what is decided.
	count counts
}

type world struct {
	options
	m       []*member
	record  ledger.Record
	version int
	holder  int // of the writer lease, -1 if nobody
	writes  int
	acked   []int
	waived  bool // a person has decided to do without some writes
	born    int  // histories created
	names   int  // given by group communication so far
	broken  string
	parts   map[int64]bool // epochs that began from an unsafe disk
}

type member struct {
	ordinal int
	up      bool // the pod runs, and so the supervisor
	api     bool // the API server is reachable from here
	net     int  // members with the same number reach one another
	disk    *disk
	spare   *disk // what swap puts in the disk's place

	// What the supervisor knows. It is gone when the pod is.
	found     state.Disk
	known     bool
	read      ledger.Record
	version   int
	heard     map[int]state.Report
	stuck     time.Duration
	turn      time.Duration
	abandoned string
	begin     *Decision // decided and written to the ledger, but not begun
	proc      *process
	writing   bool // has, or may have, clients that write
	shown     bool // clients are sent here
}

type disk struct {
	claim    string
	attached bool
	uuid     string
	log      []int
	partial  bool
	unsafe   bool
	clean    bool
	forming  bool
	view     *state.View
	identity string
	epoch    int64
	promise  int64
	last     *state.Component
	aside    int
}

func newWorld(o options) *world {
	w := &world{options: o, holder: -1, parts: map[int64]bool{}}
	for i := range o.members {
		m := &member{ordinal: i, api: true}
		m.disk = &disk{claim: fmt.Sprintf("data-orders-%d-g1", i), attached: true}
		m.spare = &disk{claim: fmt.Sprintf("data-orders-%d-g2", i), attached: true}
		w.m = append(w.m, m)
	}
	if o.running {
		w.heal()
		for range 3 {
			w.apply(step{kind: write, a: max(w.holder, 0)})
		}
		w.rounds(2, func() bool { return false })
	}
	return w
}

func (w *world) clone() *world {
	c := *w
	c.parts = maps.Clone(w.parts)
	c.m = make([]*member, len(w.m))
	for i, m := range w.m {
		n, d, s := *m, *m.disk, *m.spare
		n.disk, n.spare = &d, &s
		n.heard = make(map[int]state.Report, len(m.heard))
		maps.Copy(n.heard, m.heard)
		if m.proc != nil {
			p := *m.proc
			n.proc = &p
		}
		c.m[i] = &n
	}
	return &c
}

func (w *world) violated(format string, values ...any) {
	if w.broken == "" {
		w.broken = fmt.Sprintf(format, values...)
	}
}

func (m *member) name() string { return fmt.Sprintf("orders-%d", m.ordinal) }

func (d *disk) inspect() state.Disk {
	found := state.Disk{Position: state.Position{Seqno: -1}, Forming: d.forming, View: d.view}
	switch {
	case d.partial, d.uuid == "" && d.identity != "":
		found.Class = state.ClassPartial
	case d.uuid == "":
		found.Class, found.View = state.ClassEmpty, nil
	case d.unsafe:
		found.Class = state.ClassPartial
		if d.identity != "" {
			found.Engine = state.Position{UUID: d.uuid, Seqno: int64(len(d.log))}
		}
	default:
		found.Class, found.Position = state.ClassCrashed, state.Position{UUID: d.uuid, Seqno: int64(len(d.log))}
		if d.clean {
			found.Class = state.ClassClean
		}
	}
	return found
}

// wsrep is what mariadbd would say of itself.
func (m *member) wsrep() state.Wsrep {
	p := m.proc
	if p == nil {
		return state.Wsrep{}
	}
	w := state.Wsrep{ClusterStatus: "non-Primary", State: "Initialized", Size: len(p.view.Members), Connected: true, LastCommitted: int64(len(m.disk.log))}
	if p.primary() {
		w.ClusterStatus, w.State, w.ClusterUUID = state.StatusPrimary, "Joiner", p.uuid
		if p.synced {
			w.State, w.Ready = state.StateSynced, true
		}
	}
	return w
}

func (m *member) report() state.Report {
	r := state.Report{
		Cluster: "orders", Member: m.name(), Ordinal: m.ordinal, Claim: m.disk.claim, Epoch: m.disk.epoch, Promise: m.disk.promise,
		Last: m.disk.last, Durable: true, Disk: m.found, Running: m.proc != nil || m.begin != nil, AbandonedView: m.abandoned, Wsrep: m.wsrep(),
	}
	r.Disk.Forming = m.disk.forming
	if p := m.proc; p != nil {
		r.Group = p.group
		r.Disk.View = m.disk.view
		if p.was && !m.disk.forming {
			r.Disk = state.Disk{Class: state.ClassCrashed, View: m.disk.view, Position: state.Position{UUID: p.uuid, Seqno: int64(len(m.disk.log))}}
		}
		r.Ready = p.primary() && p.synced && m.disk.identity != ""
	}
	return r
}

func (w *world) facts(m *member) Facts {
	f := Facts{Self: m.report(), LedgerKnown: m.known, RememberedUUID: m.disk.identity, Stuck: m.stuck, TurnHeld: m.turn}
	f.Self.Durable = w.durable
	if m.known {
		f.Ledger = ledger.Entry{Record: m.read, Expected: w.members, Policy: w.policy}
	}
	for j := range w.m {
		if r, ok := m.heard[j]; ok {
			f.Peers = append(f.Peers, r)
		}
	}
	return f
}

// write puts a record into the ledger if it is still what the member has read.
func (w *world) write(m *member, record ledger.Record) bool {
	if !m.api || m.version != w.version {
		return false
	}
	w.version++
	w.record = record
	return true
}

func prefix(a, b []int) bool { return len(a) <= len(b) && slices.Equal(a, b[:len(a)]) }

func extended(log []int, id int) []int { return append(slices.Clip(log), id) }
