package decide_test

import (
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

func in(group string) change { return func(r *state.Report) { r.Running, r.Group = true, group } }

func TestRunning(t *testing.T) {
	live := func(ordinal int, changes ...change) state.Report {
		return member(ordinal, append([]change{crashed(9), view(3, 0, 1, 2), in("e1")}, changes...)...)
	}
	stopped := func(ordinal int, changes ...change) state.Report {
		return member(ordinal, append([]change{crashed(9), view(3, 0, 1, 2)}, changes...)...)
	}
	newer := func(f *decide.Facts) { f.Ledger.Record.Epoch = 2 }
	for _, test := range []struct {
		name   string
		ledger func(*decide.Facts)
		self   state.Report
		peers  []state.Report
		want   decide.Action
	}{
		{"a Primary is left alone", recorded(waited), live(0, primary(history), in("e1")), nil, decide.Stay},
		{"the cluster was started anew", recorded(newer), live(0), nil, decide.StepDown},
		{"all run: they find one another", recorded(waited), live(0), []state.Report{live(1), live(2)}, decide.Stay},
		{"the others are away: they may be the Primary", recorded(waited), live(0), nil, decide.Stay},
		{"the others are back and stopped: the last Primary is formed again", recorded(), live(0), []state.Report{stopped(1), stopped(2)}, decide.StepDown},
		{"one that forms the last Primary again waits for the others", recorded(), live(0, in("e1v3")), []state.Report{stopped(1), live(2)}, decide.Stay},
		{"one other is back: not before it was waited for", recorded(), live(0), []state.Report{stopped(1)}, decide.Stay},
		{"one other is back: a new Primary is possible", recorded(waited), live(0), []state.Report{stopped(1)}, decide.StepDown},
		{"one other is back, which is not the writer", recorded(waited), live(1), []state.Report{stopped(2)}, decide.Stay},
		{"the Primary is in another group", recorded(), live(0), []state.Report{live(1, primary(history), in("e1v3"))}, decide.StepDown},
		{"the Primary is in the same group", recorded(waited), live(0), []state.Report{live(1, primary(history), in("e1"))}, decide.Stay},
		{"the ledger is away", noLedger, live(0), nil, decide.Stay},
		{"it is about to start the Primary", recorded(waited), live(0, func(r *state.Report) { r.Phase = state.PhaseStarting }), []state.Report{stopped(1), stopped(2)}, decide.Stay},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts := decide.Facts{LedgerKnown: true, Ledger: ledger.Entry{Expected: 3}, Self: test.self, Peers: test.peers}
			test.ledger(&facts)
			if got := decide.Running(facts); got.Action != test.want {
				t.Errorf("decision is %s (%s), want %s", got.Action, got.Reason, test.want)
			}
		})
	}
}

func TestALongWaitIsNotShortenedByHope(t *testing.T) {
	facts := decide.Facts{LedgerKnown: true, Ledger: ledger.Entry{Expected: 3}, Self: member(1, crashed(9)), Stuck: 10 * time.Hour}
	recorded()(&facts)
	if got := decide.Next(facts); got.Action != decide.Hold {
		t.Errorf("alone, after %s, the decision is %s (%s)", facts.Stuck, got.Action, got.Reason)
	}
}
