package probe

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/signed"
	"github.com/galera-aks/galera-aks/member/state"
)

// Handler answers at the contract's paths with what the board shows. The report is signed for whoever asks with a nonce.
// show tells what there is to see of the cluster.
func Handler(board *Board, keys signed.Keys, show func() Overview) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+contract.PathStartup, probe(board, func(state.Report) bool { return board.Moving() }))
	mux.HandleFunc("GET "+contract.PathReady, probe(board, func(r state.Report) bool { return r.Ready }))
	mux.HandleFunc("GET "+contract.PathLive, probe(board, func(state.Report) bool { return board.Live() }))
	mux.HandleFunc("GET "+contract.PathState, report(board, keys))
	mux.HandleFunc("GET "+contract.PathCluster, overview(show))
	registry := prometheus.NewRegistry()
	registry.MustRegister(newMetrics(board))
	mux.Handle("GET "+contract.PathMetrics, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return mux
}

// report answers with the report.
func report(board *Board, keys signed.Keys) http.HandlerFunc {
	return func(w http.ResponseWriter, question *http.Request) {
		text, err := json.Marshal(board.Report())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if nonce := question.Header.Get(signed.HeaderNonce); nonce != "" {
			key, err := keys.Key()
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set(signed.HeaderSignature, key.Sign(nonce, text))
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(text)
	}
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
