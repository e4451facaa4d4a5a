// Package ledger is the cluster's memory: one small record, shared by all members, that outlives every pod and every
// disk. Its changes are ordered by compare-and-swap, so that of several members that want to start the cluster at
// once exactly one may. This package holds the record and its rules; package lease keeps it in Kubernetes.
package ledger

import (
	"context"
	"errors"
	"maps"
)

// Phase is how far the cluster's history has come.
type Phase string

// The phases of a cluster's history.
const (
	// PhaseVirgin: there never was any data.
	PhaseVirgin Phase = ""
	// PhaseForming: a member creates the first data.
	PhaseForming Phase = "Forming"
	// PhaseRunning: there is a history, and all members have to belong to it.
	PhaseRunning Phase = "Running"
	// PhaseRecovering: nothing ran any more, and a member is starting the history's new Primary.
	PhaseRecovering Phase = "Recovering"
)

// Record is what the members remember together.
type Record struct {
	// Phase is how far the cluster's history has come.
	Phase Phase `json:"phase,omitempty"`
	// UUID names the history; it is empty until the first data has been created.
	UUID string `json:"uuid,omitempty"`
	// Epoch counts the times that a new Primary was started; it only grows.
	Epoch int64 `json:"epoch,omitempty"`
	// Holder is the claim of the member that is forming or recovering, or last did.
	Holder string `json:"holder,omitempty"`
	// Members tells, for each member by name, which claim was last Synced.
	Members map[string]Member `json:"members,omitempty"`
}

// Member is what is remembered of one member.
type Member struct {
	// Claim is the claim whose volume was Synced.
	Claim string `json:"claim"`
}

// Virgin tells whether no history exists that data could belong to.
func (r Record) Virgin() bool { return r.UUID == "" }

// WithMember returns the record with a member's claim noted; the receiver is left as it is.
func (r Record) WithMember(name, claim string) Record {
	members := maps.Clone(r.Members)
	if members == nil {
		members = map[string]Member{}
	}
	members[name] = Member{Claim: claim}
	r.Members = members
	return r
}

// Entry is one version of the record, with what is kept beside it.
type Entry struct {
	// Record is the members' record.
	Record Record
	// Expected is the number of members that the cluster should have, 0 if nobody has said.
	Expected int
	// Version identifies this version of the record for Write.
	Version string
}

// ErrConflict says that the record has changed since the version that a change was based on.
var ErrConflict = errors.New("the ledger was changed by somebody else")

// Ledger reads and changes the record. Its methods may be called from several goroutines at once.
type Ledger interface {
	// Read returns the newest version.
	Read(ctx context.Context) (Entry, error)
	// Write puts a record in the place of the version that the entry was read at, and returns the new version. If that
	// is not the newest version any more it changes nothing and returns ErrConflict. Any other error leaves open
	// whether the record was changed.
	Write(ctx context.Context, read Entry, record Record) (Entry, error)
}
