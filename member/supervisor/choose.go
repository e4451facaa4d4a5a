package supervisor

import (
	"context"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// callTime bounds one call to the ledger.
const callTime = 3 * time.Second

// untilStarted decides again and again until mariadbd has been started. The only error is the context's.
func (s *Supervisor) untilStarted(ctx context.Context) (*run, error) {
	pause := newBackoff(s.config.Timing.Backoff)
	for ctx.Err() == nil {
		if s.board.Report().Disk.Class == "" {
			if err := s.inspect(ctx); err != nil {
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

// inspect reads the disk and reports what it is.
func (s *Supervisor) inspect(ctx context.Context) error {
	s.say(state.PhaseInspecting, "")
	identity, err := s.markers.Identity()
	if err != nil {
		return err
	}
	s.known.setIdentity(identity)
	var found state.Disk
	err = s.during(ctx, func() error {
		if err := s.server.Configure(nil, nil); err != nil {
			return err
		}
		found, err = disk.Inspect(ctx, s.config.Paths.Data, s.markers, s.server.Recover)
		return err
	})
	if err != nil {
		return err
	}
	s.board.Update(func(r *state.Report) { r.Disk, r.Epoch = found, identity.Epoch })
	s.log.Info("the disk was read", "class", found.Class, "position", found.Position, "detail", found.Detail)
	return nil
}

// forgetDisk makes the disk be read again before the next decision.
func (s *Supervisor) forgetDisk() {
	s.board.Update(func(r *state.Report) { r.Disk = state.Disk{} })
}

// facts gathers what is known now. The ledger is read before the peers are asked: a Primary that a peer then reports
// cannot be older than the ledger's word on which history is the right one.
func (s *Supervisor) facts(ctx context.Context) decide.Facts {
	facts := decide.Facts{Self: s.board.Report(), RememberedUUID: s.known.identity().UUID}
	calling, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	entry, err := s.readLedger(calling)
	s.known.setLedger(entry, err)
	facts.Ledger, facts.LedgerKnown = entry, err == nil
	facts.Peers, err = s.peers.Reports(ctx)
	if err != nil {
		s.log.Warn("asking the other members", "error", err)
	}
	return facts
}

// readLedger reads the ledger and logs when that fails, and when it works again.
func (s *Supervisor) readLedger(ctx context.Context) (ledger.Entry, error) {
	entry, err := s.parts.Ledger.Read(ctx)
	reason := ""
	if err != nil {
		reason = err.Error()
	}
	last := s.unread.Swap(&reason)
	switch {
	case err != nil && (last == nil || *last != reason):
		s.log.Warn("the ledger cannot be read", "error", err)
	case err == nil && last != nil && *last != "":
		s.log.Info("the ledger can be read again")
	}
	return entry, err
}

// say reports what the member is doing and what it waits for, and logs it when it changes.
func (s *Supervisor) say(phase state.Phase, waitsFor string) {
	before := s.board.Report()
	if before.Phase == phase && before.WaitsFor == waitsFor {
		return
	}
	s.board.Update(func(r *state.Report) { r.Phase, r.WaitsFor = phase, waitsFor })
	s.log.Info("phase", "phase", phase, "waitsFor", waitsFor)
}
