package decide

import (
	"math/rand/v2"
	"strings"
)

// weights say how often each kind of step is drawn; what supervisors do is drawn more often than faults.
var weights = [kinds]int{
	readLedger: 8, ask: 8, look: 30, act: 40, begin: 20, observe: 20, note: 10, finish: 15, applied: 8, tick: 12, giveUp: 5, lease: 8, release: 4,
	write: 15, writeLost: 3, crash: 8, killed: 3, crashPair: 1, stop: 4, boot: 24, cut: 4, join: 4, apiOff: 2, apiOn: 5, detach: 2, attach: 4, swap: 1,
}

func drawHistory(r *rand.Rand, length, members int) []step {
	total := 0
	for _, weight := range weights {
		total += weight
	}
	history := make([]step, length)
	for i := range history {
		at := r.IntN(total)
		for k, weight := range weights {
			if at -= weight; at < 0 {
				history[i] = step{kind: kind(k), a: r.IntN(members), b: r.IntN(1 << members)}
				break
			}
		}
	}
	return history
}

// outcome plays a history and says what was wrong with it, or "". At the end all faults are over, and the cluster has
// to become whole again, except for what only a person can decide.
func outcome(o options, history []step) (problem string, end *world) {
	w := newWorld(o)
	if w.broken != "" || (o.running && !w.wholeAgain()) {
		return "the world does not begin as it should: " + w.broken, w
	}
	swapped := false
	for _, s := range history {
		w.apply(s)
		swapped = swapped || s.kind == swap
		if w.broken != "" {
			return w.broken, w
		}
	}
	switch {
	case w.heal():
		return "", w
	case w.broken != "":
		return w.broken, w
	case swapped && w.decidable():
		return w.broken, w
	}
	if w.broken == "" {
		return "with all faults over the cluster does not become whole again", w
	}
	return w.broken, w
}

// shrink leaves out of a history what is not needed for something like its problem.
func shrink(o options, history []step, problem string) []step {
	alike := func(other string) bool {
		return other != "" && strings.Fields(other)[len(strings.Fields(other))-1] != "" && kindOf(other) == kindOf(problem)
	}
	for size := len(history) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(history); {
			shorter := append(append([]step(nil), history[:at]...), history[at+size:]...)
			if other, _ := outcome(o, shorter); alike(other) {
				history = shorter
			} else {
				at += size
			}
		}
	}
	return history
}

// kindOf returns what a problem is about, without the names and numbers.
func kindOf(problem string) string {
	for _, word := range []string{"two Primaries", "acknowledged", "no part", "another history", "creates", "whole again", "the ledger is at"} {
		if strings.Contains(problem, word) {
			return word
		}
	}
	return problem
}
