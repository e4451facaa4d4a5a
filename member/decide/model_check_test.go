package decide

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// check asserts what must hold in every reachable state.
func (w *world) check() {
	var first *member
	for _, m := range w.m {
		if m.proc == nil || !m.proc.primary() {
			continue
		}
		if first == nil {
			first = m
		}
		if m.proc.view.ID != first.proc.view.ID {
			w.violated("%s and %s are in two Primaries at once", first.name(), m.name())
		}
		if m.proc.synced && (w.durable || w.strictly) && !w.policy.Bounded && !w.waived {
			w.complete(m)
		}
		if m.proc.synced && m.proc.epoch != w.record.Epoch {
			w.violated("%s is in a Primary of epoch %d, and the ledger is at %d", m.name(), m.proc.epoch, w.record.Epoch)
		}
	}
}

// complete asserts that a member of the Primary holds every acknowledged write.
func (w *world) complete(m *member) {
	for _, id := range w.acked {
		if !slices.Contains(m.proc.log, id) {
			w.violated("the write %d was acknowledged, and the Primary of %s holds %v", id, m.name(), m.proc.log)
		}
	}
}

// noData asserts, where a member creates a new history, that no disk holds one.
func (w *world) noData(creator *member) {
	for _, m := range w.m {
		for _, d := range []*disk{m.disk, m.spare} {
			if d.uuid != "" && !d.forming {
				w.violated("%s creates a new history although a disk of %s holds one", creator.name(), m.name())
			}
		}
	}
}

// catchesUp asserts, where a member joins with its data, that no Primary was started since from a disk that may hold
// what no position tells of.
func (w *world) catchesUp(m *member, epoch int64) {
	for at := m.disk.epoch + 1; at <= epoch; at++ {
		if w.parts[at] {
			w.violated("%s catches up from epoch %d, although epoch %d began from an unsafe disk", m.name(), m.disk.epoch, at)
		}
	}
}

// heal ends all faults, and lets everybody do what they decide until the cluster is whole. It tells whether it became so.
func (w *world) heal() bool {
	for i := range w.m {
		for _, s := range []step{{join, 0, 0}, {apiOn, 0, 0}, {attach, i, 0}, {boot, i, 0}} {
			w.apply(s)
		}
	}
	return w.rounds(60, w.wholeAgain)
}

// rounds lets everybody take some turns, fairly, until something is true, and tells whether it became so.
func (w *world) rounds(turns int, until func() bool) bool {
	for turn := range turns {
		for i := range w.m {
			for _, k := range []kind{look, act, begin, finish, applied, note, observe} {
				w.apply(step{kind: k, a: i})
			}
			if turn%3 == 2 {
				w.apply(step{kind: tick, a: i})
				w.apply(step{kind: giveUp, a: i})
			}
			if w.holder < 0 || !w.m[w.holder].up || w.m[w.holder].proc == nil || !w.m[w.holder].writing {
				w.apply(step{kind: lease, a: i})
			}
			if w.broken != "" || until() {
				return w.broken == ""
			}
		}
	}
	return false
}

// wholeAgain tells whether all members are Synced members of one Primary, and the ledger says so.
func (w *world) wholeAgain() bool {
	for _, m := range w.m {
		if m.proc == nil || !m.proc.primary() || !m.proc.synced || len(m.proc.view.Members) != w.members || m.disk.identity == "" {
			return false
		}
	}
	return w.record.Phase == ledger.PhaseRunning && len(viewOf(w.record)) == w.members && w.holder >= 0 && w.m[w.holder].shown
}

// decidable tells whether a cluster that is not whole only waits for a person, and lets the person decide: to do without
// the data of those whose disks are not the ones that the cluster knew.
func (w *world) decidable() bool {
	var without []string
	data := false
	for _, m := range w.m {
		if m.disk.uuid != w.record.UUID || m.disk.partial || m.disk.forming {
			without = append(without, m.name())
		} else {
			data = true
		}
	}
	if len(without) == 0 || !data {
		return !data
	}
	w.waived = true
	w.record = w.record.WithOverride(without, "their disks are gone")
	w.version++
	return w.rounds(60, w.wholeAgain)
}

// String tells what a world looks like; equal worlds look the same.
func (w *world) String() string {
	text := fmt.Sprintf("ledger v%d %+v view %v holder %d acked %v\n", w.version, w.record, w.record.View, w.holder, w.acked)
	for _, m := range w.m {
		text += fmt.Sprintf("%s up %v api %v net %d known %v@%d stuck %v writing %v shown %v abandoned %q begin %v heard %v\n",
			m.name(), m.up, m.api, m.net, m.known, m.version, m.stuck, m.writing, m.shown, m.abandoned, m.begin != nil, keys(m.heard))
		d := *m.disk
		text += fmt.Sprintf("   disk %s attached %v uuid %q log %v partial %v unsafe %v clean %v forming %v identity %q epoch %d promise %d view %v last %v\n",
			d.claim, d.attached, d.uuid, d.log, d.partial, d.unsafe, d.clean, d.forming, d.identity, d.epoch, d.promise, viewText(d.view), d.last)
		if p := m.proc; p != nil {
			text += fmt.Sprintf("   process %s %s epoch %d log %v view %s prim %v whole %v synced %v last %s\n", p.kind, p.self, p.epoch, p.log, viewText(&p.view), p.prim, p.whole, p.synced, viewText(p.last))
		} else if m.up {
			text += fmt.Sprintf("   decides %s: %s\n", next(w.facts(m), w.rules).Action, next(w.facts(m), w.rules).Reason)
		}
	}
	return text
}

func viewText(v *state.View) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprint(v.ID, v.Members)
}

func keys(m map[int]state.Report) []int {
	var found []int
	for k := range m {
		found = append(found, k)
	}
	slices.Sort(found)
	return found
}
