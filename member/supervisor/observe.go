package supervisor

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// observe keeps what is known of the peers and the ledger fresh while mariadbd runs, and writes into the ledger what
// the others have to know. It works beside the loop that watches mariadbd, which must not wait for the network. The
// returned channel is closed when it has ended.
func (s *Supervisor) observe(ctx context.Context) <-chan struct{} {
	var both sync.WaitGroup
	both.Go(func() {
		every(ctx, 2*s.config.Timing.Status, func() {
			if reports, err := s.peers.Reports(ctx); err == nil {
				s.known.setPeers(reports)
			}
		})
	})
	both.Go(func() {
		var last time.Time
		every(ctx, s.config.Timing.Status, func() {
			if s.settled() && time.Since(last) < s.config.Timing.Ledger {
				return
			}
			last = time.Now()
			if err := s.keepRecords(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("keeping the records", "error", err)
			}
		})
	})
	stopped := make(chan struct{})
	go func() {
		both.Wait()
		close(stopped)
	}()
	return stopped
}

func every(ctx context.Context, pause time.Duration, do func()) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for ctx.Err() == nil {
		do()
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

// settled tells whether there is nothing to record for now.
func (s *Supervisor) settled() bool {
	r := s.board.Report()
	return !r.Wsrep.Synced() || r.Ready
}

// keepRecords reads the ledger, completes it with what this member knows, and then notes on the disk which cluster it
// belongs to.
func (s *Supervisor) keepRecords(ctx context.Context) error {
	calling, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	entry, err := s.readLedger(calling)
	if err != nil {
		return nil // logged, and tried again; a member that serves goes on serving
	}
	report := s.board.Report()
	record, changed := completed(entry.Record, report)
	if changed {
		entry, err = s.parts.Ledger.Write(calling, entry, record)
		if errors.Is(err, ledger.ErrConflict) {
			return nil // somebody else was quicker; the next turn reads what they wrote
		}
		if err != nil {
			return err
		}
		s.log.Info("the ledger was completed", "phase", record.Phase, "epoch", record.Epoch, "uuid", record.UUID)
	}
	if report.Wsrep.Synced() && entry.Record.UUID == report.Wsrep.ClusterUUID {
		if err := s.belongTo(entry.Record); err != nil {
			return err
		}
	}
	// Only now may the loop take the member for ready.
	s.known.setLedger(entry, nil)
	return nil
}

// completed returns the record with what a member knows for sure, and whether that changes anything.
func completed(record ledger.Record, report state.Report) (ledger.Record, bool) {
	w := report.Wsrep
	if !w.Synced() || w.ClusterUUID == "" || w.ClusterUUID == state.ZeroUUID {
		return record, false
	}
	changed := false
	switch {
	case record.Virgin() && (!report.Disk.Forming || record.Holder == report.Claim):
		record.Phase, record.UUID, record.Epoch, changed = ledger.PhaseRunning, w.ClusterUUID, max(record.Epoch, report.Epoch, 1), true
	case record.UUID == w.ClusterUUID && record.Phase != ledger.PhaseRunning:
		record.Phase, changed = ledger.PhaseRunning, true
	}
	if record.UUID == w.ClusterUUID && record.Members[report.Member].Claim != report.Claim {
		record, changed = record.WithMember(report.Member, ledger.Member{Claim: report.Claim}), true
	}
	return record, changed
}

// belongTo notes on the disk that it holds data of the recorded history, which from now on may not be thrown away.
func (s *Supervisor) belongTo(record ledger.Record) error {
	identity := disk.Identity{UUID: record.UUID, Epoch: record.Epoch}
	if s.known.identity() != identity {
		if err := s.markers.SetIdentity(identity); err != nil {
			return err
		}
		s.known.setIdentity(identity)
	}
	if s.markers.Forming() {
		if err := s.markers.EndForming(); err != nil {
			return err
		}
	}
	s.board.Update(func(r *state.Report) { r.Epoch, r.Disk.Forming = record.Epoch, false })
	return nil
}
