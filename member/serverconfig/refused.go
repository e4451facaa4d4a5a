package serverconfig

import "strings"

// refused are the variables that no environment may set, with the reason.
var refused = map[string]string{
	"binlog_format":              "Galera replicates rows: anything but ROW lets members drift apart",
	"bind_address":               "the load balancer, the other members and the probes reach the member on every address of its pod",
	"port":                       "Services, probes and network policies name the port",
	"datadir":                    "the member's volume is mounted there",
	"tmpdir":                     "the container's file system can only be written where volumes are mounted",
	"socket":                     "the supervisor logs in there",
	"pid_file":                   "the supervisor owns the process",
	"log_error":                  "what the server says goes to standard error, where the pod's log takes it",
	"innodb_autoinc_lock_mode":   "appliers deadlock in any mode but 2",
	"innodb_doublewrite":         "a torn page after a crash would cost the member its data",
	"innodb_force_recovery":      "it makes a damaged data directory look usable; that is for a person with a copy of the disk",
	"innodb_read_only":           "a member must apply what the others write",
	"innodb_flush_method":        "direct I/O keeps the page cache, which counts as the container's memory, small",
	"default_storage_engine":     "Galera replicates InnoDB only",
	"enforce_storage_engine":     "it breaks the server's own tables during upgrades",
	"lower_case_table_names":     "it cannot change once the data directory exists",
	"log_slave_updates":          "it follows log_bin",
	"relay_log":                  "it follows log_bin",
	"read_only":                  "the supervisor decides where writes go",
	"server_id":                  "it follows the member's number",
	"gtid_domain_id":             "it follows the cluster",
	"skip_grant_tables":          "everybody could do everything without a password",
	"skip_networking":            "nobody could connect",
	"skip_name_resolve":          "grants name addresses, and a slow DNS would slow down log-ins",
	"skip_slave_start":           "the supervisor decides",
	"init_file":                  "it runs before the member has joined, and its writes would fork the member's data",
	"init_connect":               "it runs as the connecting user and can lock everybody out",
	"plugin_dir":                 "plugins come with the image",
	"plugin_load":                "plugins come with the image",
	"plugin_load_add":            "plugins come with the image",
	"secure_file_priv":           "the container's file system can only be written where volumes are mounted",
	"user":                       "the container's user is fixed",
	"basedir":                    "it comes with the image",
	"chroot":                     "it comes with the image",
	"transaction_read_only":      "applications could not write",
	"sql_log_bin":                "it would keep writes from the other members",
	"max_binlog_stmt_cache_size": "writes would fail at a limit that the write-set size already sets",
}

// refusedProvider are options of the Galera provider that no environment may set, with the reason.
var refusedProvider = map[string]string{
	"base_host":          "it follows the pod's address",
	"base_port":          "network policies name the port",
	"gcache.dir":         "the cache of write sets lives on the member's volume",
	"gcache.name":        "the cache of write sets lives on the member's volume",
	"gcache.recover":     "without it a restarted member needs a full transfer",
	"gmcast.listen_addr": "network policies name the port",
	"gmcast.segment":     "each member is in a zone of its own, and relaying would only add a hop",
	"ist.recv_addr":      "it follows the pod's address",
	"pc.bootstrap":       "the supervisor decides who starts a new Primary",
	"pc.checksum":        "damaged messages would go unnoticed",
	"pc.ignore_quorum":   "two halves of the cluster would both take writes",
	"pc.ignore_sb":       "two halves of the cluster would both take writes",
	"pc.recovery":        "the cluster comes back from a total outage by it",
	"pc.wait_prim":       "the supervisor decides how long to wait for a Primary",
	"pc.weight":          "each member counts once, which is what the rules for quorum rest on",
	"repl.commit_order":  "members would apply in different orders",
	"socket.ssl":         "it follows the member's certificates",
	"socket.ssl_cert":    "it follows the member's certificates",
	"socket.ssl_key":     "it follows the member's certificates",
	"socket.ssl_ca":      "it follows the member's certificates",
}

// refusal returns why a variable that is not in the table of allowed ones must not be set, or "" where it is merely
// unknown.
func refusal(name string) string {
	if reason := refused[name]; reason != "" {
		return reason
	}
	if reason := refusedProvider[name]; reason != "" {
		return reason
	}
	switch {
	case name == "wsrep_provider_options":
		return "set the single options by their names, such as gcache.size"
	case strings.HasPrefix(name, "wsrep_"):
		return "the supervisor decides how members find and follow one another"
	case strings.HasPrefix(name, "skip_"), strings.HasPrefix(name, "loose_"), strings.HasPrefix(name, "enable_"), strings.HasPrefix(name, "disable_"):
		return "set the variable itself; a prefix would get around the checks"
	}
	return ""
}
