package supervisor

import (
	"fmt"
	"slices"
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
	return ledger.Record{Phase: ledger.PhaseRunning, UUID: history, Epoch: 1, View: primary(3)}.WithMember("orders-0", ledger.Member{Claim: "data-orders-0-g1"})
}

func primary(seq int64) *state.Component {
	return &state.Component{Epoch: 1, Seq: seq, ID: fmt.Sprint("lead:", seq), Members: []string{"orders-0", "orders-1"}}
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
		{"its Primary is not recorded", func(s *standing) { s.component = primary(4) }, false, "members of its Primary"},
		{"its Primary is not known", func(s *standing) { s.component = nil }, false, "members of its Primary"},
		{"its Primary is not recorded, and the ledger is away", func(s *standing) { s.component, s.ledgerAnswers = primary(4), false }, true, ""},
		{"ready, and its Primary has changed", func(s *standing) { s.component, s.report.Ready = primary(4), true }, true, ""},
		{"ledger away, the disk knows", func(s *standing) {
			s.ledgerSeen, s.ledgerAnswers, s.identity = false, false, disk.Identity{UUID: history, Epoch: 1}
		}, true, ""},
		{"ledger away, the disk knows nothing", func(s *standing) { s.ledgerSeen, s.ledgerAnswers = false, false }, false, "recorded"},
		{"ledger away, the disk knows another history", func(s *standing) {
			s.ledgerSeen, s.ledgerAnswers, s.identity = false, false, disk.Identity{UUID: other}
		}, false, other},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := standing{report: synced(), ledgerSeen: true, ledgerAnswers: true, record: running(), component: primary(3)}
			test.change(&s)
			got, waits := s.ready()
			if got != test.want || !strings.Contains(waits, test.waits) {
				t.Errorf("ready is %v (%q), want %v (%q)", got, waits, test.want, test.waits)
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
	writer := member("writer", "b", func(r *state.Report) { r.Writer = true })
	got := donors(state.Report{Zone: "b"}, []state.Report{
		writer, member("far", "a", nothing), member("near", "b", nothing),
		member("leaving", "b", func(r *state.Report) { r.Draining = true }), member("joining", "b", func(r *state.Report) { r.Wsrep.State = "Joiner" }),
	})
	if diff := cmp.Diff([]string{"near", "far"}, got); diff != "" {
		t.Errorf("donors (-want +got):\n%s", diff)
	}
	if got := donors(state.Report{Zone: "b"}, []state.Report{writer}); !slices.Equal(got, []string{"writer"}) {
		t.Errorf("where there is only the writer the donors are %v", got)
	}
}

func TestComponent(t *testing.T) {
	view := &state.View{Self: "a", ID: "a:3", Seq: 3, Members: []string{"a", "b"}}
	names := map[string]string{"a": "orders-0", "b": "orders-1"}
	status := state.Wsrep{ClusterStatus: state.StatusPrimary, Size: 2}
	want := &state.Component{Epoch: 4, ID: "a:3", Seq: 3, Members: []string{"orders-0", "orders-1"}}
	if diff := cmp.Diff(want, component(4, view, status, names)); diff != "" {
		t.Errorf("component (-want +got):\n%s", diff)
	}
	for name, got := range map[string]*state.Component{
		"no Primary":              component(4, view, state.Wsrep{ClusterStatus: "non-Primary", Size: 2}, names),
		"no view":                 component(4, nil, status, names),
		"a view of another size":  component(4, view, state.Wsrep{ClusterStatus: state.StatusPrimary, Size: 3}, names),
		"names of another view":   component(4, view, status, map[string]string{"a": "orders-0", "c": "orders-2"}),
		"names that are not told": component(4, view, status, nil),
	} {
		if got != nil {
			t.Errorf("with %s it is %+v", name, got)
		}
	}
}
