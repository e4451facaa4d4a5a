package decide

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/ledger"
)

var (
	histories = flag.Int("histories", 6000, "how many generated histories the model plays")
	seed      = flag.Uint64("seed", 1, "which histories are generated")
)

// TestNoHistoryLosesAnything plays generated histories of faults. After each step there is at most one Primary, and it
// holds every acknowledged write; nobody's data is replaced by another history; and once all faults are over the
// cluster becomes whole again without anybody's help, except where disks are gone for good.
func TestNoHistoryLosesAnything(t *testing.T) {
	started, steps, decided := time.Now(), 0, counts{}
	for n := range *histories {
		r := rand.New(rand.NewPCG(*seed, uint64(n)))
		o := drawOptions(r)
		o.count = decided
		history := drawHistory(r, 20+r.IntN(180), o.members)
		steps += len(history)
		if problem, _ := outcome(o, history); problem != "" {
			fail(t, o, history, problem)
		}
	}
	t.Logf("%d histories with %d steps in %s; decided %v", *histories, steps, time.Since(started).Round(time.Millisecond), decided)
	for _, action := range []Action{Wait, Hold, Reserve, Raise, Promise, SetAside, Initialise, Join, Restore, Bootstrap, StepDown} {
		if decided[action] == 0 {
			t.Errorf("no history led to the decision %q", action)
		}
	}
}

// TestTheModelFindsWhatIsWrong takes one rule away at a time. A check that does not notice is worth nothing.
func TestTheModelFindsWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name     string
		weakened rules
	}{
		{"whoever is there may start a Primary", rules{anyReporter: true}},
		{"positions of different histories are compared", rules{anyHistory: true}},
		{"nobody has to promise", rules{noPromise: true}},
		{"a promise does not bind who may form the last view again", rules{restoreAlways: true}},
		{"a Primary formed again has the name that it had", rules{oneGroup: true}},
		{"what the cluster went on without is taken for its past", rules{neverAhead: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for n := range 400_000 {
				r := rand.New(rand.NewPCG(*seed, uint64(n)))
				o := drawOptions(r)
				o.rules = test.weakened
				history := drawHistory(r, 20+r.IntN(180), o.members)
				if problem, _ := outcome(o, history); problem != "" {
					history = shrink(o, history, problem)
					problem, _ = outcome(o, history)
					t.Logf("found in history %d: %s\n%d members: %v", n, problem, o.members, history)
					return
				}
			}
			t.Fatal("not found")
		})
	}
}

func drawOptions(r *rand.Rand) options {
	o := options{members: []int{1, 2, 3, 3, 3, 3, 4, 5}[r.IntN(8)], durable: true, running: r.IntN(5) > 0}
	if r.IntN(8) == 0 {
		o.policy = ledger.Policy{Bounded: true, After: 15 * time.Minute}
	}
	return o
}

func fail(t *testing.T, o options, history []step, problem string) {
	t.Helper()
	o.count = nil
	history = shrink(o, history, problem)
	problem, end := outcome(o, history)
	t.Fatalf("%s\n%+v\n%v\n%s", problem, o, history, end)
}
