package supervisor

import (
	"context"
	"time"

	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/state"
	"github.com/galera-aks/galera-aks/member/wsrep"
)

// silenceTime is how long mariadbd may not answer before it counts as being in no state. A single slow answer under
// load must not take the writer away; an end of the process is noticed by itself.
const silenceTime = 5 * time.Second

// look asks mariadbd once and reports what it says. It tells whether it answered.
func (s *Supervisor) look(ctx context.Context, run *run) bool {
	// The view comes first: what mariadbd says afterwards tells whether it has taken note of it.
	view, viewErr := disk.ReadView(s.config.Paths.Data)
	s.viewTold.change(s.log, "reading the last view", viewErr)
	answer, err := s.wsrep.Ask(ctx)
	answered := err == nil || wsrep.Answers(err)
	switch {
	case err == nil:
		run.answered = time.Now()
		s.board.SetCounters(answer.Counters)
	case time.Since(run.answered) < silenceTime:
		answer.Wsrep, answer.Durable = s.board.Report().Wsrep, s.board.Report().Durable
	}
	status := answer.Wsrep
	if err == nil || time.Since(run.answered) >= silenceTime {
		s.known.setComponent(component(run.epoch, view, status, answer.Members))
	}
	s.noteStages(run, status)
	if err == nil {
		s.noteCommits(status, view)
	}
	s.board.Update(func(r *state.Report) {
		r.Wsrep, r.Durable = status, answer.Durable
		r.Disk.View = view
		if status.Synced() && run.synced && !r.Disk.Forming {
			// If the power failed now, this is what would be found.
			r.Disk = state.Disk{Class: state.ClassCrashed, View: view, Position: state.Position{UUID: status.ClusterUUID, Seqno: status.LastCommitted}}
		}
		if run.primary && !r.Draining {
			r.Phase, r.AbandonedView = state.PhaseRunning, ""
		}
	})
	s.judgeReady()
	return answered
}

// noteCommits notes what mariadbd has just told of its commits; the view was read before.
func (s *Supervisor) noteCommits(status state.Wsrep, view *state.View) {
	if status.Synced() {
		s.known.commits(status.LastCommitted)
	}
	if primary := s.known.primary(); primary != nil && view != nil && status.Settled(*view) {
		s.noteLast(primary)
	}
}

// judgeReady reports whether the member may be sent clients.
func (s *Supervisor) judgeReady() {
	entry, seen := s.known.ledger()
	answers := s.known.ledgerAnswers()
	peers := s.known.peers()
	primary := s.known.primary()
	s.board.Update(func(r *state.Report) {
		ready, waitsFor := standing{
			report: *r, ledgerSeen: seen, ledgerAnswers: answers, record: entry.Record, identity: s.known.identity(),
			component: primary, othersReady: anyReady(peers),
		}.ready()
		if ready != r.Ready {
			s.log.Info("readiness", "ready", ready, "waitsFor", waitsFor)
		}
		r.Ready, r.WaitsFor = ready, waitsFor
	})
}

// noteStages notes how far a run has come for the first time.
func (s *Supervisor) noteStages(run *run, status state.Wsrep) {
	if !run.transfer && !run.synced && run.answered.IsZero() && disk.Receiving(s.config.Paths.Data) {
		// Galera has found that an incremental transfer is not possible, and replaces the data.
		if err := s.markers.BeginTransfer(); err != nil {
			s.log.Error("noting that a state transfer has begun", "error", err)
		}
		s.transferBegins(run)
	}
	switch {
	case status.Primary():
		run.primary = true
		s.known.see(time.Now())
	case run.primary && s.board.Report().Wsrep.Primary():
		s.parts.Events.Record(event.PrimaryLost, "it belongs to no Primary any more, and waits for the others")
	}
	if !status.Synced() || run.synced {
		return
	}
	s.board.Update(func(r *state.Report) { r.Wsrep = status })
	if err := s.endTransfer(run); err != nil {
		s.log.Error("noting that the state transfer is complete", "error", err)
		return
	}
	run.synced = true
	s.succeeded()
	if run.transfer {
		s.parts.Events.Record(event.StateTransferFinished, "the state transfer is complete")
	}
	s.parts.Events.Record(event.Synced, "it is Synced")
}

func anyReady(reports []state.Report) bool {
	for _, r := range reports {
		if r.Ready {
			return true
		}
	}
	return false
}
