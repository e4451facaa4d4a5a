package supervisor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// listedTime is how long a member that the ledger lists among those that take writes believes it, although it has not
	// heard that it is the writer: whoever made it so lists it first, and then has to get three calls through.
	listedTime = 15 * time.Second
	// permitTries bounds the tries to list a writer while others change the ledger too.
	permitTries = 5
)

// settled tells whether there is nothing to record for now.
func (s *Supervisor) settled() bool {
	r := s.board.Report()
	if !r.Wsrep.Synced() {
		return true
	}
	entry, seen := s.known.ledger()
	return r.Ready && seen && !s.known.primary().After(entry.Record.View)
}

// keepRecords reads the ledger, completes it with what this member knows, and then notes on the disk which cluster it
// belongs to.
func (s *Supervisor) keepRecords(ctx context.Context) error {
	calling, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	entry, err := s.readLedger(calling)
	s.known.setLedger(entry, err, s.config.Member)
	if err != nil {
		return nil // logged, and tried again; a member that serves goes on serving
	}
	report := s.board.Report()
	record, changed := entry.Record.Observed(ledger.Observation{
		Report: report, Component: s.known.primary(), Writing: s.writing(), Durable: s.known.durable(),
	})
	if changed {
		before := entry.Record
		entry, err = s.parts.Ledger.Write(calling, entry, record)
		if errors.Is(err, ledger.ErrConflict) {
			return nil // somebody else was quicker; the next turn reads what they wrote
		}
		if err != nil {
			return fmt.Errorf("completing the ledger: %w", err)
		}
		s.tellChange(before, record)
	}
	if report.Wsrep.Synced() && entry.Record.UUID == report.Wsrep.ClusterUUID && entry.Record.Epoch == report.Epoch {
		if err := s.belongTo(entry.Record); err != nil {
			return err
		}
	}
	// Only now may the loop take the member for ready.
	s.known.setLedger(entry, nil, s.config.Member)
	return nil
}

// tellChange logs what has changed in the ledger, except for the mark, which moves all the time.
func (s *Supervisor) tellChange(before, after ledger.Record) {
	if before.Phase != after.Phase || before.UUID != after.UUID || before.View != after.View || !maps.Equal(before.Writers, after.Writers) {
		s.log.Info("the ledger was completed", "phase", after.Phase, "epoch", after.Epoch, "uuid", after.UUID, "view", after.View, "writers", after.Writers)
	}
}

// belongTo notes on the disk that it holds data of the recorded history, which from now on may not be thrown away.
func (s *Supervisor) belongTo(record ledger.Record) error {
	if err := s.belong(record.UUID, record.Epoch); err != nil {
		return err
	}
	if s.markers.Forming() {
		if err := s.markers.EndForming(); err != nil {
			return err
		}
	}
	s.board.Update(func(r *state.Report) { r.Disk.Forming = false })
	return nil
}

// writing tells whether clients that write are, will in a moment be, or may still be connected to this member. In doubt
// they are: to list a member too long only makes a recovery wait for one more.
func (s *Supervisor) writing() bool {
	listed, is := s.known.listedFor()
	return s.writer.Holds() || !s.writer.Unmarked() || s.known.lingers() || is && listed < listedTime
}

// permit lists a pod's member in the ledger among those that may have acknowledged writes.
func (s *Supervisor) permit(ctx context.Context, pod string) error {
	for range permitTries {
		entry, err := s.parts.Ledger.Read(ctx)
		if err != nil {
			return err
		}
		member := memberOf(entry, pod)
		if writer, listed := entry.Record.Writers[member]; listed && writer.Until == 0 {
			return nil
		}
		record := entry.Record.Clone()
		if record.Writers == nil {
			record.Writers = map[string]ledger.Writer{}
		}
		record.Writers[member] = ledger.Writer{}
		entry, err = s.parts.Ledger.Write(ctx, entry, record)
		s.known.setLedger(entry, err, s.config.Member)
		if !errors.Is(err, ledger.ErrConflict) {
			return err
		}
	}
	return ledger.ErrConflict
}

// memberOf returns the member that a pod belongs to.
func memberOf(entry ledger.Entry, pod string) string {
	for member := range entry.Record.Members {
		if contract.Pod(member) == pod {
			return member
		}
	}
	return pod
}

// noteLast notes on the disk the Primary that the member belongs to; unlike Galera's own record this one outlives a
// stop in good order.
func (s *Supervisor) noteLast(component *state.Component) {
	if !component.After(s.board.Report().Last) {
		return
	}
	if err := s.markers.SetLast(*component); err != nil {
		s.log.Error("noting the Primary", "error", err)
		return
	}
	s.board.Update(func(r *state.Report) { r.Last = component })
}

// endTransfer notes that the data is complete. What was received belongs to the epoch in which it was; that is noted
// first, because without it the data would be taken for something else.
func (s *Supervisor) endTransfer(run *run) error {
	if run.transfer {
		if err := s.belong(s.board.Report().Wsrep.ClusterUUID, run.epoch); err != nil {
			return err
		}
	}
	return s.markers.EndTransfer()
}
