package supervisor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/state"
)

// run is one run of mariadbd.
type run struct {
	child *process.Child
	// kind is the action that started it.
	kind decide.Action
	// started is when it was started.
	started time.Time
	// primary and synced tell whether it ever was.
	primary, synced bool
	// answered is when mariadbd last answered.
	answered time.Time
	// seen is when a Primary was last in sight, this member's own included.
	seen time.Time
}

// act does what was decided. It returns a run if mariadbd was started, nil if there was nothing to start, and an error
// if what was decided could not be done; then the disk may have changed.
func (s *Supervisor) act(ctx context.Context, facts decide.Facts, decision decide.Decision) (*run, error) {
	switch decision.Action {
	case decide.Wait:
		s.say(state.PhaseWaiting, decision.Reason)
		return nil, nil
	case decide.Hold:
		s.say(state.PhaseHolding, decision.Reason)
		return nil, nil
	}
	s.log.Info("decided", "action", decision.Action, "reason", decision.Reason)
	switch decision.Action {
	case decide.Adopt:
		record := facts.Ledger.Record
		record.Phase, record.UUID, record.Epoch = ledger.PhaseRunning, decision.UUID, max(record.Epoch, 1)
		_, err := s.win(ctx, facts.Ledger, record)
		return nil, err
	case decide.Initialise:
		return s.initialise(ctx, facts.Ledger)
	case decide.Join:
		return s.join(facts, decision)
	case decide.Restore:
		return s.start(decision.Action, state.PhaseRestoring, decision.Contacts, nil, server.Options{Position: s.recovered()})
	case decide.Bootstrap:
		return s.bootstrap(ctx, facts.Ledger)
	}
	return nil, fmt.Errorf("the decision %q is not known", decision.Action)
}

// win changes the ledger, and tells whether this member was the one to do it. Losing to another is no error: the next
// decision sees what the other wrote.
func (s *Supervisor) win(ctx context.Context, read ledger.Entry, record ledger.Record) (bool, error) {
	calling, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	entry, err := s.parts.Ledger.Write(calling, read, record)
	if errors.Is(err, ledger.ErrConflict) {
		return false, nil
	}
	s.known.setLedger(entry, err)
	return err == nil, err
}

// initialise creates a new cluster. The order makes every interruption repeatable: the ledger is won first, then the
// disk is marked as holding data that may be thrown away, and only then there is data.
func (s *Supervisor) initialise(ctx context.Context, read ledger.Entry) (*run, error) {
	record := read.Record
	record.Phase, record.Holder, record.Epoch = ledger.PhaseForming, s.config.Claim, record.Epoch+1
	if won, err := s.win(ctx, read, record); !won {
		return nil, err
	}
	s.say(state.PhaseInitialising, "")
	if err := s.markers.BeginForming(); err != nil {
		return nil, err
	}
	err := s.during(ctx, func() error { return s.server.Install(ctx, s.config.Application) })
	if err != nil {
		return nil, err
	}
	s.board.Update(func(r *state.Report) { r.Disk.Forming = true })
	return s.start(decide.Initialise, state.PhaseStarting, nil, nil, server.Options{NewCluster: true})
}

// bootstrap starts a new Primary from this member's data, in a new epoch.
func (s *Supervisor) bootstrap(ctx context.Context, read ledger.Entry) (*run, error) {
	record := read.Record
	record.Phase, record.Holder, record.Epoch = ledger.PhaseRecovering, s.config.Claim, record.Epoch+1
	if won, err := s.win(ctx, read, record); !won {
		return nil, err
	}
	if err := disk.AllowBootstrap(s.config.Paths.Data); err != nil {
		return nil, err
	}
	return s.start(decide.Bootstrap, state.PhaseStarting, nil, nil, server.Options{NewCluster: true, Position: s.recovered()})
}

// join joins a Primary that runs.
func (s *Supervisor) join(facts decide.Facts, decision decide.Decision) (*run, error) {
	if decision.Transfer {
		if err := s.markers.BeginTransfer(); err != nil {
			return nil, err
		}
		if err := disk.ForgetTransfer(s.config.Paths.Data); err != nil {
			return nil, err
		}
	}
	return s.start(decide.Join, state.PhaseJoining, decision.Contacts, donors(facts.Self, facts.Peers), server.Options{Position: s.recovered()})
}

// recovered is the position to pass to mariadbd: the disk's, if mariadbd was killed and cannot tell by itself.
func (s *Supervisor) recovered() state.Position {
	if found := s.board.Report().Disk; found.Class == state.ClassCrashed {
		return found.Position
	}
	return state.Position{}
}

// start starts mariadbd. The report says that it runs before it does, so that no peer ever takes a running member for
// a stopped one.
func (s *Supervisor) start(kind decide.Action, phase state.Phase, contacts, donors []string, options server.Options) (*run, error) {
	if err := s.server.Configure(contacts, donors); err != nil {
		return nil, err
	}
	s.board.Update(func(r *state.Report) { r.Running = true })
	s.say(phase, "")
	s.board.Progress()
	child, err := s.server.Start(options)
	if err != nil {
		s.board.Update(func(r *state.Report) { r.Running = false })
		return nil, err
	}
	s.log.Info("mariadbd was started", "to", kind, "contacts", contacts, "position", options.Position, "pid", child.PID)
	now := time.Now()
	return &run{child: child, kind: kind, started: now, seen: now}, nil
}
