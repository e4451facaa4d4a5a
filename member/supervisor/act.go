package supervisor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/state"
)

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
	if decision.Record != nil {
		if won, err := s.win(ctx, facts.Ledger, *decision.Record); !won {
			return nil, err
		}
	}
	switch decision.Action {
	case decide.Adopt:
		s.parts.Events.Record(event.Adopted, fmt.Sprintf("the cluster's history is %s: %s", decision.UUID, decision.Reason))
		return nil, nil
	case decide.Reserve, decide.Raise:
		return nil, nil
	case decide.Promise:
		return nil, s.promise(decision.Promise)
	case decide.SetAside:
		return nil, s.setAside(decision)
	case decide.Initialise:
		return s.initialise(ctx, decision)
	case decide.Join:
		return s.join(facts, decision)
	case decide.Restore:
		return s.restore(decision)
	case decide.Bootstrap:
		return s.bootstrap(decision)
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
	s.known.setLedger(entry, err, s.config.Member)
	return err == nil, err
}

// promise gives the member's word: first to its disk, then to the others.
func (s *Supervisor) promise(ballot int64) error {
	if err := s.markers.SetPromise(ballot); err != nil {
		return err
	}
	s.board.Update(func(r *state.Report) { r.Promise = max(r.Promise, ballot) })
	return nil
}

// setAside moves the data aside. The disk then counts as one that never held any.
func (s *Supervisor) setAside(decision decide.Decision) error {
	aside, err := disk.SetAside(s.config.Paths.Data, time.Now())
	if err != nil {
		return err
	}
	if err := s.markers.ForgetIdentity(); err != nil {
		return err
	}
	s.log.Warn("the data was set aside", "to", aside, "because", decision.Reason)
	s.parts.Events.Record(event.SetAside, fmt.Sprintf("%s; the data was moved to %s and is left there for a person to look at", decision.Reason, aside))
	s.forgetDisk()
	return nil
}

// initialise creates a new cluster. The order makes every interruption repeatable: the ledger was won first, then the
// disk is marked as holding data that may be thrown away, and only then there is data.
func (s *Supervisor) initialise(ctx context.Context, decision decide.Decision) (*run, error) {
	s.say(state.PhaseInitialising, "")
	if err := s.markers.BeginForming(); err != nil {
		return nil, err
	}
	err := s.during(ctx, func() error { return s.server.Install(ctx, s.config.Application) })
	if err != nil {
		s.failed(err)
		return nil, err
	}
	s.board.Update(func(r *state.Report) { r.Disk.Forming = true })
	s.parts.Events.Record(event.Initialised, decision.Reason)
	return s.start(decision, state.PhaseStarting, nil, server.Options{NewCluster: true})
}

// bootstrap starts a new Primary from this member's data, in a new epoch.
func (s *Supervisor) bootstrap(decision decide.Decision) (*run, error) {
	s.parts.Events.Record(event.Bootstrapped, fmt.Sprintf("epoch %d begins: %s", decision.Epoch, decision.Reason))
	if starts := decision.Record.Bootstraps; len(starts) > 0 && starts[len(starts)-1].Lost != "" {
		s.parts.Events.Record(event.WritesMayBeLost, starts[len(starts)-1].Lost)
	}
	// The last view goes first: it belongs to the epoch that the disk is about to leave.
	if err := disk.AllowBootstrap(s.config.Paths.Data, decision.UUID); err != nil {
		return nil, err
	}
	if err := s.belong(decision.UUID, decision.Epoch); err != nil {
		return nil, err
	}
	from := s.recovered()
	if engine := s.board.Report().Disk.Engine; engine.Known() {
		from = engine
		// The write sets that were kept may go on with the change that was interrupted; nobody can catch up with them.
		if err := disk.ForgetWriteSets(s.config.Paths.Data); err != nil {
			return nil, err
		}
	}
	return s.start(decision, state.PhaseStarting, nil, server.Options{NewCluster: true, Position: from})
}

// restore forms the last Primary again, together with its other members.
func (s *Supervisor) restore(decision decide.Decision) (*run, error) {
	if err := s.belong(decision.UUID, decision.Epoch); err != nil {
		return nil, err
	}
	return s.start(decision, state.PhaseRestoring, nil, server.Options{Position: s.recovered()})
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
		return s.startJoining(facts, decision)
	}
	// The Primary has left this member's last view behind, and may belong to another epoch.
	if err := disk.ForgetView(s.config.Paths.Data); err != nil {
		return nil, err
	}
	if err := s.belong(decision.UUID, decision.Epoch); err != nil {
		return nil, err
	}
	return s.startJoining(facts, decision)
}

func (s *Supervisor) startJoining(facts decide.Facts, decision decide.Decision) (*run, error) {
	return s.start(decision, state.PhaseJoining, donors(facts.Self, facts.Peers), server.Options{Position: s.recovered()})
}

// belong notes on the disk to which history and epoch its data belongs.
func (s *Supervisor) belong(uuid string, epoch int64) error {
	identity := disk.Identity{UUID: uuid, Epoch: epoch}
	if s.known.identity() == identity {
		return nil
	}
	if err := s.markers.SetIdentity(identity); err != nil {
		return err
	}
	s.known.setIdentity(identity)
	return nil
}

// recovered is the position to pass to mariadbd: the disk's, if mariadbd was killed and cannot tell by itself.
func (s *Supervisor) recovered() state.Position {
	if found := s.board.Report().Disk; found.Class == state.ClassCrashed {
		return found.Position
	}
	return state.Position{}
}
