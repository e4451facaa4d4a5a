package decide

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/member/state"
)

// process is a mariadbd that runs.
type process struct {
	kind  Action
	self  string // the name that group communication gave it
	epoch int64
	group string // groups of different names never meet
	uuid  string
	log   []int // what it has received; what is on its disk is a part of this
	view  state.View
	prim  bool // group communication's Primary: the view goes on from the last Primary
	whole bool // some member of the view has the Primary's whole state
	// synced tells whether this one has.
	synced bool
	// entered tells whether it has been in a Primary since it was started, joined whether it had the whole state of the
	// last one it was in.
	entered, joined bool
	defining        bool        // it changes a table's definition, and is unsafe
	before          int         // how much it had received when the view began
	was             bool        // it was synced with a Primary since it was started
	last            *state.View // the last Primary view that group communication remembers
}

// primary tells whether mariadbd says that it belongs to the Primary.
func (p *process) primary() bool { return p.prim && p.whole }

// run starts mariadbd.
func (w *world) run(m *member, d Decision) {
	p := &process{kind: d.Action, epoch: d.Epoch, group: d.Group, uuid: m.disk.uuid, log: m.disk.log, last: m.disk.view}
	if m.disk.partial {
		p.uuid, p.log = "", nil
	}
	if p.last != nil {
		// The name from the last view, with one more start counted in it, is written down again at once.
		view := *p.last
		view.Self = nextStart(view.Self)
		p.self, p.last, m.disk.view = view.Self, &view, &view
	} else {
		w.names++
		p.self = fmt.Sprintf("%08d-0000-0000-0000-000000000000", w.names)
	}
	m.disk.clean = false
	m.proc = p
	p.view = state.View{Self: p.self, Members: []string{p.self}}
	if d.Action == Initialise || d.Action == Bootstrap {
		p.prim, p.whole, p.synced, p.was = true, true, true, true
		w.install([]*member{m}, 1, true, true)
	}
	w.regroup()
}

// nextStart returns a name that group communication gave, as it is after one more start.
func nextStart(name string) string {
	var of, start int
	if _, err := fmt.Sscanf(name, "%08d-0000-0000-%04d", &of, &start); err != nil {
		panic(err)
	}
	return fmt.Sprintf("%08d-0000-0000-%04d-000000000000", of, start+1)
}

// install gives some members a view of just them.
func (w *world) install(members []*member, seq int64, prim, whole bool) {
	var names []string
	for _, m := range members {
		names = append(names, m.proc.self)
	}
	id := fmt.Sprintf("%s:%d:%d", names[0], seq, members[0].proc.epoch)
	for _, m := range members {
		p := m.proc
		p.view = state.View{Self: p.self, ID: id, Seq: seq, Members: names}
		p.prim, p.whole, p.before = prim, prim && whole, len(p.log)
		p.synced = p.synced && p.whole
		if prim {
			p.entered, p.joined = true, p.synced
			view := p.view
			p.last, m.disk.view = &view, &view
		}
	}
}

// regroup lets all members that reach one another under one group's name agree on a view.
func (w *world) regroup() {
	for i, m := range w.m {
		if m.proc == nil || slices.ContainsFunc(w.m[:i], m.meets) {
			continue
		}
		var group []*member
		for _, n := range w.m {
			if n.meets(m) {
				group = append(group, n)
			}
		}
		w.agree(group, "")
	}
}

// meets tells whether group communication finds another member.
func (m *member) meets(n *member) bool {
	return m.proc != nil && n.proc != nil && n.net == m.net && n.proc.group == m.proc.group
}

// agree gives members that reach one another a new view, unless they have it already. One that left in good order just
// now is told in left.
func (w *world) agree(group []*member, left string) {
	if len(group) == 0 {
		return
	}
	var seq int64
	same := true
	for _, m := range group {
		seq = max(seq, m.proc.view.Seq)
		if m.proc.last != nil {
			seq = max(seq, m.proc.last.Seq)
		}
		same = same && m.proc.view.ID != "" && m.proc.view.ID == group[0].proc.view.ID
	}
	if same && len(group) == len(group[0].proc.view.Members) {
		return
	}
	if part := w.quorate(group, left); part != nil {
		w.continued(group, part, seq+1)
		return
	}
	if ran, possible := w.restorable(group); possible {
		w.restored(group, seq+1, ran)
		return
	}
	w.install(group, seq+1, false, false)
}

