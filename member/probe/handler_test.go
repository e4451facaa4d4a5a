package probe

import (
	"encoding/json"
	"flag"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/signed"
	"github.com/galera-aks/galera-aks/member/state"
)

func get(board *Board, path string) (int, string) {
	answer := httptest.NewRecorder()
	Handler(board, signed.Keys{}, func() Overview { return Overview{Report: board.Report()} }).ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
	return answer.Code, answer.Body.String()
}

func TestProbes(t *testing.T) {
	now := time.Unix(1000, 0)
	board := NewBoard(state.Report{Member: "orders-0", Phase: state.PhaseJoining})
	board.now = func() time.Time { return now }
	board.Beat()
	board.Progress()
	expect := func(when string, startup, ready, live int) {
		t.Helper()
		for path, want := range map[string]int{contract.PathStartup: startup, contract.PathReady: ready, contract.PathLive: live} {
			if got, text := get(board, path); got != want {
				t.Errorf("%s: %s answers %d (%s), want %d", when, path, got, strings.TrimSpace(text), want)
			}
		}
	}
	expect("at first", 200, 503, 200)
	now = now.Add(stallTime)
	expect("without progress or a sign of life", 503, 503, 503)
	board.Progress()
	expect("with progress", 200, 503, 503)
	board.Beat()
	now = now.Add(stallTime)
	board.Beat()
	board.Update(func(r *state.Report) { r.Phase = state.PhaseWaiting })
	expect("waiting is not being stuck", 200, 503, 200)
	board.Update(func(r *state.Report) { r.Phase, r.Ready = state.PhaseRunning, true })
	expect("ready", 200, 200, 200)
}

func TestState(t *testing.T) {
	board := NewBoard(state.Report{Cluster: "orders", Member: "orders-0", Ready: true, Wsrep: state.Wsrep{ClusterStatus: state.StatusPrimary, Size: 3}})
	for path, into := range map[string]func(string) (state.Report, error){
		contract.PathState: func(text string) (report state.Report, err error) {
			return report, json.Unmarshal([]byte(text), &report)
		},
		contract.PathCluster: func(text string) (state.Report, error) {
			var overview Overview
			err := json.Unmarshal([]byte(text), &overview)
			return overview.Report, err
		},
	} {
		_, text := get(board, path)
		if report, err := into(text); err != nil || !reflect.DeepEqual(report, board.Report()) {
			t.Errorf("%s tells %+v (%v)", path, report, err)
		}
	}
}

var update = flag.Bool("update", false, "write the golden files")

func TestMetrics(t *testing.T) {
	board := NewBoard(state.Report{
		Cluster: "orders", Member: "orders-0", Zone: "westeurope-1", Phase: state.PhaseRunning, Running: true, Ready: true, Epoch: 2,
		Wsrep: state.Wsrep{State: state.StateSynced, ClusterStatus: state.StatusPrimary, Size: 3, LastCommitted: 41},
	})
	if _, text := get(board, contract.PathMetrics); strings.Contains(text, "galera_commits_total") {
		t.Error("there are numbers that mariadbd has not told")
	}
	told := map[string]float64{}
	for i, n := range numbers {
		told[n.variable] = float64(i + 1)
	}
	told["wsrep_flow_control_paused_ns"] = 2.5e9
	board.SetCounters(told)
	_, text := get(board, contract.PathMetrics)
	const golden = "testdata/metrics.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
}
