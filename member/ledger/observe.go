package ledger

import (
	"maps"
	"slices"

	"github.com/galera-aks/galera-aks/member/state"
)

// Observation is what a member of a Primary knows for sure, and the record should tell.
type Observation struct {
	// Report is the member's report.
	Report state.Report
	// Component is the Primary Component that it belongs to, nil if its members are not known.
	Component *state.Component
	// Writing tells whether clients are, or are about to be, or may still be, connected to it in order to write.
	Writing bool
	// Durable is a position that the member's disk has reached for sure. Since mariadbd counts a commit a moment before
	// it is durable, this is what it counted a second or more ago; -1 if not known.
	Durable int64
}

// Observed returns the record with what a member has observed, and whether that changes anything. A member must be
// in the record, its Primary's members must be in it, and, if it takes writes, it must be among the writers, before
// it counts as ready or is shown as the writer.
func (r Record) Observed(seen Observation) (Record, bool) {
	w := seen.Report.Wsrep
	if !w.Synced() || w.ClusterUUID == "" || w.ClusterUUID == state.ZeroUUID {
		return r, false
	}
	r, born := r.born(seen.Report)
	if r.UUID != w.ClusterUUID || seen.Report.Epoch != r.Epoch {
		return r, born
	}
	changed := born
	if r.Phase != PhaseRunning {
		r.Phase, changed = PhaseRunning, true
	}
	name := seen.Report.Member
	if member := (Member{Claim: seen.Report.Claim, Durable: seen.Report.Durable}); r.Members[name] != member {
		r, changed = r.WithMember(name, member), true
	}
	if r.Joiner.Member == name {
		r.Joiner.Member, changed = "", true
	}
	for _, step := range []func(Record, Observation) (Record, bool){Record.viewed, Record.written, Record.marked} {
		var also bool
		r, also = step(r, seen)
		changed = changed || also
	}
	return r, changed
}

// born notes the history of a cluster that has none yet.
func (r Record) born(report state.Report) (Record, bool) {
	if !r.Virgin() || (report.Disk.Forming && r.Holder != report.Claim) {
		return r, false
	}
	r.Phase, r.UUID, r.Epoch = PhaseRunning, report.Wsrep.ClusterUUID, max(r.Epoch, report.Epoch)
	r.Ballot = max(r.Ballot, r.Epoch)
	return r, true
}

func (r Record) viewed(seen Observation) (Record, bool) {
	if seen.Component == nil || seen.Component.Epoch != r.Epoch || !seen.Component.After(r.View) {
		return r, false
	}
	view := *seen.Component
	r.View = &view
	return r, true
}

// written keeps the list of writers. A member is listed before it takes writes. It stays until it has said, or its
// absence has shown, up to where it can have acknowledged any, and one that is listed has all of that on its disk.
func (r Record) written(seen Observation) (Record, bool) {
	writers := maps.Clone(r.Writers)
	if writers == nil {
		writers = map[string]Writer{}
	}
	self, w := seen.Report.Member, seen.Report.Wsrep
	_, listed := writers[self]
	switch {
	case seen.Writing:
		writers[self] = Writer{}
	case listed && writers[self].Until == 0:
		writers[self] = Writer{Until: max(1, w.LastCommitted)}
	}
	if seen.Component != nil {
		for name, writer := range writers {
			if writer.Until == 0 && name != self && !contains(seen.Component.Members, name) {
				writers[name] = Writer{Until: max(1, w.LastCommitted+w.ReceiveQueue)}
			}
		}
	}
	if seen.Writing && seen.Report.Durable {
		for name, writer := range writers {
			if name != self && writer.Until > 0 && seen.Durable >= writer.Until {
				delete(writers, name)
			}
		}
	}
	if maps.Equal(writers, r.Writers) {
		return r, false
	}
	r.Writers = writers
	return r, true
}

// marked moves the mark on. Only who takes writes does so, lest all members write the same into the ledger.
func (r Record) marked(seen Observation) (Record, bool) {
	if !seen.Writing || seen.Durable < 0 || (r.Mark.UUID == r.UUID && seen.Durable <= r.Mark.Seqno) {
		return r, false
	}
	r.Mark = state.Position{UUID: r.UUID, Seqno: seen.Durable}
	return r, true
}

func contains(names []string, name string) bool {
	return slices.Contains(names, name)
}
