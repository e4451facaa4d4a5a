package supervisor

import (
	"context"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
)

// verdictPause is the time between two decisions about a mariadbd that runs without a Primary.
const verdictPause = 2 * time.Second

// observe keeps what is known of the peers and the ledger fresh while mariadbd runs, writes into the ledger what the
// others have to know, decides what becomes of a mariadbd without a Primary, and brings it to settings that have changed.
// It works beside the loop that watches
// mariadbd, which must not wait for the network. The returned channel is closed when it has ended.
func (s *Supervisor) observe(ctx context.Context, run *run) <-chan struct{} {
	var all sync.WaitGroup
	all.Go(func() {
		every(ctx, s.config.Timing.Status, func() { s.askPeers(ctx) })
	})
	all.Go(func() {
		var last time.Time
		every(ctx, s.config.Timing.Status, func() {
			if s.settled() && time.Since(last) < s.config.Timing.Ledger {
				return
			}
			last = time.Now()
			err := s.keepRecords(ctx)
			if ctx.Err() == nil {
				s.recordsTold.change(s.log, "keeping the records", err)
			}
		})
	})
	all.Go(func() {
		every(ctx, verdictPause, func() {
			if verdict := decide.Running(s.runningFacts(ctx)); ctx.Err() == nil {
				s.known.setVerdict(verdict)
			}
		})
	})
	all.Go(func() {
		every(ctx, 2*s.config.Timing.Status, func() { s.takeSettings(ctx, run) })
	})
	all.Go(func() { every(ctx, measurePause, s.measure) })
	stopped := make(chan struct{})
	go func() {
		all.Wait()
		close(stopped)
	}()
	return stopped
}

// runningFacts gathers what a decision about a mariadbd that runs depends on. While it is in a Primary that is little,
// and not worth asking anybody.
func (s *Supervisor) runningFacts(ctx context.Context) decide.Facts {
	report := s.board.Report()
	if !report.Wsrep.Primary() {
		return s.facts(ctx)
	}
	entry, seen := s.known.ledger()
	return decide.Facts{Self: report, Ledger: entry, LedgerKnown: seen}
}

func every(ctx context.Context, pause time.Duration, do func()) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for ctx.Err() == nil {
		do()
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}
