package probe

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/galera-aks/galera-aks/member/state"
)

// fact is a metric that follows from the report.
type fact struct {
	name, help string
	value      func(state.Report) float64
}

// facts are gauges of what the member is.
var facts = []fact{
	{"galera_up", "Whether mariadbd runs and answers.", func(r state.Report) float64 { return truth(r.Running && r.Wsrep.State != "") }},
	{"galera_ready", "Whether the member may be sent clients.", func(r state.Report) float64 { return truth(r.Ready) }},
	{"galera_synced", "Whether the member keeps up with the Primary Component.", func(r state.Report) float64 { return truth(r.Wsrep.Synced()) }},
	{"galera_primary", "Whether the member belongs to the Primary Component.", func(r state.Report) float64 { return truth(r.Wsrep.Primary()) }},
	{"galera_writer", "Whether the member takes the application's writes.", func(r state.Report) float64 { return truth(r.Writer) }},
	{"galera_draining", "Whether the member is on its way out.", func(r state.Report) float64 { return truth(r.Draining) }},
	{"galera_holding", "Whether the member needs a change from outside before it can start.", func(r state.Report) float64 { return truth(r.Phase == state.PhaseHolding) }},
	{"galera_waiting", "Whether the member waits for something before it can start.", func(r state.Report) float64 { return truth(r.Phase == state.PhaseWaiting) }},
	{"galera_durable", "Whether every commit is durable before it is acknowledged.", func(r state.Report) float64 { return truth(r.Durable) }},
	{"galera_epoch", "Number of times that the cluster was started anew, as far as the member has taken part.", func(r state.Report) float64 { return float64(r.Epoch) }},
	{"galera_cluster_size", "Members in this member's component (wsrep_cluster_size).", func(r state.Report) float64 { return float64(r.Wsrep.Size) }},
	{"galera_last_committed", "Sequence number of the last write set that was committed (wsrep_last_committed).", func(r state.Report) float64 { return float64(r.Wsrep.LastCommitted) }},
	{"galera_data_bytes", "Bytes that the data directory takes.", func(r state.Report) float64 { return float64(r.DataBytes) }},
	{"galera_volume_free_bytes", "Bytes that are free on the member's volume.", func(r state.Report) float64 { return float64(r.FreeBytes) }},
	{"galera_receive_queue", "Write sets that wait to be applied (wsrep_local_recv_queue).", func(r state.Report) float64 { return float64(r.Wsrep.ReceiveQueue) }},
}

// number is a metric that is one of mariadbd's status variables.
type number struct {
	name, help, variable string
	kind                 prometheus.ValueType
	// unit is what one of the variable's units is in the metric's.
	unit float64
}

const nanosecond = 1e-9

// numbers are absent as long as mariadbd has not told them.
var numbers = []number{
	{"galera_send_queue", "Write sets that wait to be sent.", "wsrep_local_send_queue", prometheus.GaugeValue, 1},
	{"galera_flow_control_paused_seconds_total", "Time for which replication was paused.", "wsrep_flow_control_paused_ns", prometheus.CounterValue, nanosecond},
	{"galera_flow_control_sent_total", "Times that the member asked the others to pause.", "wsrep_flow_control_sent", prometheus.CounterValue, 1},
	{"galera_flow_control_received_total", "Times that the member was asked to pause.", "wsrep_flow_control_recv", prometheus.CounterValue, 1},
	{"galera_certification_failures_total", "Transactions that failed because another member had changed the same rows.", "wsrep_local_cert_failures", prometheus.CounterValue, 1},
	{"galera_aborts_total", "Transactions that were aborted to apply those of other members.", "wsrep_local_bf_aborts", prometheus.CounterValue, 1},
	{"galera_commits_total", "Transactions committed for this member's own clients.", "wsrep_local_commits", prometheus.CounterValue, 1},
	{"galera_replicated_bytes_total", "Bytes of write sets sent.", "wsrep_replicated_bytes", prometheus.CounterValue, 1},
	{"galera_received_bytes_total", "Bytes of write sets received.", "wsrep_received_bytes", prometheus.CounterValue, 1},
	{"galera_connections", "Clients that are connected.", "threads_connected", prometheus.GaugeValue, 1},
	{"galera_running_statements", "Clients whose statements run.", "threads_running", prometheus.GaugeValue, 1},
	{"galera_queries_total", "Statements executed.", "queries", prometheus.CounterValue, 1},
}

// metrics collects what the board shows when it is asked.
type metrics struct {
	board       *Board
	phase       *prometheus.Desc
	description map[string]*prometheus.Desc
}

func newMetrics(board *Board) *metrics {
	first := board.Report()
	labels := prometheus.Labels{"cluster": first.Cluster, "member": first.Member, "zone": first.Zone}
	m := &metrics{board: board, description: map[string]*prometheus.Desc{}}
	m.phase = prometheus.NewDesc("galera_phase", "What the supervisor is doing: 1 for the phase that it is in.", []string{"phase"}, labels)
	for _, f := range facts {
		m.description[f.name] = prometheus.NewDesc(f.name, f.help, nil, labels)
	}
	for _, n := range numbers {
		m.description[n.name] = prometheus.NewDesc(n.name, n.help, nil, labels)
	}
	return m
}

// Describe lists all metrics.
func (m *metrics) Describe(out chan<- *prometheus.Desc) {
	out <- m.phase
	for _, description := range m.description {
		out <- description
	}
}

// Collect tells all that are known now.
func (m *metrics) Collect(out chan<- prometheus.Metric) {
	report := m.board.Report()
	out <- prometheus.MustNewConstMetric(m.phase, prometheus.GaugeValue, 1, string(report.Phase))
	for _, f := range facts {
		out <- prometheus.MustNewConstMetric(m.description[f.name], prometheus.GaugeValue, f.value(report))
	}
	for _, n := range numbers {
		if value, known := m.board.counter(n.variable); known {
			out <- prometheus.MustNewConstMetric(m.description[n.name], n.kind, value*n.unit)
		}
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
