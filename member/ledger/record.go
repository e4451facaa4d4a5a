// Package ledger is the cluster's memory: one small record, shared by all members, that outlives every pod and every
// disk. Its changes are ordered by compare-and-swap, so that of several members that want to start the cluster at
// once exactly one may. This package holds the record and its rules; package lease keeps it in Kubernetes.
package ledger

import (
	"maps"
	"slices"

	"github.com/galera-aks/galera-aks/member/state"
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
	// Epoch counts the times that a new Primary was started where none was; it only grows.
	Epoch int64 `json:"epoch,omitempty"`
	// Ballot is the newest promise that can no longer be called in: a new Primary needs a higher one from its members.
	// It is never below Epoch and only grows.
	Ballot int64 `json:"ballot,omitempty"`
	// Holder is the claim of the member that is forming or recovering, or last did.
	Holder string `json:"holder,omitempty"`
	// Members tells, for each member by name, what was last Synced.
	Members map[string]Member `json:"members,omitempty"`
	// View is the newest Primary Component that was recorded; nil before the first.
	View *state.Component `json:"view,omitempty"`
	// Writers are the members that acknowledged writes may have to be looked for at, by name: the one that clients are
	// sent to, and former ones until the present one has their writes on its disk.
	Writers map[string]Writer `json:"writers,omitempty"`
	// Mark is a position that the cluster is known to have reached on disk; a new Primary below it has lost something.
	Mark state.Position `json:"mark,omitzero"`
	// Bootstraps are the starts of a new Primary, oldest first, no more than the last bootstrapsKept.
	Bootstraps []Bootstrap `json:"bootstraps,omitempty"`
	// Joiner is who takes a full state transfer now, the zero value if nobody does.
	Joiner Joiner `json:"joiner,omitzero"`
	// Override is what a person decided for the cluster, nil if nothing.
	Override *Override `json:"override,omitempty"`
}

// Member is what is remembered of one member.
type Member struct {
	// Claim is the claim whose volume was Synced.
	Claim string `json:"claim"`
	// Durable tells whether the member makes every commit durable before it acknowledges it.
	Durable bool `json:"durable,omitempty"`
}

// Writer is what is remembered of a member that took clients' writes.
type Writer struct {
	// Until is the last position that the member can have acknowledged, 0 as long as it may still take writes.
	Until int64 `json:"until,omitempty"`
}

// Bootstrap is one start of a new Primary.
type Bootstrap struct {
	// Epoch is the epoch that it began.
	Epoch int64 `json:"epoch"`
	// Prior is the epoch before.
	Prior int64 `json:"prior"`
	// Member names the member whose data it began from.
	Member string `json:"member"`
	// Position is where that data stood.
	state.Position
	// Lost says what may have been given up, if that was allowed.
	Lost string `json:"lost,omitempty"`
	// Unsafe tells that the data may hold a part of a change that its position does not tell of, so that nobody can catch
	// up with it from the position of older data.
	Unsafe bool `json:"unsafe,omitempty"`
}

// Joiner is the one member that may take a full state transfer.
type Joiner struct {
	// Member names it.
	Member string `json:"member"`
	// Turn differs from one reservation to the next, so that an observer can tell whether it has changed.
	Turn int64 `json:"turn"`
}

// Override is a person's decision to do without some members' data.
type Override struct {
	// Without names the members that are gone for good: neither their data nor their word is waited for.
	Without []string `json:"without"`
	// Ballot is the record's ballot at the time of the decision, which is void once that has moved on.
	Ballot int64 `json:"ballot"`
	// Reason is what the person said.
	Reason string `json:"reason,omitempty"`
}

// bootstrapsKept bounds the record's size. A disk that is older than all of them is treated as ahead.
const bootstrapsKept = 16

// Virgin tells whether no history exists that data could belong to.
func (r Record) Virgin() bool { return r.UUID == "" }

