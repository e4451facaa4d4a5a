// Package probe shows the outside what the supervisor knows: the probes that Kubernetes calls, metrics, and the
// report that other members read.
package probe

import (
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// stallTime is how long a start may show no sign of progress before it counts as stuck.
	stallTime = 2 * time.Minute
	// beatTime is how long the supervisor's loop may be silent before it counts as dead.
	beatTime = time.Minute
)

// Board is where the supervisor writes and the probes read. It may be used from several goroutines at once.
type Board struct {
	mu       sync.Mutex
	report   state.Report
	beat     time.Time
	progress time.Time
	counters map[string]float64
	now      func() time.Time
}

// NewBoard returns a board that shows a first report.
func NewBoard(report state.Report) *Board {
	board := &Board{report: report, now: time.Now}
	board.Beat()
	board.Progress()
	return board
}

// Report returns the report that is shown.
func (b *Board) Report() state.Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.report
}

// Update changes the report that is shown and returns it as it is then. Values that a report points to must be
// replaced, not changed.
func (b *Board) Update(change func(*state.Report)) state.Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.report)
	return b.report
}

// Beat says that the supervisor's loop is alive.
func (b *Board) Beat() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.beat = b.now()
}

// Progress says that a start has come further.
func (b *Board) Progress() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.progress = b.now()
}

// Live tells whether the supervisor's loop is alive.
func (b *Board) Live() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now().Sub(b.beat) < beatTime
}

// Moving tells whether a start is not stuck. However long a start takes, it is not stuck while it comes further, or
// while it waits for something outside.
func (b *Board) Moving() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.report.Phase {
	case state.PhaseInspecting, state.PhaseInitialising, state.PhaseStarting, state.PhaseJoining:
		return b.now().Sub(b.progress) < stallTime
	}
	return true
}

// Quiet is for how long a start has not come further.
func (b *Board) Quiet() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now().Sub(b.progress)
}

// SetCounters notes the numbers that mariadbd has told for metrics, by the names of its status variables.
func (b *Board) SetCounters(counters map[string]float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counters = counters
}

// counter returns one of those numbers, and whether it is known.
func (b *Board) counter(name string) (float64, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	value, known := b.counters[name]
	return value, known
}
