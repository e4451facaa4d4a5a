package supervisor_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/serverconfig"
	"github.com/galera-aks/galera-aks/member/state"
)

// samples are a value, other than the one it has, for every setting that a server takes over while it runs.
var samples = map[string]string{
	"cert.log_conflicts": "YES", "gcs.fc_factor": "0.75", "gcs.fc_limit": "99",
	"connect_timeout": "11", "event_scheduler": "ON", "group_concat_max_len": "2M", "histogram_type": "SINGLE_PREC_HB",
	"idle_transaction_timeout": "100", "idle_write_transaction_timeout": "101", "innodb_adaptive_hash_index": "ON",
	"innodb_deadlock_detect": "OFF", "innodb_flush_neighbors": "0", "innodb_io_capacity": "3000", "innodb_io_capacity_max": "7000",
	"innodb_lock_wait_timeout": "51", "innodb_max_dirty_pages_pct": "80.5", "innodb_max_undo_log_size": "20M",
	"innodb_print_all_deadlocks": "ON", "innodb_stats_persistent": "OFF", "innodb_undo_log_truncate": "ON", "interactive_timeout": "1000",
	"join_buffer_size": "1M", "local_infile": "OFF", "lock_wait_timeout": "1001", "log_bin_trust_function_creators": "ON",
	"log_output": "TABLE,FILE", "log_queries_not_using_indexes": "ON", "log_warnings": "3", "long_query_time": "0.25",
	"max_allowed_packet": "32M", "max_connect_errors": "200", "max_connections": "222", "max_heap_table_size": "32M",
	"max_password_errors": "300", "max_prepared_stmt_count": "1000", "max_statement_time": "60.5", "net_read_timeout": "31",
	"net_write_timeout": "61", "optimizer_search_depth": "10", "read_buffer_size": "256K", "read_rnd_buffer_size": "512K",
	"slow_query_log": "ON", "sort_buffer_size": "4M", "table_definition_cache": "500", "table_open_cache": "2500", "thread_cache_size": "20",
	"thread_pool_size": "3", "tmp_table_size": "32M", "use_stat_tables": "NEVER", "userstat": "ON", "wait_timeout": "1002",
	"wsrep_log_conflicts": "ON", "wsrep_max_ws_rows": "100000", "wsrep_max_ws_size": "1G", "wsrep_retry_autocommit": "2", "wsrep_slave_threads": "4",
}

// A running member takes over every setting that says it can be, and its removal, and tells what it refuses; mariadbd is
// never restarted.
func TestSettingsAreTakenOverByARunningServer(t *testing.T) {
	c := newCluster(t, 1)
	m := c.members[0]
	pool := map[string]string{"thread_handling": "pool-of-threads"} // without it there is no thread_pool_size
	settings, err := serverconfig.Server(given, pool)
	check(t, err)
	check(t, os.WriteFile(m.facts.Config.Paths.Settings, []byte(localPaths(settings, m.facts.Root)), 0o600))
	c.start()
	c.allReady(2 * time.Minute)
	server := m.mariadbd()
	m.taken(nil)

	for _, name := range slices.Concat(serverconfig.Settable(serverconfig.AtOnce), serverconfig.Settable(serverconfig.InNewSessions)) {
		if samples[name] == "" {
			t.Errorf("%s has no sample", name)
		}
	}
	m.mount(samples)
	m.taken(nil)
	m.shows("max_connections", "222")
	m.shows("wait_timeout", "1002")

	m.mount(map[string]string{"join_buffer_size": "1000", "max_connections": "250"})
	m.taken([]state.Refusal{{Name: "join_buffer_size", Value: "1000", Words: "the server makes 896 of it"}})
	m.shows("max_connections", "250")

	m.mount(nil)
	m.taken(nil)
	m.shows("max_connections", "50") // derived from the memory again
	m.shows("wait_timeout", "28800") // MariaDB's own again
	m.shows("innodb_io_capacity", "200")
	m.shows("innodb_io_capacity_max", "2000")
	if now := m.mariadbd(); now != server {
		t.Errorf("mariadbd was process %d and is %d", server, now)
	}
}

// mount replaces the settings that the member takes over while it runs.
func (m *member) mount(overrides map[string]string) {
	m.t.Helper()
	all := map[string]string{"thread_handling": "pool-of-threads"}
	maps.Copy(all, overrides)
	text, err := serverconfig.Online(given, all)
	check(m.t, err)
	check(m.t, os.WriteFile(m.facts.Config.Paths.Online+".new", []byte(text), 0o600))
	check(m.t, os.Rename(m.facts.Config.Paths.Online+".new", m.facts.Config.Paths.Online))
}

// taken waits until the member has taken over what is mounted, and compares what it refused.
func (m *member) taken(refused []state.Refusal) {
	m.t.Helper()
	text, err := os.ReadFile(m.facts.Config.Paths.Online)
	check(m.t, err)
	deadline := time.Now().Add(20 * time.Second)
	for {
		report, err := m.report()
		if err == nil && report.Settings.Hash == serverconfig.Hash(string(text)) {
			if !slices.Equal(report.Settings.Refused, refused) {
				m.t.Errorf("want refused %v, got %v", refused, report.Settings.Refused)
			}
			return
		}
		if time.Now().After(deadline) {
			m.t.Fatalf("the settings were not taken over (%v): %+v", err, report.Settings)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (m *member) shows(variable, want string) {
	m.t.Helper()
	var got string
	check(m.t, m.db.QueryRow(fmt.Sprintf("SELECT @@GLOBAL.%s", variable)).Scan(&got))
	if got != want {
		m.t.Errorf("%s is %s, want %s", variable, got, want)
	}
}