// WithMember returns the record with a member noted; the receiver is left as it is.
func (r Record) WithMember(name string, member Member) Record {
	r.Members = maps.Clone(r.Members)
	if r.Members == nil {
		r.Members = map[string]Member{}
	}
	r.Members[name] = member
	return r
}

// WithBootstrap returns the record of a new Primary that a member starts in the ballot's epoch, from a position; the
// receiver is left as it is. Who was in the last Primary stays recorded until the new one is there.
func (r Record) WithBootstrap(member, claim string, ballot int64, from state.Position, lost string) Record {
	next := Bootstrap{Epoch: ballot, Prior: r.Epoch, Member: member, Position: from, Lost: lost}
	r.Bootstraps = append(slices.Clone(r.Bootstraps), next)
	if surplus := len(r.Bootstraps) - bootstrapsKept; surplus > 0 {
		r.Bootstraps = r.Bootstraps[surplus:]
	}
	r.Phase, r.Holder, r.Epoch, r.Ballot, r.Mark, r.Override = PhaseRecovering, claim, ballot, ballot, from, nil
	r.Joiner.Member = ""
	return r
}

// WithOverride returns the record with a person's decision to do without some members; the receiver is left as it is.
func (r Record) WithOverride(without []string, reason string) Record {
	r.Override = &Override{Without: slices.Clone(without), Ballot: r.Ballot, Reason: reason}
	return r
}

// Without tells whether a person has decided to do without a member, and the decision still stands.
func (r Record) Without(member string) bool {
	return r.Override != nil && r.Override.Ballot == r.Ballot && slices.Contains(r.Override.Without, member)
}

// Starter names the member that has won the right to start the new Primary and has not told yet that it is there, ""
// if nobody has.
func (r Record) Starter() string {
	if r.Phase != PhaseRecovering || len(r.Bootstraps) == 0 {
		return ""
	}
	return r.Bootstraps[len(r.Bootstraps)-1].Member
}

// WithoutStart returns the record as if the last start of a Primary, which came to nothing, had not been; the receiver
// is left as it is. Only the ballot stays.
func (r Record) WithoutStart() Record {
	last := len(r.Bootstraps) - 1
	r.Epoch = r.Bootstraps[last].Prior
	r.Bootstraps = r.Bootstraps[:last:last]
	return r
}

// Ahead tells whether data of an epoch, which stands at a seqno, holds anything that is not in the recorded history:
// then that epoch's Primary was ended by the start of another from an earlier position. Data of an epoch that the
// record knows nothing of counts as ahead.
func (r Record) Ahead(epoch, seqno int64) bool {
	at := r.Epoch
	for i := len(r.Bootstraps) - 1; i >= 0 && at != epoch; i-- {
		if b := r.Bootstraps[i]; b.Epoch != at || seqno > b.Seqno {
			return true
		}
		at = r.Bootstraps[i].Prior
	}
	return at != epoch
}

// Outdated tells whether data of an epoch is of no use beside what the history has become: since then a Primary was
// started from data with which nobody can catch up.
func (r Record) Outdated(epoch int64) bool {
	at := r.Epoch
	for i := len(r.Bootstraps) - 1; i >= 0 && at != epoch && r.Bootstraps[i].Epoch == at; i-- {
		if r.Bootstraps[i].Unsafe {
			return true
		}
		at = r.Bootstraps[i].Prior
	}
	return false
}

// Clone returns a copy that shares nothing with the receiver.
func (r Record) Clone() Record {
	r.Members, r.Writers, r.Bootstraps = maps.Clone(r.Members), maps.Clone(r.Writers), slices.Clone(r.Bootstraps)
	if r.View != nil {
		view := *r.View
		view.Members = slices.Clone(view.Members)
		r.View = &view
	}
	if r.Override != nil {
		override := *r.Override
		override.Without = slices.Clone(override.Without)
		r.Override = &override
	}
	return r
}
