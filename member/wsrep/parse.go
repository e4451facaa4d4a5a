package wsrep

import (
	"strconv"

	"github.com/galera-aks/galera-aks/member/state"
)

func parse(values map[string]string) state.Wsrep {
	return state.Wsrep{
		State:         values["wsrep_local_state_comment"],
		ClusterStatus: values["wsrep_cluster_status"],
		Size:          int(number(values["wsrep_cluster_size"])),
		ClusterUUID:   values["wsrep_cluster_state_uuid"],
		LastCommitted: number(values["wsrep_last_committed"]),
		ReceiveQueue:  number(values["wsrep_local_recv_queue"]),
		HoldsBack:     values["wsrep_flow_control_requested"] == "true",
		Ready:         values["wsrep_ready"] == "ON",
		Connected:     values["wsrep_connected"] == "ON",
	}
}

// durable tells whether a commit is on the disk before it is acknowledged: in the storage engine's log (3 adds to 1
// what only a group commit of the binary log needs), and in the binary log if there is one.
func durable(variables map[string]string) bool {
	flush := variables["innodb_flush_log_at_trx_commit"]
	return (flush == "1" || flush == "3") && (variables["log_bin"] != "ON" || variables["sync_binlog"] == "1")
}

// counters returns every status variable that is a number.
func counters(values map[string]string) map[string]float64 {
	numbers := map[string]float64{}
	for name, text := range values {
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			numbers[name] = n
		}
	}
	return numbers
}

// number reads a count; what is no number, as before the first view, counts as 0.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
