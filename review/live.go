package review

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/galera-aks/galera-aks/member/rollout/plan"
)

// Live is what the databases are at the moment, as `bin/lab status --json` prints it.
type Live struct {
	Databases []LiveDatabase `json:"databases"`
}

// LiveDatabase is one database at the moment.
type LiveDatabase struct {
	Name string `json:"name"`
	// Writer is the member that takes the writes; empty while there is none.
	Writer  string       `json:"writer"`
	Members []LiveMember `json:"members"`
}

// LiveMember is one member at the moment.
type LiveMember struct {
	Name string `json:"name"`
	// State is wsrep_local_state_comment; empty while the server does not answer.
	State   string `json:"state"`
	Primary bool   `json:"primary"`
	Ready   bool   `json:"ready"`
	// Outdated tells that its pod is not what it should be, since a rollout has not come to the end.
	Outdated bool `json:"outdated"`
}

// ReadLive reads what `bin/lab status --json` printed.
func ReadLive(from io.Reader) (Live, error) {
	var l Live
	if err := json.NewDecoder(from).Decode(&l); err != nil {
		return l, fmt.Errorf("reading the databases' state: it must be what `bin/lab status --json` prints: %w", err)
	}
	return l, nil
}

func (l *Live) database(name string) (LiveDatabase, bool) {
	if l == nil {
		return LiveDatabase{}, false
	}
	for _, d := range l.Databases {
		if d.Name == name {
			return d, true
		}
	}
	return LiveDatabase{}, false
}

// outdated tells whether a member's pod is not what it should be already.
func (d LiveDatabase) outdated(member string) bool {
	return slices.ContainsFunc(d.Members, func(m LiveMember) bool { return m.Name == member && m.Outdated })
}

// condition returns what a member is good for, as the rollout would judge it from so little, and why.
func (d LiveDatabase) condition(member string) (plan.Condition, string) {
	for _, m := range d.Members {
		if m.Name != member {
			continue
		}
		switch {
		case m.Ready:
			return plan.Synced, ""
		case m.Primary:
			return plan.Busy, m.State
		case m.State != "":
			return plan.Stranded, "without a Primary"
		default:
			return plan.Down, "its server does not answer"
		}
	}
	return plan.Leaving, "it is not there"
}
