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
	seed      = flag.Uint64("seed", 1, "where the generated histories begin")
)

// TestNoHistoryLosesAnything plays generated histories of faults.
func TestNoHistoryLosesAnything(t *testing.T) {
	started := time.Now()
	steps := 0
	for n := range *histories {
		r := rand.New(rand.NewPCG(*seed, uint64(n)))
		o := drawOptions(r)
		history := drawHistory(r, 20+r.IntN(180), o.members)
		steps += len(history)
		if problem, _ := outcome(o, history); problem != "" {
			fail(t, o, history, problem)
		}
	}
	t.Logf("%d histories with %d steps in %s", *histories, steps, time.Since(started).Round(time.Millisecond))
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
	history = shrink(o, history, problem)
	problem, end := outcome(o, history)
	t.Fatalf("%s\n%+v\n%v\n%s", problem, o, history, end)
}
