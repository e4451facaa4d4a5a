package supervisor

import (
	"context"
	"errors"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// callTime bounds one call to the ledger.
	callTime = 3 * time.Second
	// longWait is how long a member waits for the same before it tells so in an event.
	longWait = time.Minute
)

// untilStarted decides again and again until mariadbd has been started. The error is the context's, or says that
// mariadbd refuses its settings.
func (s *Supervisor) untilStarted(ctx context.Context) (*run, error) {
	pause := newBackoff(s.config.Timing.Backoff)
	for ctx.Err() == nil {
		if s.board.Report().Disk.Class == "" {
			if err := s.inspect(ctx); errors.Is(err, server.ErrSettings) {
				return nil, s.refused(err)
			} else if err != nil {
				s.failed(err)
				s.say(state.PhaseInspecting, "the disk to be readable: "+err.Error())
				s.sleep(ctx, pause.after(false))
				continue
			}
		}
		facts := s.facts(ctx)
		decision := decide.Next(facts)
		run, err := s.act(ctx, facts, decision)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			s.log.Error("doing what was decided", "action", decision.Action, "error", err)
			s.say(state.PhaseWaiting, "another try: "+err.Error())
			s.forgetDisk()
			s.sleep(ctx, pause.after(false))
			continue
		case run != nil:
			return run, nil
		}
		s.sleep(ctx, s.config.Timing.Decide)
	}
	return nil, ctx.Err()
}

// inspect reads the disk and reports what it is, and what the supervisor has noted on it.
func (s *Supervisor) inspect(ctx context.Context) error {
	s.say(state.PhaseInspecting, "")
	identity, identityErr := s.markers.Identity()
	promise, promiseErr := s.markers.Promise()
	last, lastErr := s.markers.Last()
	if err := errors.Join(identityErr, promiseErr, lastErr); err != nil {
		return err
	}
	s.known.setIdentity(identity)
	var found state.Disk
	err := s.during(ctx, func() error {
		_, err := s.server.Configure(server.Group{Name: "none"})
		if err == nil {
			found, err = disk.Inspect(ctx, s.config.Paths.Data, s.markers, s.server.Recover)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.board.Update(func(r *state.Report) { r.Disk, r.Epoch, r.Promise, r.Last = found, identity.Epoch, promise, last })
	s.measure()
	s.log.Info("the disk was read", "class", found.Class, "position", found.Position, "epoch", identity.Epoch, "promise", promise, "detail", found.Detail)
	return nil
}

// forgetDisk makes the disk be read again before the next decision.
func (s *Supervisor) forgetDisk() {
	s.board.Update(func(r *state.Report) { r.Disk = state.Disk{} })
}

// facts gathers what is known now. The ledger is read before the peers are asked: a Primary that a peer then reports
// cannot be older than the ledger's word on which history is the right one.
func (s *Supervisor) facts(ctx context.Context) decide.Facts {
	s.measureRoom()
	facts := decide.Facts{Self: s.board.Report(), RememberedUUID: s.known.identity().UUID}
	calling, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	entry, err := s.readLedger(calling)
	s.known.setLedger(entry, err, s.config.Member)
	facts.Ledger, facts.LedgerKnown = entry, err == nil
	facts.Peers = s.askPeers(ctx)
	facts.Stuck, facts.TurnHeld = time.Since(s.known.seen()), s.known.turnHeld()
	return facts
}

// askPeers asks the other members, and logs when answers cannot be had or believed.
func (s *Supervisor) askPeers(ctx context.Context) []state.Report {
	reports, err := s.peers.Reports(ctx)
	if ctx.Err() != nil {
		return nil
	}
	s.peersTold.change(s.log, "asking the other members", err)
	s.known.setPeers(reports)
	return reports
}

// readLedger reads the ledger and logs when that fails, and when it works again.
func (s *Supervisor) readLedger(ctx context.Context) (ledger.Entry, error) {
	entry, err := s.parts.Ledger.Read(ctx)
	s.ledgerTold.change(s.log, "reading the ledger", err)
	return entry, err
}

// say reports what the member is doing and what it waits for, and logs it when it changes. Whoever needs a person says
// so in an event at once, whoever waits after a while.
func (s *Supervisor) say(phase state.Phase, waitsFor string) {
	before := s.board.Report()
	if before.Phase != phase || before.WaitsFor != waitsFor {
		s.board.Update(func(r *state.Report) { r.Phase, r.WaitsFor = phase, waitsFor })
		s.log.Info("phase", "phase", phase, "waitsFor", waitsFor)
		s.said = time.Now()
		if phase == state.PhaseHolding {
			s.parts.Events.Record(event.Holding, "it holds, and waits for "+waitsFor)
		}
		return
	}
	if phase == state.PhaseWaiting && !s.said.IsZero() && time.Since(s.said) > longWait {
		s.said = time.Time{}
		s.parts.Events.Record(event.Waiting, "it waits for "+waitsFor)
	}
}
