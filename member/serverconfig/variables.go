package serverconfig

// variables are the server variables that an environment may set, what each may be, and when a change takes effect.
// Bounds are those of MariaDB 11.8, or tighter where a value that the server takes would break a member.
var variables = map[string]variable{
	// InnoDB.
	"innodb_adaptive_hash_index":     atOnce(boolean),
	"innodb_buffer_pool_size":        atRestart(size(64*mib, 16<<40)),
	"innodb_deadlock_detect":         atOnce(boolean),
	"innodb_flush_log_at_trx_commit": atRestart(oneOf("0", "1", "2", "3")),
	"innodb_flush_neighbors":         atOnce(oneOf("0", "1", "2")),
	"innodb_ft_min_token_size":       atRestart(integer(0, 16)),
	"innodb_io_capacity":             atOnce(integer(100, 1_000_000)),
	"innodb_io_capacity_max":         atOnce(integer(100, 1_000_000)).otherwise("2000"),
	"innodb_lock_wait_timeout":       inNewSessions(integer(0, 100_000_000)),
	"innodb_log_buffer_size":         atRestart(size(2*mib, 4*gib-4096)),
	"innodb_log_file_size":           atRestart(size(32*mib, 512*gib)),
	"innodb_max_dirty_pages_pct":     atOnce(decimal(0, 99.999)),
	"innodb_max_undo_log_size":       atOnce(size(10*mib, 1<<50)),
	"innodb_open_files":              atRestart(integer(10, 1<<31-1)),
	"innodb_print_all_deadlocks":     atOnce(boolean),
	"innodb_purge_threads":           atRestart(integer(1, 32)),
	"innodb_read_io_threads":         atRestart(integer(1, 64)),
	"innodb_rollback_on_timeout":     atRestart(boolean),
	"innodb_snapshot_isolation":      atRestart(boolean),
	"innodb_stats_persistent":        atOnce(boolean),
	"innodb_strict_mode":             atRestart(boolean),
	"innodb_undo_log_truncate":       atOnce(boolean),
	"innodb_write_io_threads":        atRestart(integer(2, 64)),

	// Connections.
	"connect_timeout":                atOnce(integer(2, 31_536_000)),
	"idle_transaction_timeout":       inNewSessions(integer(0, 31_536_000)),
	"idle_write_transaction_timeout": inNewSessions(integer(0, 31_536_000)),
	"interactive_timeout":            inNewSessions(integer(1, 31_536_000)),
	"lock_wait_timeout":              inNewSessions(integer(0, 31_536_000)),
	"max_allowed_packet":             inNewSessions(size(1024, gib)),
	"max_connect_errors":             atOnce(integer(1, 1<<32-1)),
	"max_connections":                atOnce(integer(10, 100_000)),
	"max_password_errors":            atOnce(integer(1, 1<<32-1)),
	"max_prepared_stmt_count":        atOnce(integer(0, 1<<32-1)),
	"max_statement_time":             inNewSessions(decimal(0, 31_536_000)),
	"max_user_connections":           atRestart(integer(0, 100_000)),
	"net_read_timeout":               inNewSessions(integer(1, 31_536_000)),
	"net_write_timeout":              inNewSessions(integer(1, 31_536_000)),
	"thread_cache_size":              atOnce(integer(0, 16_384)),
	"thread_handling":                atRestart(oneOf("one-thread-per-connection", "pool-of-threads")),
	"thread_pool_size":               atOnce(integer(1, 1000)),
	"wait_timeout":                   inNewSessions(integer(1, 31_536_000)),

	// Memory of single statements, and caches.
	"group_concat_max_len":   inNewSessions(size(4, 4*gib-1)),
	"join_buffer_size":       inNewSessions(size(128, gib)),
	"key_buffer_size":        atRestart(size(8, 64*gib)),
	"max_heap_table_size":    inNewSessions(size(16*1024, 64*gib)),
	"open_files_limit":       atRestart(integer(1024, 1<<20)),
	"performance_schema":     atRestart(boolean),
	"read_buffer_size":       inNewSessions(size(8192, 2*gib-4096)),
	"read_rnd_buffer_size":   inNewSessions(size(1, 2*gib-1)),
	"sort_buffer_size":       inNewSessions(size(1024, 64*gib)),
	"table_definition_cache": atOnce(integer(400, 2_097_152)),
	"table_open_cache":       atOnce(integer(10, 1_048_576)),
	"tmp_table_size":         inNewSessions(size(1024, 64*gib)),
	"userstat":               atOnce(boolean),

	// What statements mean.
	"character_set_server":            atRestart(word(`[a-z][a-z0-9_]*`, "the name of a character set such as utf8mb4")),
	"collation_server":                atRestart(word(`[a-z][a-z0-9_]*`, "the name of a collation such as utf8mb4_uca1400_ai_ci")),
	"default_time_zone":               atRestart(word(`SYSTEM|[+-](0\d|1[0-4]):[0-5]\d`, "SYSTEM or an offset such as +00:00")),
	"event_scheduler":                 atOnce(oneOf("ON", "OFF")),
	"explicit_defaults_for_timestamp": atRestart(boolean),
	"ft_min_word_len":                 atRestart(integer(1, 84)),
	"histogram_type":                  inNewSessions(oneOf("SINGLE_PREC_HB", "DOUBLE_PREC_HB", "JSON_HB")),
	"local_infile":                    atOnce(boolean),
	"log_bin_trust_function_creators": atOnce(boolean),
	"optimizer_search_depth":          inNewSessions(integer(0, 62)),
	"sql_mode":                        atRestart(listOf(sqlModes...)),
	"transaction_isolation":           atRestart(oneOf("READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ")),
	"use_stat_tables":                 inNewSessions(oneOf("NEVER", "COMPLEMENTARY", "PREFERABLY", "COMPLEMENTARY_FOR_QUERIES", "PREFERABLY_FOR_QUERIES")),

	// Logs. What the server says goes to standard error, slow statements to a table or to a file in the data directory.
	"log_output":                    atOnce(listOf("TABLE", "FILE", "NONE")),
	"log_queries_not_using_indexes": inNewSessions(boolean),
	"log_warnings":                  inNewSessions(integer(0, 9)),
	"long_query_time":               inNewSessions(decimal(0, 31_536_000)),
	"slow_query_log":                atOnce(boolean),

	// The binary log, for replication to somewhere else. Galera needs none.
	"binlog_expire_logs_seconds": atRestart(integer(3600, 1<<32-1)),
	"binlog_row_image":           atRestart(oneOf("FULL", "NOBLOB", "MINIMAL")),
	"log_bin":                    atRestart(boolean),
	"max_binlog_size":            atRestart(size(4096, gib)),
	"sync_binlog":                atRestart(integer(0, 1<<32-1)),

	// The parts of Galera that are matters of taste.
	"wsrep_log_conflicts":    atOnce(boolean),
	"wsrep_max_ws_rows":      atOnce(integer(0, 1_048_576)),
	"wsrep_max_ws_size":      atOnce(size(1024, 2*gib-1)),
	"wsrep_retry_autocommit": inNewSessions(integer(0, 10_000)),
	"wsrep_slave_threads":    atOnce(integer(1, 512)),
	"wsrep_sync_wait":        atRestart(integer(0, 15)),
}

