package supervisor

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	history = "a91b18f6-e6a0-11f1-b7fc-9f6707be6b15"
	other   = "ff6a7b6c-e6a0-11f1-b35d-a20fda1bbef5"
)

func synced() state.Report {
	return state.Report{Member: "orders-0", Claim: "data-orders-0-g1", Wsrep: state.Wsrep{
		State: state.StateSynced, ClusterStatus: state.StatusPrimary, ClusterUUID: history, Ready: true, Connected: true, Size: 3,
	}}
}

func running() ledger.Record {
	return ledger.Record{Phase: ledger.PhaseRunning, UUID: history, Epoch: 1}.WithMember("orders-0", ledger.Member{Claim: "data-orders-0-g1"})
}

func TestReady(t *testing.T) {
	tests := []struct {
		name   string
		change func(*standing)
		want   bool
		waits  string
	}{
		{"all is well", func(*standing) {}, true, ""},
		{"leaving", func(s *standing) { s.report.Draining = true }, false, "leaving"},
		{"mariadbd does not answer", func(s *standing) { s.report.Wsrep = state.Wsrep{} }, false, "a Primary"},
		{"no Primary", func(s *standing) { s.report.Wsrep.ClusterStatus = "non-Primary" }, false, "a Primary"},
		{"disconnected", func(s *standing) { s.report.Wsrep.Connected = false }, false, "queries"},
		{"wsrep takes no queries", func(s *standing) { s.report.Wsrep.Ready = false }, false, "queries"},
		{"joining", func(s *standing) { s.report.Wsrep.State = "Joined" }, false, "Synced"},
		{"donor, others serve", func(s *standing) { s.report.Wsrep.State, s.othersReady = state.StateDonor, true }, false, "state transfer"},
		{"donor, nobody else serves", func(s *standing) { s.report.Wsrep.State = state.StateDonor }, true, ""},
		{"virgin ledger", func(s *standing) { s.record = ledger.Record{} }, false, "recorded"},
		{"another history", func(s *standing) { s.record.UUID = other }, false, other},
		{"not recorded", func(s *standing) { s.record.Members = nil }, false, "disk to be recorded"},
		{"recorded with its last disk", func(s *standing) {
			s.record = s.record.WithMember("orders-0", ledger.Member{Claim: "data-orders-0-g0"})
		}, false, "disk to be recorded"},
		{"ledger away, the disk knows", func(s *standing) { s.ledgerSeen, s.identity = false, disk.Identity{UUID: history, Epoch: 1} }, true, ""},
		{"ledger away, the disk knows nothing", func(s *standing) { s.ledgerSeen = false }, false, "recorded"},
		{"ledger away, the disk knows another history", func(s *standing) { s.ledgerSeen, s.identity = false, disk.Identity{UUID: other} }, false, other},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := standing{report: synced(), ledgerSeen: true, record: running()}
			test.change(&s)
			got, waits := s.ready()
			if got != test.want || !strings.Contains(waits, test.waits) {
				t.Errorf("ready is %v (%q), want %v (%q)", got, waits, test.want, test.waits)
			}
		})
	}
}

func TestWhatARunningMemberRecords(t *testing.T) {
	forming := ledger.Record{Phase: ledger.PhaseForming, Epoch: 1, Holder: "data-orders-0-g1"}
	tests := []struct {
		name   string
		before ledger.Record
		change func(*state.Report)
		want   func(ledger.Record) ledger.Record
	}{
		{"nothing new", running(), func(*state.Report) {}, func(r ledger.Record) ledger.Record { return r }},
		{"not Synced", ledger.Record{}, func(r *state.Report) { r.Wsrep.State = "Joiner" }, func(r ledger.Record) ledger.Record { return r }},
		{"the new cluster's history", forming, func(r *state.Report) { r.Disk.Forming = true }, func(r ledger.Record) ledger.Record {
			r.Phase, r.UUID = ledger.PhaseRunning, history
			return r.WithMember("orders-0", ledger.Member{Claim: "data-orders-0-g1"})
		}},
		{"somebody else was to create the cluster", ledger.Record{Phase: ledger.PhaseForming, Epoch: 2, Holder: "data-orders-0-g2"},
			func(r *state.Report) { r.Disk.Forming = true }, func(r ledger.Record) ledger.Record { return r }},
		{"the ledger was lost", ledger.Record{}, func(r *state.Report) { r.Epoch = 4 }, func(ledger.Record) ledger.Record {
			return ledger.Record{Phase: ledger.PhaseRunning, UUID: history, Epoch: 4}.WithMember("orders-0", ledger.Member{Claim: "data-orders-0-g1"})
		}},
		{"a recovery is complete", ledger.Record{Phase: ledger.PhaseRecovering, UUID: history, Epoch: 2, Members: running().Members},
			func(*state.Report) {}, func(r ledger.Record) ledger.Record { r.Phase = ledger.PhaseRunning; return r }},
		{"a new disk", running().WithMember("orders-0", ledger.Member{Claim: "data-orders-0-g0"}), func(*state.Report) {},
			func(r ledger.Record) ledger.Record {
				return r.WithMember("orders-0", ledger.Member{Claim: "data-orders-0-g1"})
			}},
		{"another history is not ours to record", ledger.Record{Phase: ledger.PhaseRunning, UUID: other, Epoch: 1}, func(*state.Report) {},
			func(r ledger.Record) ledger.Record { return r }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			report := synced()
			test.change(&report)
			got, changed := completed(test.before, report)
			want := test.want(test.before)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("record (-want +got):\n%s", diff)
			}
			if changed == cmp.Equal(test.before, want) {
				t.Errorf("changed is %v", changed)
			}
		})
	}
}

func TestDonors(t *testing.T) {
	member := func(name, zone string, change func(*state.Report)) state.Report {
		r := synced()
		r.Member, r.Zone = name, zone
		change(&r)
		return r
	}
	nothing := func(*state.Report) {}
	got := donors(state.Report{Zone: "b"}, []state.Report{
		member("writer", "b", func(r *state.Report) { r.Writer = true }), member("far", "a", nothing), member("near", "b", nothing),
		member("leaving", "b", func(r *state.Report) { r.Draining = true }), member("joining", "b", func(r *state.Report) { r.Wsrep.State = "Joiner" }),
	})
	if diff := cmp.Diff([]string{"near", "far", "writer"}, got); diff != "" {
		t.Errorf("donors (-want +got):\n%s", diff)
	}
}
