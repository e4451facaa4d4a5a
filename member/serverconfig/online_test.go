package serverconfig

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// An override that can be set online is nowhere in the file whose change restarts the members.
func TestOnlineOverridesLeaveTheServersFileAlone(t *testing.T) {
	given := Given{MemoryBytes: gib, CPUMillis: 1500}
	base := map[string]string{"thread_handling": "pool-of-threads", "innodb_io_capacity": "3000"}
	want, err := Server(given, base)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"max_connections": "300", "thread_pool_size": "7", "innodb_io_capacity": "400", "gcs.fc_limit": "99", "wait_timeout": "60",
		"wsrep_slave_threads": "9", "log_warnings": "3",
	} {
		overrides := merge(base, map[string]string{name: value})
		got, err := Server(given, overrides)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s changes the server's file:\n%s", name, diff)
		}
	}
}

func TestWantedIsTheOverrideElseTheDerivedValueElseMariaDBsOwn(t *testing.T) {
	given := Given{MemoryBytes: gib, CPUMillis: 500}
	server, err := Server(given, nil)
	if err != nil {
		t.Fatal(err)
	}
	online, err := Online(given, map[string]string{"max_connections": "300", "wait_timeout": "60", "gcs.fc_factor": "0.5"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		online string
		want   map[string]string
	}{
		{"", map[string]string{"max_connections": "64", "wait_timeout": "", "gcs.fc_limit": "64", "gcs.fc_factor": ""}},
		{online, map[string]string{"max_connections": "300", "wait_timeout": "60", "gcs.fc_limit": "64", "gcs.fc_factor": "0.5"}},
	} {
		wanted, err := Wanted(server, c.online)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range c.want {
			if got := wanted[name]; got != want {
				t.Errorf("%s: want %q, got %q", name, want, got)
			}
		}
		if _, there := wanted["innodb_buffer_pool_size"]; there {
			t.Error("a variable that takes effect at a restart is among those to be taken over")
		}
	}
}

func TestChangesAsSQL(t *testing.T) {
	now := Running{"max_connections": "300", "wait_timeout": "60", "tmp_table_size": "16M", "innodb_io_capacity_max": "9000",
		"gcs.fc_limit": "64", "gcs.fc_factor": "0.5", "slow_query_log": "OFF", "long_query_time": "10"}
	wanted := Running{"max_connections": "64", "wait_timeout": "", "tmp_table_size": "32M", "innodb_io_capacity_max": "",
		"gcs.fc_limit": "128", "gcs.fc_factor": "", "slow_query_log": "ON", "long_query_time": "0.5"}
	var got []string
	for _, change := range now.Changes(wanted) {
		got = append(got, change.Statement())
	}
	want := []string{
		"SET GLOBAL wsrep_provider_options = 'gcs.fc_factor=1'",
		"SET GLOBAL wsrep_provider_options = 'gcs.fc_limit=128'",
		"SET GLOBAL innodb_io_capacity_max = 2000",
		"SET GLOBAL long_query_time = 0.5",
		"SET GLOBAL max_connections = 64",
		"SET GLOBAL slow_query_log = 'ON'",
		"SET GLOBAL tmp_table_size = 33554432",
		"SET GLOBAL wait_timeout = DEFAULT",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if changes := now.Changes(now); len(changes) > 0 {
		t.Errorf("from what it is to what it is: %v", changes)
	}
}

func TestHolds(t *testing.T) {
	const options = "base_dir = /var/lib; gcs.fc_factor = 1.0; gcs.fc_limit = 128; cert.log_conflicts = no; "
	for _, c := range []struct {
		name, value, shown string
		want               bool
	}{
		{"max_connections", "300", "300", true},
		{"max_connections", "300", "151", false},
		{"tmp_table_size", "32M", "33554432", true},
		{"tmp_table_size", "1000000", "999424", true},
		{"join_buffer_size", "1M", "1048448", true},
		{"join_buffer_size", "1M", "524288", false},
		{"long_query_time", "0.5", "0.500000", true},
		{"slow_query_log", "ON", "1", true},
		{"slow_query_log", "ON", "OFF", false},
		{"log_output", "TABLE,FILE", "FILE,TABLE", true},
		{"log_output", "TABLE", "FILE,TABLE", false},
		{"wait_timeout", "", "28800", true},
		{"gcs.fc_limit", "128", options, true},
		{"gcs.fc_limit", "64", options, false},
		{"gcs.fc_factor", "1", options, true},
		{"cert.log_conflicts", "NO", options, true},
		{"cert.log_conflicts", "YES", options, false},
	} {
		if got := (Change{Name: c.name, Value: c.value}).Holds(c.shown); got != c.want {
			t.Errorf("%s = %s, shown as %s: want %t, got %t", c.name, c.value, c.shown, c.want, got)
		}
	}
}

// What decides about durability and about the meaning of statements never changes under a running application.
func TestWhenTaken(t *testing.T) {
	for name, want := range map[string]Takes{
		"max_connections": AtOnce, "Max-Connections": AtOnce, "wait_timeout": InNewSessions, "gcs.fc_limit": AtOnce,
		"innodb_flush_log_at_trx_commit": AtRestart, "sync_binlog": AtRestart, "sql_mode": AtRestart, "transaction_isolation": AtRestart,
		"innodb_buffer_pool_size": AtRestart, "evs.suspect_timeout": AtRestart,
	} {
		if got, known := WhenTaken(name); !known || got != want {
			t.Errorf("%s: want %q, got %q", name, want, got)
		}
	}
	if _, known := WhenTaken("datadir"); known {
		t.Error("datadir can be set")
	}
	all := slices.Concat(Settable(AtRestart), Settable(AtOnce), Settable(InNewSessions))
	if want := len(variables) + len(providerOptions); len(all) != want {
		t.Errorf("%d settings take effect in some way, %d can be set", len(all), want)
	}
	for name, value := range merge(defaults(Given{MemoryBytes: gib, CPUMillis: 1}), providerDefaults()) {
		if known, can := settable(name); can {
			if rendered, err := known.check(value); err != nil || rendered != value {
				t.Errorf("%s is derived as %q, and an override of that is %q (%v): a change to it would never hold", name, value, rendered, err)
			}
		}
	}
	if names := slices.Collect(maps.Keys(variables)); slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, "-") }) {
		t.Error("a variable is named with a dash")
	}
}