// sqlModes are the modes that change what a statement means; those that imitate other databases are left out.
var sqlModes = []string{
	"ALLOW_INVALID_DATES", "ANSI_QUOTES", "EMPTY_STRING_IS_NULL", "ERROR_FOR_DIVISION_BY_ZERO", "HIGH_NOT_PRECEDENCE",
	"IGNORE_SPACE", "NO_AUTO_CREATE_USER", "NO_AUTO_VALUE_ON_ZERO", "NO_BACKSLASH_ESCAPES", "NO_DIR_IN_CREATE",
	"NO_ENGINE_SUBSTITUTION", "NO_UNSIGNED_SUBTRACTION", "NO_ZERO_DATE", "NO_ZERO_IN_DATE", "ONLY_FULL_GROUP_BY",
	"PAD_CHAR_TO_FULL_LENGTH", "PIPES_AS_CONCAT", "REAL_AS_FLOAT", "SIMULTANEOUS_ASSIGNMENT", "STRICT_ALL_TABLES",
	"STRICT_TRANS_TABLES", "TIME_ROUND_FRACTIONAL",
}

// providerOptions are the options of the Galera provider that an environment may set.
var providerOptions = map[string]variable{
	"cert.log_conflicts":      atOnce(yesNo).otherwise("NO"),
	"evs.inactive_timeout":    atRestart(period(3, 120)),
	"evs.join_retrans_period": atRestart(period(0.1, 1)),
	"evs.keepalive_period":    atRestart(period(0.1, 1)),
	"evs.suspect_timeout":     atRestart(period(1, 60)),
	"gcache.size":             atRestart(size(64*mib, 1<<40)),
	"gcs.fc_factor":           atOnce(decimal(0, 1)).otherwise("1"),
	"gcs.fc_limit":            atOnce(integer(16, 100_000)),
	"gcs.fc_single_primary":   atRestart(yesNo),
}

// yesNo is the way in which Galera writes a truth.
func yesNo(value string) (string, error) {
	truth, err := boolean(value)
	if err != nil {
		return "", err
	}
	if truth == "ON" {
		return "YES", nil
	}
	return "NO", nil
}
