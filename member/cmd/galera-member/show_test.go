package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/probe"
	"github.com/galera-aks/galera-aks/member/state"
)

var update = flag.Bool("update", false, "write the golden files")

const history = "a91b18f6-e6a0-11f1-b7fc-9f6707be6b15"

// outage is a cluster of which one member is away, and which holds because of it.
func outage() probe.Overview {
	member := func(ordinal int, seqno int64) state.Report {
		name := []string{"orders-0", "orders-1", "orders-2"}[ordinal]
		return state.Report{
			Cluster: "orders", Member: name, Ordinal: ordinal, Zone: "westeurope-1", Phase: state.PhaseHolding, Epoch: 3,
			WaitsFor: "orders-2 to report, because the last writes may be there only",
			Disk:     state.Disk{Class: state.ClassCrashed, Position: state.Position{UUID: history, Seqno: seqno}},
		}
	}
	return probe.Overview{Report: member(1, 40), Peers: []state.Report{member(0, 41)}, Ledger: &probe.Memory{
		Expected: 3, Policy: "strict", Answers: true, Record: ledger.Record{
			Phase: ledger.PhaseRunning, UUID: history, Epoch: 3, Ballot: 3,
			View:    &state.Component{Epoch: 3, Seq: 7, Members: []string{"orders-0", "orders-1", "orders-2"}},
			Writers: map[string]ledger.Writer{"orders-2": {}}, Mark: state.Position{UUID: history, Seqno: 38},
		},
	}}
}

func TestShow(t *testing.T) {
	var out strings.Builder
	show(&out, outage())
	const golden = "testdata/status.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
}

func TestDoingWithoutMembers(t *testing.T) {
	tests := []struct {
		name     string
		without  []string
		change   func(*ledger.Entry, *probe.Overview)
		problems []string
	}{
		{name: "one that is away", without: []string{"orders-2"}},
		{name: "one that the cluster never had", without: []string{"orders-9"}, problems: []string{`"orders-9" is not a member`}},
		{name: "everybody", without: []string{"orders-0", "orders-1", "orders-2"}, problems: []string{"nobody would be left"}},
		{name: "while a Primary is there", without: []string{"orders-2"}, change: func(_ *ledger.Entry, o *probe.Overview) {
			o.Peers[0].Wsrep.ClusterStatus = state.StatusPrimary
		}, problems: []string{"orders-0 is in a Primary"}},
		{name: "before there is data", without: []string{"orders-2", "x"}, change: func(e *ledger.Entry, _ *probe.Overview) {
			e.Record.UUID = ""
		}, problems: []string{"no data yet", `"x" is not a member`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			overview := outage()
			entry := ledger.Entry{Record: overview.Ledger.Record, Expected: 3}
			if test.change != nil {
				test.change(&entry, &overview)
			}
			record, err := withoutMembers(entry, overview, test.without, "its disk burned")
			for _, problem := range test.problems {
				if err == nil || !strings.Contains(err.Error(), problem) {
					t.Errorf("problems are %v, want %q among them", err, problem)
				}
			}
			if len(test.problems) == 0 && (err != nil || !record.Without("orders-2") || record.Without("orders-1")) {
				t.Errorf("the override is %+v (%v)", record.Override, err)
			}
		})
	}
}
