package serverconfig

import (
	"strconv"

	"github.com/galera-aks/galera-aks/member/contract"
)

const (
	mib int64 = 1 << 20
	gib int64 = 1 << 30

	// fixedBytes is what is kept for everything whose size does not follow from the settings: the server without its
	// buffer pool, the supervisor, and mariadb-backup while the member is a donor.
	fixedBytes = 384 * mib
	// connectionBytes is what one connection is reckoned to need: its stack, its buffers and a small temporary table.
	connectionBytes = 2 * mib

	minConnections = 50
	maxConnections = 2000
	minAppliers    = 2
	maxAppliers    = 64
	minRedo        = 96 * mib
	maxRedo        = 2 * gib
	// minCapacityMax is what MariaDB makes innodb_io_capacity_max at least, where it is not set.
	minCapacityMax = 2000
	// step is what derived sizes are rounded down to, so that they read well.
	step = 16 * mib
)

// bufferPool is three quarters of what is left after the fixed part. The last quarter is for connections, the
// appliers, the write sets in flight, and the page cache that Galera's cache of write sets is mapped through: the
// kernel counts it against the container too.
func bufferPool(memory int64) int64 { return (memory - fixedBytes) * 3 / 4 / step * step }

// connections lets connections take an eighth of the memory.
func connections(memory int64) int64 {
	return clamp(memory/8/connectionBytes, minConnections, maxConnections)
}

// appliers is two threads for each core: appliers wait for the disk about as often as they compute.
func appliers(cpuMillis int64) int64 { return clamp((2*cpuMillis+999)/1000, minAppliers, maxAppliers) }

// redo is a quarter of the buffer pool: enough that check-points do not stall writes, little enough that a killed
// member has read it again in seconds.
func redo(pool int64) int64 { return clamp(pool/4/step*step, minRedo, maxRedo) }

func clamp(value, low, high int64) int64 { return max(low, min(high, value)) }

// defaults returns every variable that an environment's file sets, as it is without overrides.
func defaults(given Given) map[string]string {
	pool := bufferPool(given.MemoryBytes)
	return map[string]string{
		// Where things are.
		"datadir":      contract.DataPath,
		"tmpdir":       contract.ScratchPath,
		"socket":       SocketPath,
		"pid_file":     PIDPath,
		"bind_address": "0.0.0.0",
		"port":         strconv.Itoa(contract.PortSQL),

		// What Galera requires.
		"binlog_format":            "ROW",
		"default_storage_engine":   "InnoDB",
		"innodb_autoinc_lock_mode": "2",
		"wsrep_on":                 "ON",
		"wsrep_provider":           ProviderPath,
		"wsrep_sst_method":         "mariabackup",

		// What was acknowledged is on the writer's disk.
		"innodb_flush_log_at_trx_commit": "1",

		// Sizes.
		"innodb_buffer_pool_size": sizeText(pool),
		"innodb_log_file_size":    sizeText(redo(pool)),
		"max_connections":         strconv.FormatInt(connections(given.MemoryBytes), 10),
		"wsrep_slave_threads":     strconv.FormatInt(appliers(given.CPUMillis), 10),

		// Pods have no names that could be looked up, and a slow DNS must not slow down log-ins.
		"skip_name_resolve": "ON",
		// Load balancers find out whether a member is there by connecting and hanging up, every few seconds each. From 2
		// upwards, which is MariaDB's default, every one of those is a line "Aborted connection" in the log.
		"log_warnings":         "1",
		"character_set_server": "utf8mb4",
		"collation_server":     "utf8mb4_uca1400_ai_ci",
	}
}

// providerDefaults are the Galera options that an environment's file sets without overrides.
//
// Suspect: while a member does not answer nobody's writes are acknowledged, until the others leave it behind. Galera's
// own 5 s would use up most of the 8 s in which writes must flow again after the writer was killed. An Azure host that
// freezes its machines for maintenance may stop one for longer; such a member is left behind and comes back by
// incremental transfer, which loses nothing and is shorter than stalling everybody for as long as the freeze lasts.
// Inactive keeps the proportion to suspect that Galera's defaults have.
//
// Keepalive and join retransmission: whenever a member comes or goes nobody's writes are acknowledged until all have
// agreed on it, and whatever crosses on the way is said again after this time only. With Galera's own 1 s that took 0.6 to
// 3 s for a member that came back, with a tenth of it 0.2 to 0.5 s. Both are far above the time between zones.
//
// Flow control: with one writer the limit need not grow with the number of members.
func providerDefaults() map[string]string {
	return map[string]string{
		"evs.suspect_timeout":     "PT4S",
		"evs.inactive_timeout":    "PT12S",
		"evs.keepalive_period":    "PT0.1S",
		"evs.join_retrans_period": "PT0.1S",
		"gcs.fc_limit":            "64",
		"gcs.fc_single_primary":   "YES",
	}
}

// withBinaryLog completes a binary log that an environment has switched on: it is as durable as the data, holds what
// came from other members too, and does not grow without end.
func withBinaryLog(values map[string]string) {
	if values["log_bin"] != "ON" {
		delete(values, "log_bin")
		return
	}
	values["log_bin"] = "binlog"
	for name, value := range map[string]string{
		"log_slave_updates":          "ON",
		"sync_binlog":                "1",
		"binlog_expire_logs_seconds": "604800",
	} {
		if _, given := values[name]; !given {
			values[name] = value
		}
	}
}

// withThreadPool gives a pool of threads one group for each core that the member is given; MariaDB would count those of
// the node.
func withThreadPool(values map[string]string, given Given) {
	if values["thread_handling"] == "pool-of-threads" {
		values["thread_pool_size"] = strconv.FormatInt(max(1, (given.CPUMillis+999)/1000), 10)
	}
}

// withCapacity completes the capacity with the bound that a start would derive from it: a server that runs would stay at
// the one it has.
func withCapacity(online map[string]string) {
	capacity, given := online["innodb_io_capacity"]
	if _, bounded := online["innodb_io_capacity_max"]; given && !bounded {
		online["innodb_io_capacity_max"] = strconv.FormatInt(max(minCapacityMax, 2*numberOf(capacity)), 10)
	}
}
