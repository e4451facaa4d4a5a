package supervisor

import (
	"context"
	"syscall"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// handOverTime bounds the wait for the API server when a member leaves, besides the overlap.
	handOverTime = 5 * time.Second
	// joinerStopTime is how long a mariadbd that never served may take to stop; one that waits for a state transfer
	// does not always hear that it should.
	joinerStopTime = 10 * time.Second
	// lastLooks bounds the looks until mariadbd has committed all that came before the last change of its group.
	lastLooks = 10
	// lingerPause is the time between two looks at the clients that are still there.
	lingerPause = 200 * time.Millisecond
)

// drain leaves in good order. The successor is in the endpoints before the writer leaves them; then the balancer gets
// the time to notice; then the clients that are still there are sent away, to where they find the successor; and only
// then mariadbd stops. Until it has handed over, the writer stays ready, so that nobody is turned away.
func (s *Supervisor) drain(run *run) {
	s.log.Info("leaving")
	served, wrote := s.board.Report().Ready, s.writer.Holds()
	s.parts.Events.Record(event.Draining, "it leaves in good order")
	s.known.setLingering(wrote)
	s.board.Update(func(r *state.Report) {
		r.Phase, r.Draining, r.WaitsFor = state.PhaseDraining, true, "another member to take the writes"
	})
	s.handOver()
	s.board.Update(func(r *state.Report) { r.Ready, r.Writer, r.WaitsFor = false, false, "clients to be sent elsewhere" })
	if served {
		s.wait(run, s.config.Timing.Settle)
		s.endClients(run)
	}
	s.known.setLingering(false)
	s.lastRecord(run)
	s.board.Update(func(r *state.Report) { r.WaitsFor = "mariadbd to stop" })
	s.stop(run)
	s.log.Info("mariadbd has stopped", "how", run.child.Err())
}

// handOver makes another member the writer, if this one is, and lets both be for the time of the overlap.
func (s *Supervisor) handOver() {
	ctx, cancel := context.WithTimeout(context.Background(), handOverTime+s.config.Timing.Overlap)
	defer cancel()
	// The others' readiness must be of now: the campaign goes on, but what it knew was gathered while mariadbd was watched.
	s.askPeers(ctx)
	s.writer.Observe(s.campaignStanding())
	successor, err := s.writer.HandOver(ctx, s.config.Timing.Overlap)
	if err != nil {
		s.log.Warn("handing the writes over", "error", err)
	}
	if successor != "" {
		s.log.Info("handed the writes over", "to", successor)
	}
}

// stepAside leaves a role that a member without a running mariadbd may still have.
func (s *Supervisor) stepAside() {
	s.board.Update(func(r *state.Report) { r.Draining, r.Ready = true, false })
	ctx, cancel := context.WithTimeout(context.Background(), handOverTime)
	defer cancel()
	s.writer.Observe(s.campaignStanding())
	if _, err := s.writer.HandOver(ctx, 0); err != nil {
		s.log.Warn("handing the writes over", "error", err)
	}
}

// wait waits, or until mariadbd has ended.
func (s *Supervisor) wait(run *run, length time.Duration) {
	select {
	case <-run.child.Done():
	case <-time.After(length):
	}
}

// endClients ends the clients' connections: those that are in no transaction at once, the rest when they have had their
// time. Whoever is sent away connects again, to the successor.
func (s *Supervisor) endClients(run *run) {
	deadline := time.Now().Add(s.config.Timing.Linger)
	for {
		all := time.Now().After(deadline)
		left, err := s.wsrep.EndClients(context.Background(), all)
		if err != nil {
			s.log.Warn("ending the clients' connections", "error", err)
			return
		}
		if left == 0 || all {
			return
		}
		s.wait(run, lingerPause)
	}
}

// lastRecord writes into the ledger, and on the disk, with whom this member was last and that it takes no more writes.
// The last one to leave is then known to have been the last.
func (s *Supervisor) lastRecord(run *run) {
	if !run.synced {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	for range lastLooks {
		s.look(ctx, run)
		if primary := s.known.primary(); primary == nil || !primary.After(s.board.Report().Last) {
			break
		}
		s.wait(run, lingerPause)
	}
	if err := s.keepRecords(ctx); err != nil {
		s.log.Warn("keeping the records", "error", err)
	}
}

// stop stops mariadbd. One that served is given all the time it needs.
func (s *Supervisor) stop(run *run) {
	if run.kind == decide.Restore && !run.primary {
		// Stopping would remove the record of the last view, which all its members need to form it again.
		run.child.KillGroup()
	}
	run.child.Signal(syscall.SIGTERM)
	if run.synced {
		<-run.child.Done()
		return
	}
	select {
	case <-run.child.Done():
	case <-time.After(joinerStopTime):
		run.child.KillGroup()
		<-run.child.Done()
	}
}
