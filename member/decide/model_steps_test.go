package decide

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// kind is what happens in a step.
type kind int

// The steps: first what supervisors and Galera do by themselves, then what clients do, then faults. A step that makes
// no sense where it happens does nothing, so that any list of steps is a history.
const (
	readLedger kind = iota // a reads the ledger
	ask                    // a asks b for its report
	look                   // a reads the ledger and asks everybody
	act                    // a decides and begins to do it
	begin                  // a starts mariadbd, where it has won the ledger
	observe                // a completes the ledger
	note                   // a notes the last Primary on its disk
	finish                 // a's state transfer completes
	applied                // a's applier catches up
	tick                   // a long time passes for a
	giveUp                 // a gives up on a mariadbd that gets nowhere
	lease                  // a wins the writer lease
	release                // a has no clients any more

	write     // a client writes at a
	writeLost // a client writes at a, which dies between sending the write set and committing it
	define    // a and all others in its Primary begin to change a table's definition
	defined   // a has changed it

	crash     // a's pod dies
	killed    // a's mariadbd dies
	crashPair // a dies, and then b before it has noted the view that follows
	stop      // a's pod is stopped in good order
	boot      // a's pod starts
	cut       // the network parts: b's bits are the sides
	join      // the network is whole
	apiOff    // the API server is away for a, or for all if b is 0
	apiOn     // the API server is back for all
	detach    // a's disk is withheld
	attach    // a's disk is given back
	swap      // a's disk is replaced by another, or by the former one
	kinds
)

var kindNames = [kinds]string{"readLedger", "ask", "look", "act", "begin", "observe", "note", "finish", "applied", "tick", "giveUp", "lease", "release",
	"write", "writeLost", "define", "defined", "crash", "killed", "crashPair", "stop", "boot", "cut", "join", "apiOff", "apiOn", "detach", "attach", "swap"}

type step struct {
	kind kind
	a, b int
}

func (s step) String() string { return fmt.Sprintf("%s(%d,%d)", kindNames[s.kind], s.a, s.b) }

// apply does a step, and then looks whether the world is still as it must be.
func (w *world) apply(s step) {
	m := w.m[s.a%len(w.m)]
	switch s.kind {
	case readLedger, ask, look, act, begin, observe, note, tick, giveUp, lease, release:
		if m.up {
			w.supervise(s, m)
		}
	case finish:
		w.transfer(m)
	case applied:
		if m.proc != nil && m.proc.synced && !m.proc.defining {
			m.disk.log = m.proc.log
		}
	case define, defined:
		w.define(m, s.kind == define)
	case write, writeLost:
		w.client(m, s.kind == write)
	default:
		w.fault(s, m)
	}
	w.check()
}

func (w *world) supervise(s step, m *member) {
	switch s.kind {
	case readLedger:
		w.readLedger(m)
	case ask:
		w.ask(m, w.m[s.b%len(w.m)])
	case look:
		w.look(m)
	case act:
		w.act(m)
	case begin:
		if d := m.begin; d != nil {
			m.begin = nil
			w.begin(m, *d)
		}
	case observe:
		w.observe(m)
	case note:
		m.note(w)
	case tick:
		m.stuck, m.turn = max(m.stuck+patience, w.policy.After), m.turn+turnTime
		if w.sees(m) {
			m.stuck = 0
		}
	case giveUp:
		w.giveUp(m)
	case lease:
		if m.api && m.proc != nil && m.report().Ready && slices.Contains(viewOf(w.record), m.name()) {
			w.holder, m.writing = m.ordinal, true
		}
	case release:
		if w.holder != m.ordinal {
			m.writing, m.shown = false, false
		}
	}
}

func viewOf(r ledger.Record) []string {
	if r.View == nil {
		return nil
	}
	return r.View.Members
}

func (w *world) readLedger(m *member) {
	m.known = m.api
	if !m.api {
		return
	}
	if m.read.Joiner != w.record.Joiner {
		m.turn = 0
	}
	m.read, m.version = w.record, w.version
}

func (w *world) ask(m, n *member) {
	if m == n {
		return
	}
	if m.heard == nil {
		m.heard = map[int]state.Report{}
	}
	delete(m.heard, n.ordinal)
	if n.up && n.net == m.net {
		r := n.report()
		r.Durable = w.durable
		m.heard[n.ordinal] = r
	}
	if w.sees(m) {
		m.stuck = 0
	}
}

func (w *world) look(m *member) {
	w.readLedger(m)
	for _, n := range w.m {
		w.ask(m, n)
	}
}

// sees tells whether a member is in a Primary or has just heard of one.
func (w *world) sees(m *member) bool {
	if m.proc != nil && m.proc.primary() {
		return true
	}
	for _, r := range m.heard {
		if r.Wsrep.Primary() {
			return true
		}
	}
	return false
}

