package probe

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/signed"
	"github.com/galera-aks/galera-aks/member/state"
)

func get(board *Board, path string) (int, string) {
	answer := httptest.NewRecorder()
	Handler(board, signed.Keys{}).ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
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
		for path, want := range map[string]int{PathStartup: startup, PathReady: ready, PathLive: live} {
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

func TestStateAndMetrics(t *testing.T) {
	board := NewBoard(state.Report{Cluster: "orders", Member: "orders-0", Ready: true, Wsrep: state.Wsrep{ClusterStatus: state.StatusPrimary, Size: 3}})
	_, text := get(board, PathState)
	var report state.Report
	if err := json.Unmarshal([]byte(text), &report); err != nil || report != board.Report() {
		t.Errorf("the report is %+v (%v)", report, err)
	}
	_, text = get(board, PathMetrics)
	for _, want := range []string{`galera_member_ready{cluster="orders",member="orders-0"} 1`, `galera_member_cluster_size{cluster="orders",member="orders-0"} 3`,
		`galera_member_synced{cluster="orders",member="orders-0"} 0`} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %s:\n%s", want, text)
		}
	}
}
