package serverconfig

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// overrides are checked overrides, by their canonical names.
type overrides struct {
	variables, provider map[string]string
}

// checkOverrides sorts overrides into the two files' parts and checks each by itself.
func checkOverrides(given map[string]string) (overrides, []error) {
	set := overrides{variables: map[string]string{}, provider: map[string]string{}}
	firstName := map[string]string{}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(given)) {
		canonical := canonical(name)
		if other, twice := firstName[canonical]; twice {
			problems = append(problems, problem(name, "is the same variable as %s, which is set too", other))
			continue
		}
		firstName[canonical] = name
		into := set.variables
		if _, option := providerOptions[canonical]; option {
			into = set.provider
		}
		known, can := settable(canonical)
		if !can {
			problems = append(problems, problem(name, "%s", whyNot(canonical)))
			continue
		}
		value, err := known.check(strings.TrimSpace(given[name]))
		if err != nil {
			problems = append(problems, problem(name, "%s", err))
			continue
		}
		into[canonical] = value
	}
	return set, problems
}

// canonical is the one way of writing a name: MariaDB takes dashes for underscores, and letters of any case.
func canonical(name string) string { return strings.ReplaceAll(strings.ToLower(name), "-", "_") }

func whyNot(name string) string {
	if reason := refusal(name); reason != "" {
		return "must not be set: " + reason
	}
	if near := nearest(name); near != "" {
		return fmt.Sprintf("is not a variable that can be set; did you mean %s?", near)
	}
	return "is not a variable that can be set"
}

// validateTogether checks values against one another and against what the member is given.
func validateTogether(given Given, values map[string]string) []error {
	var problems []error
	pool := bytesOf(values["innodb_buffer_pool_size"])
	if room := given.MemoryBytes - fixedBytes; pool > room {
		problems = append(problems, problem("innodb_buffer_pool_size",
			"must leave %s of the member's %s of memory to the rest of the server, so be at most %s, got %s",
			sizeText(fixedBytes), sizeText(given.MemoryBytes), sizeText(room), sizeText(pool)))
	}
	low, high := values["innodb_io_capacity"], values["innodb_io_capacity_max"]
	if low != "" && high != "" && numberOf(low) > numberOf(high) {
		problems = append(problems, problem("innodb_io_capacity_max", "must be at least innodb_io_capacity (%s), got %s", low, high))
	}
	character, collation := values["character_set_server"], values["collation_server"]
	if collation != "binary" && collation != character && !strings.HasPrefix(collation, character+"_") && !strings.HasPrefix(collation, "uca1400_") {
		problems = append(problems, problem("collation_server", "must be a collation of the character set %s, got %s", character, collation))
	}
	if size := values["thread_pool_size"]; size != "" && values["thread_handling"] != "pool-of-threads" {
		problems = append(problems, problem("thread_pool_size", "needs thread_handling to be pool-of-threads, got %s without it", size))
	}
	if values["log_bin"] == "" {
		for _, name := range []string{"sync_binlog", "binlog_expire_logs_seconds", "max_binlog_size"} {
			if value := values[name]; value != "" {
				problems = append(problems, problem(name, "needs log_bin to be on, got %s without it", value))
			}
		}
	}
	return problems
}

// validateProvider checks the Galera options against one another.
func validateProvider(options map[string]string) []error {
	suspect, inactive := options["evs.suspect_timeout"], options["evs.inactive_timeout"]
	if secondsOf(inactive) < secondsOf(suspect) {
		return []error{problem("evs.inactive_timeout", "must be at least evs.suspect_timeout (%s), got %s", suspect, inactive)}
	}
	return nil
}

// The three below read values that have passed their checks, so that reading cannot fail.

func bytesOf(value string) int64 { n, _ := parseSize(value); return n }

func secondsOf(value string) float64 { n, _ := parsePeriod(value); return n }

func numberOf(value string) int64 { n, _ := strconv.ParseInt(value, 10, 64); return n }
