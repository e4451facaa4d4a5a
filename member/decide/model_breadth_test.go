package decide

import (
	"encoding/json"
	"flag"
	"fmt"
	"hash/maphash"
	"slices"
	"testing"
	"time"
)

var states = flag.Int("states", 15_000, "how many states of the model are looked at breadth first")

// moves are what can happen next in a search that goes through everything: a few steps at a time where their order
// cannot matter, and every fault.
func moves(members int) [][]step {
	moves := [][]step{{{kind: join}}, {{kind: apiOff}}, {{kind: apiOn}}}
	for a := range members {
		moves = append(moves,
			[]step{{kind: look, a: a}},
			[]step{{kind: act, a: a}, {kind: begin, a: a}},
			[]step{{kind: finish, a: a}, {kind: applied, a: a}, {kind: note, a: a}, {kind: observe, a: a}},
			[]step{{kind: tick, a: a}, {kind: giveUp, a: a}},
			[]step{{kind: write, a: a}}, []step{{kind: writeLost, a: a}},
			[]step{{kind: crash, a: a}}, []step{{kind: stop, a: a}}, []step{{kind: boot, a: a}},
			[]step{{kind: cut, b: 1 << a}}, []step{{kind: apiOff, a: a, b: 1}},
		)
	}
	return moves
}

// TestNothingNearLosesAnything looks at every state that a running cluster can come to by few moves, nearest first.
func TestNothingNearLosesAnything(t *testing.T) {
	for _, members := range []int{2, 3} {
		started := time.Now()
		o := options{members: members, durable: true, running: true}
		looked, depth, healed := 0, 0, 0
		type node struct {
			w       *world
			history []step
		}
		frontier := []node{{w: newWorld(o)}}
		seen := map[uint64]bool{frontier[0].w.key(): true}
		for len(frontier) > 0 && looked < *states {
			depth++
			var next []node
			for _, n := range frontier {
				for _, move := range moves(members) {
					if looked >= *states {
						break
					}
					w := n.w.clone()
					for _, s := range move {
						w.apply(s)
					}
					history := slices.Concat(n.history, move)
					if w.broken != "" {
						fail(t, o, history, w.broken)
					}
					key := w.key()
					if seen[key] {
						continue
					}
					seen[key] = true
					looked++
					next = append(next, node{w, history})
					if looked%10 == 0 {
						healed++
						if after := w.clone(); !after.heal() {
							fail(t, o, history, "with all faults over the cluster does not become whole again")
						}
					}
				}
			}
			frontier = next
		}
		t.Logf("%d members: %d states, all within %d moves, and some within %d, in %s; %d of them healed", members, looked, depth-1, depth, time.Since(started).Round(time.Millisecond), healed)
	}
}

var keySeed = maphash.MakeSeed()

// key is the same for two worlds that behave the same.
func (w *world) key() uint64 {
	var h maphash.Hash
	h.SetSeed(keySeed)
	out := json.NewEncoder(&h)
	put := func(values ...any) {
		if err := out.Encode(values); err != nil {
			panic(fmt.Sprint("hashing the world: ", err))
		}
	}
	put(w.record, w.holder, w.acked)
	for _, m := range w.m {
		d := m.disk
		put(m.up, m.api, m.net, m.known, m.version == w.version, m.stuck > 0, m.abandoned, m.begin, m.writing, m.shown, m.heard)
		put(d.claim, d.attached, d.uuid, d.log, d.partial, d.clean, d.forming, d.view, d.identity, d.epoch, d.promise, d.last)
		if m.known && m.version != w.version {
			put(m.read)
		}
		if p := m.proc; p != nil {
			put(p.kind, p.self, p.group, p.uuid, p.log, p.view, p.prim, p.whole, p.synced, p.entered, p.joined, p.before, p.was, p.last)
		}
	}
	return h.Sum64()
}
