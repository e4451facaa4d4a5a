package serverconfig

// variables are the server variables that an environment may set, and what each may be. Bounds are those of MariaDB
// 11.8, or tighter where a value that the server takes would break a member.
var variables = map[string]kind{
	// InnoDB.
	"innodb_adaptive_hash_index":     boolean,
	"innodb_buffer_pool_size":        size(64*mib, 16<<40),
	"innodb_deadlock_detect":         boolean,
	"innodb_flush_log_at_trx_commit": oneOf("0", "1", "2", "3"),
	"innodb_flush_neighbors":         oneOf("0", "1", "2"),
	"innodb_ft_min_token_size":       integer(0, 16),
	"innodb_io_capacity":             integer(100, 1_000_000),
	"innodb_io_capacity_max":         integer(100, 1_000_000),
	"innodb_lock_wait_timeout":       integer(0, 100_000_000),
	"innodb_log_buffer_size":         size(2*mib, 4*gib-4096),
	"innodb_log_file_size":           size(32*mib, 512*gib),
	"innodb_max_dirty_pages_pct":     decimal(0, 99.999),
	"innodb_max_undo_log_size":       size(10*mib, 1<<50),
	"innodb_open_files":              integer(10, 1<<31-1),
	"innodb_print_all_deadlocks":     boolean,
	"innodb_purge_threads":           integer(1, 32),
	"innodb_read_io_threads":         integer(1, 64),
	"innodb_rollback_on_timeout":     boolean,
	"innodb_snapshot_isolation":      boolean,
	"innodb_stats_persistent":        boolean,
	"innodb_strict_mode":             boolean,
	"innodb_undo_log_truncate":       boolean,
	"innodb_write_io_threads":        integer(2, 64),

	// Connections.
	"connect_timeout":                integer(2, 31_536_000),
	"idle_transaction_timeout":       integer(0, 31_536_000),
	"idle_write_transaction_timeout": integer(0, 31_536_000),
	"interactive_timeout":            integer(1, 31_536_000),
	"lock_wait_timeout":              integer(0, 31_536_000),
	"max_allowed_packet":             size(1024, gib),
	"max_connect_errors":             integer(1, 1<<32-1),
	"max_connections":                integer(10, 100_000),
	"max_password_errors":            integer(1, 1<<32-1),
	"max_prepared_stmt_count":        integer(0, 1<<32-1),
	"max_statement_time":             decimal(0, 31_536_000),
	"max_user_connections":           integer(0, 100_000),
	"net_read_timeout":               integer(1, 31_536_000),
	"net_write_timeout":              integer(1, 31_536_000),
	"thread_cache_size":              integer(0, 16_384),
	"thread_handling":                oneOf("one-thread-per-connection", "pool-of-threads"),
	"thread_pool_size":               integer(1, 1000),
	"wait_timeout":                   integer(1, 31_536_000),

	// Memory of single statements, and caches.
	"group_concat_max_len":   size(4, 4*gib-1),
	"join_buffer_size":       size(128, gib),
	"key_buffer_size":        size(8, 64*gib),
	"max_heap_table_size":    size(16*1024, 64*gib),
	"open_files_limit":       integer(1024, 1<<20),
	"performance_schema":     boolean,
	"read_buffer_size":       size(8192, 2*gib-4096),
	"read_rnd_buffer_size":   size(1, 2*gib-1),
	"sort_buffer_size":       size(1024, 64*gib),
	"table_definition_cache": integer(400, 2_097_152),
	"table_open_cache":       integer(10, 1_048_576),
	"tmp_table_size":         size(1024, 64*gib),
	"userstat":               boolean,

	// What statements mean.
	"character_set_server":            word(`[a-z][a-z0-9_]*`, "the name of a character set such as utf8mb4"),
	"collation_server":                word(`[a-z][a-z0-9_]*`, "the name of a collation such as utf8mb4_uca1400_ai_ci"),
	"default_time_zone":               word(`SYSTEM|[+-](0\d|1[0-4]):[0-5]\d`, "SYSTEM or an offset such as +00:00"),
	"event_scheduler":                 oneOf("ON", "OFF"),
	"explicit_defaults_for_timestamp": boolean,
	"ft_min_word_len":                 integer(1, 84),
	"histogram_type":                  oneOf("SINGLE_PREC_HB", "DOUBLE_PREC_HB", "JSON_HB"),
	"local_infile":                    boolean,
	"log_bin_trust_function_creators": boolean,
	"optimizer_search_depth":          integer(0, 62),
	"sql_mode":                        listOf(sqlModes...),
	"transaction_isolation":           oneOf("READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ"),
	"use_stat_tables":                 oneOf("NEVER", "COMPLEMENTARY", "PREFERABLY", "COMPLEMENTARY_FOR_QUERIES", "PREFERABLY_FOR_QUERIES"),

	// Logs. What the server says goes to standard error, slow statements to a table or to a file in the data directory.
	"log_output":                    listOf("TABLE", "FILE", "NONE"),
	"log_queries_not_using_indexes": boolean,
	"log_warnings":                  integer(0, 9),
	"long_query_time":               decimal(0, 31_536_000),
	"slow_query_log":                boolean,

	// The binary log, for replication to somewhere else. Galera needs none.
	"binlog_expire_logs_seconds": integer(3600, 1<<32-1),
	"binlog_row_image":           oneOf("FULL", "NOBLOB", "MINIMAL"),
	"log_bin":                    boolean,
	"max_binlog_size":            size(4096, gib),
	"sync_binlog":                integer(0, 1<<32-1),

	// The parts of Galera that are matters of taste.
	"wsrep_log_conflicts":    boolean,
	"wsrep_max_ws_rows":      integer(0, 1_048_576),
	"wsrep_max_ws_size":      size(1024, 2*gib-1),
	"wsrep_retry_autocommit": integer(0, 10_000),
	"wsrep_slave_threads":    integer(1, 512),
	"wsrep_sync_wait":        integer(0, 15),
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
var providerOptions = map[string]kind{
	"cert.log_conflicts":      yesNo,
	"evs.inactive_timeout":    period(3, 120),
	"evs.join_retrans_period": period(0.1, 1),
	"evs.keepalive_period":    period(0.1, 1),
	"evs.suspect_timeout":     period(1, 60),
	"gcache.size":             size(64*mib, 1<<40),
	"gcs.fc_factor":           decimal(0, 1),
	"gcs.fc_limit":            integer(16, 100_000),
	"gcs.fc_single_primary":   yesNo,
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
