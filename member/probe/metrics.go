package probe

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/galera-aks/galera-aks/member/state"
)

// metrics are all gauges of what the board shows when they are read.
func metrics(board *Board) []prometheus.Collector {
	var collectors []prometheus.Collector
	for _, metric := range []struct {
		name, help string
		value      func(state.Report) float64
	}{
		{"ready", "Whether the member may be sent clients.", func(r state.Report) float64 { return truth(r.Ready) }},
		{"synced", "Whether the member keeps up with the Primary.", func(r state.Report) float64 { return truth(r.Wsrep.Synced()) }},
		{"primary", "Whether the member belongs to the Primary.", func(r state.Report) float64 { return truth(r.Wsrep.Primary()) }},
		{"writer", "Whether the member holds the writer lease.", func(r state.Report) float64 { return truth(r.Writer) }},
		{"draining", "Whether the member is on its way out.", func(r state.Report) float64 { return truth(r.Draining) }},
		{"holding", "Whether the member needs a change from outside before it can start.", func(r state.Report) float64 { return truth(r.Phase == state.PhaseHolding) }},
		{"running", "Whether mariadbd runs.", func(r state.Report) float64 { return truth(r.Running) }},
		{"cluster_size", "Members in this member's component.", func(r state.Report) float64 { return float64(r.Wsrep.Size) }},
		{"last_committed", "Number of the last write set that was committed.", func(r state.Report) float64 { return float64(r.Wsrep.LastCommitted) }},
		{"receive_queue", "Write sets that wait to be applied.", func(r state.Report) float64 { return float64(r.Wsrep.ReceiveQueue) }},
		{"epoch", "Epoch of the cluster's history that the member last took part in.", func(r state.Report) float64 { return float64(r.Epoch) }},
	} {
		first := board.Report()
		collectors = append(collectors, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Namespace: "galera", Subsystem: "member", Name: metric.name, Help: metric.help,
			ConstLabels: prometheus.Labels{"cluster": first.Cluster, "member": first.Member},
		}, func() float64 { return metric.value(board.Report()) }))
	}
	return collectors
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