// quorate returns those of a group that come from one Primary and are enough to go on as it: more than half of its
// members, where one that has left counts as if it agreed.
func (w *world) quorate(group []*member, left string) []*member {
	for _, m := range group {
		if !m.proc.prim {
			continue
		}
		view := m.proc.view
		var part []*member
		for _, n := range group {
			if n.proc.prim && n.proc.view.ID == view.ID {
				part = append(part, n)
			}
		}
		votes := 2 * len(part)
		if left != "" && slices.Contains(view.Members, left) {
			votes++
		}
		if votes > len(view.Members) {
			return part
		}
	}
	return nil
}

// continued lets a Primary go on, with newcomers that have to take its state first.
func (w *world) continued(group, part []*member, seq int64) {
	whole := false
	for _, m := range group {
		if slices.Contains(part, m) {
			whole = whole || m.proc.synced
		} else {
			m.proc.synced = false
		}
	}
	w.install(group, seq, true, whole)
}

// restorable tells whether all members of the last Primary are together again. Of those who have been in it since they
// were started the newest memory counts, and whoever bears the name of one of its members counts as that member, even
// if it was started since and its disk tells of a later Primary. Only if all were started since their disks count:
// then all have to tell of the same view, and there must be nobody else. It also tells which of the two it was.
func (w *world) restorable(group []*member) (entered, possible bool) {
	var newest *state.View
	for _, m := range group {
		p := m.proc
		if p.last != nil && (p.entered && !entered || p.entered == entered && (newest == nil || p.last.Seq > newest.Seq)) {
			newest, entered = p.last, p.entered
		}
	}
	if newest == nil || (!entered && len(newest.Members) != len(group)) {
		return entered, false
	}
	return entered, !slices.ContainsFunc(newest.Members, func(name string) bool {
		return !slices.ContainsFunc(group, func(m *member) bool {
			return state.SameMember(m.proc.self, name) && (entered || m.proc.last != nil && m.proc.last.ID == newest.ID)
		})
	})
}

// restored makes a Primary of a group again. Where members have been in it since they were started, its state is that of
// the most advanced of those who had the whole of it; else that of the most advanced of all.
func (w *world) restored(group []*member, seq int64, entered bool) {
	best := state.Position{Seqno: -1}
	for _, m := range group {
		if p := m.proc; (p.joined || !entered) && p.uuid != "" && int64(len(p.log)) > best.Seqno {
			best = state.Position{UUID: p.uuid, Seqno: int64(len(p.log))}
		}
	}
	for _, m := range group {
		p := m.proc
		p.synced = best.Seqno >= 0 && p.uuid == best.UUID && int64(len(p.log)) == best.Seqno
		p.was = p.was || p.synced
	}
	w.install(group, seq, true, best.Seqno >= 0)
}

// transfer completes a member's state transfer.
func (w *world) transfer(m *member) {
	p := m.proc
	if p == nil || !p.primary() || p.synced {
		return
	}
	donor := slices.IndexFunc(w.m, func(n *member) bool {
		return n.proc != nil && n.proc.synced && n.proc.view.ID == p.view.ID
	})
	if donor < 0 {
		return
	}
	from := w.m[donor].proc
	if p.uuid == from.uuid && !prefix(p.log, from.log) {
		w.violated("%s joins with a history %v that is no part of the Primary's %v", m.name(), p.log, from.log)
	}
	if p.uuid != "" && p.uuid != from.uuid && !m.disk.forming {
		w.violated("the data of %s, which is of another history, is replaced", m.name())
	}
	p.uuid, p.log, p.synced, p.was, p.joined = from.uuid, from.log, true, true, true
	m.disk.uuid, m.disk.log, m.disk.partial, m.disk.unsafe = p.uuid, p.log, false, false
}

// kill ends mariadbd at once.
func (w *world) kill(m *member) {
	m.writing, m.shown, m.begin = false, false, nil
	if m.proc == nil {
		return
	}
	m.disk.unsafe = m.disk.unsafe || m.proc.defining
	m.proc = nil
	m.found = m.disk.inspect()
	w.regroup()
}

// leave ends mariadbd in good order, as far as that is possible.
func (w *world) leave(m *member) {
	p := m.proc
	if p == nil || !p.was {
		w.kill(m)
		return
	}
	var rest []*member
	for _, n := range w.m {
		if n != m && n.meets(m) {
			rest = append(rest, n)
		}
	}
	m.disk.log = p.log
	m.note(w)
	m.disk.log, m.disk.clean, m.disk.view = p.log, true, nil
	m.proc, m.writing, m.shown, m.begin = nil, false, false, nil
	m.found = m.disk.inspect()
	left := ""
	if p.prim {
		left = p.self
	}
	w.agree(rest, left)
}
