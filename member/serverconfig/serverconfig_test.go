package serverconfig

import (
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
)

func TestServerFiles(t *testing.T) {
	for name, c := range map[string]struct {
		given     Given
		overrides map[string]string
	}{
		"small.cnf": {given: Given{MemoryBytes: gib, CPUMillis: 500}},
		"large.cnf": {given: Given{MemoryBytes: 64 * gib, CPUMillis: 16_000}},
		"pool-of-threads.cnf": {
			given:     Given{MemoryBytes: gib, CPUMillis: 1500},
			overrides: map[string]string{"thread_handling": "pool-of-threads", "innodb_io_capacity": "3000"},
		},
		"overridden.cnf": {
			given: Given{MemoryBytes: 16 * gib, CPUMillis: 4000},
			overrides: map[string]string{
				"innodb-buffer-pool-size":        "8g",
				"Max_Connections":                "300",
				"innodb_flush_log_at_trx_commit": "2",
				"log_bin":                        "on",
				"slow_query_log":                 "true",
				"sql_mode":                       "strict_trans_tables, error_for_division_by_zero",
				"gcache.size":                    "4096M",
				"gcs.fc_limit":                   "128",
				"tmp_table_size":                 "32M",
				"long_query_time":                "0.50",
				"evs.suspect_timeout":            "pt6s",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := Server(c.given, c.overrides)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, name, text)
			online, err := Online(c.given, c.overrides)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, strings.TrimSuffix(name, ".cnf")+"-online.cnf", online)
		})
	}
}

func TestServerReportsEveryProblemAtOnce(t *testing.T) {
	_, err := Server(Given{MemoryBytes: 256 * mib}, map[string]string{
		"binlog_format":           "statement",
		"innodb_bufer_pool_size":  "1G",
		"wsrep_cluster_address":   "gcomm://",
		"wsrep_provider_options":  "pc.ignore_sb=true",
		"pc.ignore_quorum":        "true",
		"max_connections":         "many",
		"innodb_io_capacity":      "10",
		"skip-innodb-doublewrite": "1",
		"sync_binlog":             "1",
		"sync-binlog":             "1",
		"something_else":          "1",
		"tmp_table_size":          "16X",
		"datadir":                 "/data",
	})
	if err == nil {
		t.Fatal("want problems")
	}
	var lines []string
	for _, p := range Problems(err) {
		lines = append(lines, p.Error())
	}
	golden.Check(t, "problems.txt", strings.Join(lines, "\n")+"\n")
}

func TestServerComparesValues(t *testing.T) {
	given := Given{MemoryBytes: 2 * gib, CPUMillis: 1000}
	for name, c := range map[string]struct {
		overrides map[string]string
		want      string
	}{
		"pool beyond memory": {
			map[string]string{"innodb_buffer_pool_size": "2G"},
			"innodb_buffer_pool_size: must leave 384M of the member's 2G of memory to the rest of the server, so be at most 1664M, got 2G",
		},
		"inactive below suspect": {
			map[string]string{"evs.suspect_timeout": "PT20S"},
			"evs.inactive_timeout: must be at least evs.suspect_timeout (PT20S), got PT12S",
		},
		"io capacity": {
			map[string]string{"innodb_io_capacity": "3000", "innodb_io_capacity_max": "2000"},
			"innodb_io_capacity_max: must be at least innodb_io_capacity (3000), got 2000",
		},
		"collation of another character set": {
			map[string]string{"character_set_server": "latin1"},
			"collation_server: must be a collation of the character set latin1, got utf8mb4_uca1400_ai_ci",
		},
		"pool's size without pool": {
			map[string]string{"thread_pool_size": "8"},
			"thread_pool_size: needs thread_handling to be pool-of-threads, got 8 without it",
		},
		"binary log's size without binary log": {
			map[string]string{"max_binlog_size": "100M"},
			"max_binlog_size: needs log_bin to be on, got 100M without it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Server(given, c.overrides)
			if err == nil || err.Error() != c.want {
				t.Errorf("want %s\n got %v", c.want, err)
			}
		})
	}
}

func TestDerivedSizesGrowWithWhatIsGiven(t *testing.T) {
	pool, cons := int64(0), int64(0)
	for memory := MinMemoryBytes; memory <= 512*gib; memory = memory * 5 / 4 {
		p, c := bufferPool(memory), connections(memory)
		if p < pool || c < cons {
			t.Errorf("%d bytes: pool %d after %d, connections %d after %d", memory, p, pool, c, cons)
		}
		// The smallest members get minConnections whatever their memory.
		if rest := memory - fixedBytes - p - (c-minConnections)*connectionBytes; rest < 0 {
			t.Errorf("%d bytes: the parts exceed the whole by %d", memory, -rest)
		}
		if _, err := Server(Given{MemoryBytes: memory, CPUMillis: 1000}, nil); err != nil {
			t.Errorf("%d bytes: %v", memory, err)
		}
		pool, cons = p, c
	}
}

func TestNoVariableIsBothAllowedAndRefused(t *testing.T) {
	for name := range variables {
		if refused[name] != "" {
			t.Errorf("%s is in both tables", name)
		}
	}
	for name := range providerOptions {
		if refusedProvider[name] != "" {
			t.Errorf("%s is in both tables", name)
		}
	}
	// Whatever a file sets by default can either be overridden or is refused with a reason.
	for name := range defaults(Given{MemoryBytes: gib, CPUMillis: 1}) {
		if _, can := variables[name]; !can && refusal(name) == "" {
			t.Errorf("%s is set but in neither table", name)
		}
	}
	for name := range providerDefaults() {
		if _, can := providerOptions[name]; !can {
			t.Errorf("%s is set but not in the table", name)
		}
	}
}

func TestHash(t *testing.T) {
	if got := Hash("a"); len(got) != 8 || got == Hash("b") || got != Hash("a") {
		t.Errorf("got %q", got)
	}
}
