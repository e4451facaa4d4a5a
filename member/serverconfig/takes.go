package serverconfig

import (
	"maps"
	"slices"
)

// Takes says when a change of a variable takes effect.
type Takes string

// The ways in which variables take effect.
const (
	// AtRestart: the members are restarted, one at a time.
	AtRestart Takes = "restart"
	// AtOnce: every member takes the value over while it runs.
	AtOnce Takes = "at once"
	// InNewSessions: every member takes the value over while it runs, for sessions that begin afterwards.
	InNewSessions Takes = "new sessions"
)

// Online tells whether a change takes effect without a restart.
func (t Takes) Online() bool { return t != AtRestart }

// variable is what is known of one that can be set.
type variable struct {
	check kind
	takes Takes
	// unset is the value for a server that runs and whose files do not name the variable any more; empty where SET ...
	// DEFAULT gives what a start would.
	unset string
}

// A variable takes effect at a restart where the server can only be told when it starts (READ_ONLY in
// information_schema.SYSTEM_VARIABLES), and further where a change while the server runs is not the same, or not safe:
//
//   - what a statement means, since half of an application's pooled sessions would go by the old meaning for hours;
//   - what makes a commit durable, since members tell one another of it and a recovery relies on it;
//   - the buffer pool: from 11.8.2 on, a server that gets no memory while it grows may crash, and all members would grow
//     theirs at the same moment (MDEV-37557, open for 11.8);
//   - the redo log, whose change makes a state transfer fail that runs at the time;
//   - InnoDB's threads, whose number a server under load may not reach in any time that could be waited for.
func atRestart(check kind) variable { return variable{check: check, takes: AtRestart} }

func atOnce(check kind) variable { return variable{check: check, takes: AtOnce} }

func inNewSessions(check kind) variable { return variable{check: check, takes: InNewSessions} }

func (v variable) otherwise(unset string) variable {
	v.unset = unset
	return v
}

// WhenTaken returns when a change of a setting takes effect, and whether it can be set at all. Galera's options count
// too, by the names that Galera gives them.
func WhenTaken(name string) (Takes, bool) {
	v, known := settable(canonical(name))
	return v.takes, known
}

// Settable returns the names of all settings that take effect in one way, in order.
func Settable(takes Takes) []string {
	var names []string
	for _, table := range []map[string]variable{variables, providerOptions} {
		for name, v := range table {
			if v.takes == takes {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// settable looks a setting up in both tables.
func settable(name string) (variable, bool) {
	if v, known := variables[name]; known {
		return v, true
	}
	v, known := providerOptions[name]
	return v, known
}

// split takes values apart into those that take effect at a restart and those that do while the server runs.
func split(values map[string]string) (restart, online map[string]string) {
	restart, online = maps.Clone(values), map[string]string{}
	for name, value := range values {
		if v, known := settable(name); known && v.takes.Online() {
			online[name] = value
			delete(restart, name)
		}
	}
	return restart, online
}
