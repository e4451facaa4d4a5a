package supervisor

import (
	"context"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/state"
)

// silenceTime is how long mariadbd may not answer before it counts as being in no state. A single slow answer under
// load must not take the writer away; an end of the process is noticed by itself.
const silenceTime = 5 * time.Second

// watch follows a run of mariadbd until it has ended or the context has.
func (s *Supervisor) watch(ctx context.Context, run *run) {
	watching, cancel := context.WithCancel(ctx)
	stopped := s.observe(watching)
	defer func() { cancel(); <-stopped }()
	ticker := time.NewTicker(s.config.Timing.Status)
	defer ticker.Stop()
	var look dataLook
	for {
		s.board.Beat()
		s.noteProgress(&look)
		s.look(ctx, run)
		s.giveUp(run)
		select {
		case <-ctx.Done():
			return
		case <-run.child.Done():
			return
		case <-ticker.C:
		}
	}
}

// look asks mariadbd once and reports what it says.
func (s *Supervisor) look(ctx context.Context, run *run) {
	status, err := s.wsrep.Status(ctx)
	switch {
	case err == nil:
		run.answered = time.Now()
	case time.Since(run.answered) < silenceTime:
		status = s.board.Report().Wsrep
	}
	if status.Primary() {
		run.primary, run.seen = true, time.Now()
	}
	if status.Synced() && !run.synced {
		run.synced = true
		if err := s.markers.EndTransfer(); err != nil {
			s.log.Error("noting that the state transfer is complete", "error", err)
			run.synced = false
		}
	}
	view, err := disk.ReadView(s.config.Paths.Data)
	if err != nil {
		s.log.Warn("reading the last view", "error", err)
	}
	entry, seen := s.known.ledger()
	peers := s.known.peers()
	s.board.Update(func(r *state.Report) {
		r.Wsrep = status
		r.Disk.View = view
		if status.Synced() && run.synced && !r.Disk.Forming {
			// If the power failed now, this is what would be found.
			r.Disk = state.Disk{Class: state.ClassCrashed, View: view, Position: state.Position{UUID: status.ClusterUUID, Seqno: status.LastCommitted}}
		}
		if run.primary {
			r.Phase, r.AbandonedView = state.PhaseRunning, ""
		}
		ready, waitsFor := standing{report: *r, ledgerSeen: seen, record: entry.Record, identity: s.known.identity(), othersReady: anyReady(peers)}.ready()
		if ready != r.Ready {
			s.log.Info("readiness", "ready", ready, "waitsFor", waitsFor)
		}
		r.Ready, r.WaitsFor = ready, waitsFor
	})
}

func anyReady(reports []state.Report) bool {
	for _, r := range reports {
		if r.Ready {
			return true
		}
	}
	return false
}

// giveUp kills a mariadbd that cannot get anywhere, so that the next decision sees what has become of the others. One
// that has been in a Primary is left alone: it finds the others by itself. Killing, unlike stopping, leaves the record
// of the last view on the disk; there is nothing to lose, since no client was ever let in.
func (s *Supervisor) giveUp(run *run) {
	if run.primary {
		return
	}
	now := time.Now()
	for _, peer := range s.known.peers() {
		if peer.Wsrep.Primary() {
			run.seen = now
		}
	}
	var why string
	switch {
	case run.kind == decide.Join && now.Sub(run.seen) > s.config.Timing.Lonely:
		why = fmt.Sprintf("no Primary was in sight for %s", s.config.Timing.Lonely)
	case run.kind == decide.Restore && now.Sub(run.started) > s.config.Timing.Restore:
		why = fmt.Sprintf("the last Primary was not formed again in %s", s.config.Timing.Restore)
		s.board.Update(func(r *state.Report) {
			if r.Disk.View != nil {
				r.AbandonedView = r.Disk.View.ID
			}
		})
	default:
		return
	}
	s.log.Warn("giving up on mariadbd", "because", why)
	run.child.KillGroup()
	<-run.child.Done()
}
