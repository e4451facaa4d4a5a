package supervisor

import (
	"context"
	"syscall"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// standDownTime bounds the wait for the API server when a member leaves or is not ready any more.
	standDownTime = 5 * time.Second
	// joinerStopTime is how long a mariadbd that never served may take to stop; one that waits for a state transfer
	// does not always hear that it should.
	joinerStopTime = 10 * time.Second
	// campaignPause is the time between two looks at whether this member may be the writer.
	campaignPause = 200 * time.Millisecond
)

// campaigning makes the member stand for writer while it is ready.
type campaigning struct {
	cancel  context.CancelFunc
	stopped chan struct{}
}

// stop ends the campaign; it does not stand down.
func (c *campaigning) stop() {
	c.cancel()
	<-c.stopped
}

func (s *Supervisor) campaign(ctx context.Context) *campaigning {
	ctx, cancel := context.WithCancel(ctx)
	c := &campaigning{cancel: cancel, stopped: make(chan struct{})}
	go func() {
		defer close(c.stopped)
		every(ctx, campaignPause, func() {
			if s.board.Report().Ready {
				s.parts.Writer.Stand()
			} else {
				s.standDown(ctx)
			}
			holds := s.parts.Writer.Holds()
			s.board.Update(func(r *state.Report) { r.Writer = holds })
		})
	}()
	return c
}

func (s *Supervisor) standDown(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, standDownTime)
	defer cancel()
	s.parts.Writer.StandDown(ctx)
}

// drain leaves in good order: out of the endpoints first, then time for the balancer to notice, then mariadbd stops.
func (s *Supervisor) drain(run *run, campaign *campaigning) {
	s.log.Info("leaving")
	s.board.Update(func(r *state.Report) {
		r.Phase, r.Draining, r.Ready, r.WaitsFor = state.PhaseDraining, true, false, "clients to be sent elsewhere"
	})
	wrote := s.parts.Writer.Holds()
	campaign.stop()
	s.standDown(context.Background())
	s.board.Update(func(r *state.Report) { r.Writer = false })
	if wrote {
		s.settle(run)
	}
	s.board.Update(func(r *state.Report) { r.WaitsFor = "mariadbd to stop" })
	s.stop(run)
	s.log.Info("mariadbd has stopped", "how", run.child.Err())
}

func (s *Supervisor) settle(run *run) {
	select {
	case <-run.child.Done():
	case <-time.After(s.config.Timing.Settle):
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