// act does what a member decides.
func (w *world) act(m *member) {
	if m.begin != nil {
		return
	}
	if m.proc != nil {
		if running(w.facts(m), w.rules).Action == StepDown {
			w.tell(StepDown)
			w.kill(m)
		}
		return
	}
	d := next(w.facts(m), w.rules)
	w.tell(d.Action)
	if d.Record != nil && !w.write(m, *d.Record) {
		return
	}
	switch d.Action {
	case Promise:
		m.disk.promise = max(m.disk.promise, d.Promise)
	case SetAside:
		m.disk.aside += len(m.disk.log)
		*m.disk = disk{claim: m.disk.claim, attached: true, promise: m.disk.promise, aside: m.disk.aside}
		m.found = m.disk.inspect()
	case Initialise, Bootstrap:
		m.begin = &d
	case Join, Restore:
		w.begin(m, d)
	}
}

func (w *world) tell(a Action) {
	if w.count != nil {
		w.count[a]++
	}
}

// begin prepares the disk and starts mariadbd.
func (w *world) begin(m *member, d Decision) {
	disk := m.disk
	switch d.Action {
	case Initialise:
		w.born++
		w.noData(m)
		*disk = newDisk(disk, fmt.Sprint("history-", w.born))
	case Bootstrap:
		w.parts[d.Epoch] = disk.unsafe
		disk.view, disk.unsafe = nil, false
	case Join:
		disk.view = nil
		if d.Transfer {
			disk.partial, disk.forming = true, false
		} else {
			w.catchesUp(m, d.Epoch)
		}
	}
	disk.epoch = d.Epoch
	w.run(m, d)
}

func newDisk(old *disk, uuid string) disk {
	return disk{claim: old.claim, attached: true, uuid: uuid, forming: true, promise: old.promise, aside: old.aside}
}

// observe completes the ledger with what a member of the Primary knows, and lets it take clients once that is done.
func (w *world) observe(m *member) {
	p := m.proc
	if p == nil || !p.primary() || !p.synced || !m.api {
		return
	}
	seen := ledger.Observation{Report: m.report(), Component: w.component(m), Writing: m.writing, Durable: int64(len(m.disk.log))}
	seen.Report.Durable = w.durable
	seen.Report.Wsrep.ReceiveQueue = int64(len(p.log) - len(m.disk.log))
	if record, changed := w.record.Observed(seen); changed {
		w.record = record
		w.version++
	}
	if w.record.UUID == p.uuid && w.record.Epoch == p.epoch {
		m.disk.identity, m.disk.epoch, m.disk.forming = p.uuid, p.epoch, false
	}
	_, listed := w.record.Writers[m.name()]
	m.shown = m.writing && listed
}

// component returns the Primary that a member belongs to, by its members' names.
func (w *world) component(m *member) *state.Component {
	view := m.disk.view
	if view == nil {
		return nil
	}
	c := &state.Component{Epoch: m.disk.epoch, ID: view.ID, Seq: view.Seq}
	for _, name := range view.Members {
		for _, n := range w.m {
			if n.proc != nil && state.SameMember(n.proc.self, name) && n.net == m.net {
				name = n.name()
			}
		}
		c.Members = append(c.Members, name)
	}
	return c
}

// note writes the last Primary down, as a supervisor does now and then, and before a stop in good order.
func (m *member) note(w *world) {
	if m.proc == nil || !m.proc.primary() || !m.proc.synced || len(m.disk.log) < m.proc.before {
		return
	}
	if c := w.component(m); c.After(m.disk.last) {
		m.disk.last = c
	}
}

func (w *world) giveUp(m *member) {
	p := m.proc
	if p == nil || p.was || p.prim || m.stuck < patience {
		return
	}
	if p.kind == Restore && m.disk.view != nil {
		m.abandoned = m.disk.view.ID
	}
	w.kill(m)
}

// define lets all members of a Primary begin to change a table's definition, each once it has applied what came before,
// or lets one of them end it.
func (w *world) define(m *member, begins bool) {
	p := m.proc
	if p == nil || !p.primary() || !p.synced {
		return
	}
	if !begins {
		p.defining = false
		return
	}
	for _, n := range w.m {
		if n.proc != nil && n.proc.synced && n.proc.view.ID == p.view.ID {
			n.disk.log, n.proc.defining = n.proc.log, true
		}
	}
}

// client writes. The write is acknowledged once every member of the view has it and the one written to has committed it.
func (w *world) client(m *member, survives bool) {
	p := m.proc
	if p == nil || !m.shown || !p.primary() || !p.synced || p.defining {
		return
	}
	w.writes++
	for _, n := range w.m {
		if n.proc != nil && n.proc.synced && n.proc.view.ID == p.view.ID && (n != m || survives) {
			n.proc.log = extended(n.proc.log, w.writes)
		}
	}
	if !survives {
		w.down(m)
		return
	}
	if w.durable {
		m.disk.log = p.log
	}
	w.acked = extended(w.acked, w.writes)
}
