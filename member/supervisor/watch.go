package supervisor

import (
	"context"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/state"
)

// adriftTime is how long mariadbd may run without belonging to any group. It leaves one for a moment only when it stops.
const adriftTime = 3 * time.Second

// watch follows a run of mariadbd until it has ended or the context has.
func (s *Supervisor) watch(ctx context.Context, run *run) {
	watching, cancel := context.WithCancel(ctx)
	stopped := s.observe(watching, run)
	defer func() { cancel(); <-stopped }()
	ticker := time.NewTicker(s.config.Timing.Status)
	defer ticker.Stop()
	var look dataLook
	for {
		s.board.Beat()
		s.noteProgress(&look, run.transfer)
		answered := s.look(ctx, run)
		if why := s.hopeless(run, answered); why != "" && ctx.Err() == nil {
			s.giveUp(run, why)
		}
		select {
		case <-ctx.Done():
			return
		case <-run.child.Done():
			return
		case <-ticker.C:
		}
	}
}

// hopeless returns why a mariadbd has to be ended, or "". One that has been in a Primary is left alone as long as it
// answers and gets on: it finds the others by itself.
func (s *Supervisor) hopeless(current *run, answered bool) string {
	for _, check := range []struct {
		judge func(*run, bool) string
		// failed tells that it is mariadbd itself that does not get anywhere, and not that others are not there.
		failed bool
	}{{s.steppingDown, false}, {s.hanging, true}, {s.stalled, true}, {s.adrift, false}, {s.lonely, false}} {
		if why := check.judge(current, answered); why != "" {
			current.failed = check.failed
			return why
		}
	}
	return ""
}

// steppingDown: a new Primary is to be started, or was, without this one.
func (s *Supervisor) steppingDown(*run, bool) string {
	if verdict := s.known.judged(); verdict.Action == decide.StepDown {
		return verdict.Reason
	}
	return ""
}

// hanging: mariadbd stands still, and may make all others wait.
func (s *Supervisor) hanging(run *run, answered bool) string {
	usage, err := process.UsageOf(run.child.PID)
	if err != nil {
		return "" // it has just ended
	}
	status := s.board.Report().Wsrep
	now := vital{at: time.Now(), answered: answered, wsrep: status, usage: usage}
	keepUp := 0
	for _, peer := range s.known.peers() {
		now.ahead = now.ahead || peer.Wsrep.ClusterUUID == status.ClusterUUID && peer.Wsrep.LastCommitted > status.LastCommitted
		if peer.Wsrep.ClusterUUID == status.ClusterUUID && peer.Wsrep.Synced() && !peer.Wsrep.HoldsBack {
			keepUp++
		}
	}
	now.spared = 2*keepUp > status.Size
	if answered && status.ReceiveQueue > 0 {
		now.appliers = s.appliers(run.child.PID, usage)
	}
	return run.pulse.judge(now, s.config.Timing)
}

// appliers is what the appliers have used up; where they cannot be told apart, what mariadbd has.
func (s *Supervisor) appliers(pid int, all process.Usage) process.Effort {
	threads, err := s.wsrep.Appliers(context.Background())
	if err != nil || len(threads) == 0 {
		return process.Effort{CPU: all.CPU, Bytes: all.Bytes}
	}
	return process.EffortOf(pid, threads)
}

// stalled: a state transfer, or another start, makes no progress. However long it takes it is left alone as long as it
// does.
func (s *Supervisor) stalled(run *run, _ bool) string {
	quiet := s.board.Quiet()
	if run.synced || !run.answered.IsZero() || run.kind == decide.Restore || quiet < s.config.Timing.Stall {
		return ""
	}
	if run.transfer {
		s.parts.Events.Record(event.StateTransferStalled, fmt.Sprintf("nothing was received for %s", s.config.Timing.Stall))
		return fmt.Sprintf("its state transfer has made no progress for %s", s.config.Timing.Stall)
	}
	return fmt.Sprintf("its start has made no progress for %s", s.config.Timing.Stall)
}

// adrift: mariadbd has left the group for good, as it does where it finds that it does not hold what the others do, or
// where it cannot catch up. It would run on like that until somebody starts it anew.
func (s *Supervisor) adrift(run *run, answered bool) string {
	if status := s.board.Report().Wsrep; !answered || run.answered.IsZero() || status.State == "" || status.Connected {
		run.connected = time.Now()
		return ""
	}
	if time.Since(run.connected) < adriftTime {
		return ""
	}
	return fmt.Sprintf("it has left the group by itself, %s ago", adriftTime)
}

// lonely: a mariadbd that was never in a Primary finds none.
func (s *Supervisor) lonely(run *run, _ bool) string {
	if run.primary {
		return ""
	}
	now := time.Now()
	if sight := s.known.seen(); sight.After(run.seen) {
		run.seen = sight
	}
	switch {
	case run.kind == decide.Join && now.Sub(run.seen) > s.config.Timing.Lonely:
		return fmt.Sprintf("no Primary was in sight for %s", s.config.Timing.Lonely)
	case run.kind == decide.Restore && now.Sub(run.started) > s.config.Timing.Restore:
		s.board.Update(func(r *state.Report) {
			if r.Disk.View != nil {
				r.AbandonedView = r.Disk.View.ID
			}
		})
		return fmt.Sprintf("the last Primary was not formed again in %s", s.config.Timing.Restore)
	}
	return ""
}

// giveUp kills mariadbd, so that the next decision sees what has become of the others. Killing, unlike stopping, leaves
// the record of the last view on the disk, and works on one that hangs.
func (s *Supervisor) giveUp(run *run, why string) {
	s.log.Warn("giving up on mariadbd", "because", why)
	s.parts.Events.Record(event.ServerKilled, "mariadbd was killed and is started again, because "+why)
	run.given = why
	run.child.KillGroup()
	<-run.child.Done()
}
