package watch

import (
	"slices"
	"time"

	"github.com/galera-aks/galera-aks/member/state"
)

// A Look is what a server answered once.
type Look struct {
	// Asked is when the question was put, Answered when the answer or the failure was there.
	Asked, Answered time.Time
	Condition
}

// A Condition is what a server says of itself.
type Condition struct {
	// Answers tells whether there was an answer at all: a server that does not answer misleads nobody.
	Answers bool `json:"answers"`
	// Primary tells whether the server belongs to a Primary Component.
	Primary bool `json:"primary,omitempty"`
	// State is wsrep_local_state_comment.
	State string `json:"state,omitempty"`
	// Size is wsrep_cluster_size.
	Size int `json:"size,omitempty"`
	// View is wsrep_cluster_conf_id, which numbers the views of a Primary.
	View string `json:"view,omitempty"`
	// UUID is wsrep_cluster_state_uuid.
	UUID string `json:"uuid,omitempty"`
}

// Synced tells whether clients may be served there.
func (c Condition) Synced() bool { return c.Answers && c.Primary && c.State == state.StateSynced }

// donates tells whether the server is sending its state.
func (c Condition) donates() bool { return c.Answers && c.Primary && c.State == state.StateDonor }

// A Stretch is a time in which a server went on saying the same. It ends where the next one begins: that lies up to one
// interval after the true change.
type Stretch struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Condition
}

// A Timeline is what one address said, in order.
type Timeline []Stretch

// add takes the next look into account. An answer counts from when it came, silence from when it was asked for.
func (t Timeline) add(l Look) Timeline {
	at := l.Asked
	if l.Answers {
		at = l.Answered
	}
	if len(t) == 0 {
		return append(t, Stretch{From: at, Until: l.Answered, Condition: l.Condition})
	}
	last := &t[len(t)-1]
	if last.Condition == l.Condition {
		last.Until = l.Answered
		return t
	}
	if at.Before(last.From) {
		at = last.From
	}
	last.Until = at
	return append(t, Stretch{From: at, Until: l.Answered, Condition: l.Condition})
}

// at returns what was said last at a moment.
func (t Timeline) at(moment time.Time) (Condition, bool) {
	for _, stretch := range slices.Backward(t) {
		if !stretch.From.After(moment) {
			return stretch.Condition, true
		}
	}
	return Condition{}, false
}
