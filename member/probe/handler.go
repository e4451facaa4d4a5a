package probe

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/state"
)

// Handler answers at the contract's paths with what the board shows.
func Handler(board *Board) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+contract.PathStartup, probe(board, func(state.Report) bool { return board.Moving() }))
	mux.HandleFunc("GET "+contract.PathReady, probe(board, func(r state.Report) bool { return r.Ready }))
	mux.HandleFunc("GET "+contract.PathLive, probe(board, func(state.Report) bool { return board.Live() }))
	mux.HandleFunc("GET "+contract.PathState, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(board.Report())
	})
	registry := prometheus.NewRegistry()
	registry.MustRegister(metrics(board)...)
	mux.Handle("GET "+contract.PathMetrics, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return mux
}

// probe answers 200 or 503 and says in either case what the member is doing, since kubelets show the answer in events.
func probe(board *Board, good func(state.Report) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		report := board.Report()
		if !good(report) {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprintln(w, Sentence(report))
	}
}

// Sentence says what a member is doing in one line.
func Sentence(r state.Report) string {
	text := fmt.Sprintf("%s is %s", r.Member, r.Phase)
	if r.Wsrep.State != "" {
		text += fmt.Sprintf(", %s/%s", r.Wsrep.ClusterStatus, r.Wsrep.State)
	}
	if r.WaitsFor != "" {
		text += ": " + r.WaitsFor
	}
	return text
}
