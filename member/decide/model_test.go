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

// TestTheModelFindsWhatIsWrong takes one rule away at a time and searches. A check that does not notice is worth nothing.
func TestTheModelFindsWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name     string
		weakened rules
	}{
		{"whoever is there may start a Primary", rules{anyReporter: true}},
		{"a last view is formed again whoever had the state", rules{anyView: true}},
	} {
		t.Run(test.name, func(t *testing.T) { search(t, options{durable: true, running: true, rules: test.weakened}) })
	}
}

// TestWithoutDurabilityTheModelFindsLoss is the control: where commits are acknowledged before they are durable, no
// rule can keep them all.
func TestWithoutDurabilityTheModelFindsLoss(t *testing.T) {
	search(t, options{running: true, strictly: true})
}

// search looks for a history in which something is wrong, and fails if there is none.
func search(t *testing.T, o options) {
	t.Helper()
	for n := range 50_000 {
		r := rand.New(rand.NewPCG(*seed, uint64(n)))
		o.members = 2 + r.IntN(3)
		history := drawHistory(r, 20+r.IntN(180), o.members)
		if problem, _ := outcome(o, history); problem != "" {
			history = shrink(o, history, problem)
			problem, _ = outcome(o, history)
			t.Logf("found in history %d: %s\n%d members: %v", n, problem, o.members, history)
			return
		}
	}
	t.Fatal("not found")
}

// TestHistoriesThatWentWrong plays what searches have found: with the rule that was missing nothing is wrong, and where
// the rule can be taken away, it is again.
func TestHistoriesThatWentWrong(t *testing.T) {
	for _, test := range []struct {
		name     string
		options  options
		weakened rules
		history  []step
	}{
		{
			name: "one that left in good order, came back, and was killed before it was in", options: options{members: 2}, weakened: rules{crashedProves: true},
			history: []step{{stop, 0, 0}, {boot, 0, 0}, {look, 0, 0}, {cut, 0, 2}, {act, 0, 0}, {look, 0, 0}, {tick, 0, 0}, {giveUp, 0, 0}, {act, 0, 0}, {act, 0, 0}},
		},
		{
			name: "one that was parted from the last Primary meets those who come back from it", options: options{members: 3}, weakened: rules{oneGroup: true},
			history: []step{{cut, 0, 4}, {note, 0, 0}, {write, 0, 0}, {killed, 0, 0}, {crash, 1, 0}},
		},
		{
			name: "one forgets what it has promised while the ledger is away", options: options{members: 2}, weakened: rules{restoreAlways: true},
			history: []step{
				{killed, 0, 0}, {look, 1, 0}, {act, 1, 0}, {ask, 0, 1}, {act, 0, 0}, {act, 1, 0}, {observe, 0, 0}, {note, 1, 0}, {killed, 0, 0}, {act, 0, 0}, {crash, 1, 0},
				{look, 0, 0}, {tick, 0, 0}, {act, 0, 0}, {apiOff, 1, 0}, {crash, 0, 0}, {boot, 1, 0}, {boot, 0, 0}, {look, 0, 0}, {act, 0, 0}, {look, 1, 0}, {act, 1, 0},
			},
		},
		{
			name: "one starts a Primary and another forms the last one again, with half the truth each", options: options{members: 2}, weakened: rules{noPromise: true},
			history: []step{
				{crash, 0, 0}, {crash, 1, 0}, {boot, 0, 0}, {tick, 0, 0}, {readLedger, 0, 0}, {act, 0, 0}, {stop, 0, 0}, {apiOff, 0, 0}, {boot, 0, 0}, {boot, 1, 0},
				{look, 0, 0}, {act, 0, 0}, {look, 1, 0}, {act, 1, 0},
			},
		},
		{
			name: "one comes back with a write that only it has received", options: options{members: 2}, weakened: rules{neverAhead: true},
			history: []step{{writeLost, 0, 0}, {stop, 1, 0}, {boot, 0, 0}, {tick, 0, 0}, {look, 0, 0}, {act, 0, 0}, {act, 0, 0}},
		},
		{
			name: "a writer leaves, and another dies before it has committed what it received", options: options{members: 3}, weakened: rules{anyView: true},
			history: []step{{crash, 1, 0}, {write, 0, 0}, {stop, 0, 0}, {crash, 2, 0}, {boot, 2, 0}, {act, 2, 0}},
		},
		{
			name: "a Primary is started from a disk with half a change, and older data is there", options: options{members: 3}, weakened: rules{neverOutdated: true},
			history: []step{{crash, 1, 0}, {write, 0, 0}, {define, 0, 0}, {crash, 0, 0}, {crash, 2, 0}},
		},
		{
			name: "the first transfer of the second member is cut short", options: options{members: 2},
			history: []step{{killed, 1, 0}},
		},
		{
			name:    "who had won the right to start the Primary loses its disk",
			options: options{members: 2, policy: ledger.Policy{Bounded: true, After: time.Minute}},
			history: []step{{lease, 1, 0}, {observe, 1, 0}, {write, 1, 0}, {crash, 0, 0}, {boot, 0, 0}, {cut, 0, 1}, {tick, 0, 0}, {look, 0, 0}, {act, 0, 0}, {act, 0, 0}, {crash, 0, 0}, {swap, 0, 0}},
		},
		{
			name: "who had started the Primary loses its disk, and another had begun to join it", options: options{members: 2},
			history: []step{
				{crash, 1, 0}, {look, 0, 0}, {tick, 0, 0}, {act, 0, 0}, {act, 0, 0}, {boot, 1, 0}, {act, 0, 0}, {begin, 0, 0}, {look, 1, 0}, {crash, 0, 0}, {act, 1, 0}, {swap, 0, 0},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := test.options
			o.durable, o.running = true, true
			if problem, end := outcome(o, test.history); problem != "" {
				t.Errorf("%s\n%s", problem, end)
			}
			o.rules = test.weakened
			if problem, _ := outcome(o, test.history); problem == "" && test.weakened != (rules{}) {
				t.Error("without the rule nothing is wrong either")
			}
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
