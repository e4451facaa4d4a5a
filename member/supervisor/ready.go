package supervisor

import (
	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// standing is all that readiness depends on.
type standing struct {
	report state.Report
	// ledgerSeen tells whether the ledger could ever be read since the supervisor was started; record is the last one.
	ledgerSeen bool
	record     ledger.Record
	// ledgerAnswers tells whether it could be read the last time.
	ledgerAnswers bool
	// identity is which cluster the disk belongs to, by its own record.
	identity disk.Identity
	// component is the Primary that the member belongs to, nil if its members are not known.
	component *state.Component
	// othersReady tells whether any other member is ready.
	othersReady bool
}

// ready tells whether the member may be sent clients, and if not, why.
func (s standing) ready() (bool, string) {
	w := s.report.Wsrep
	switch {
	case s.report.Draining:
		return false, "it is leaving"
	case !w.Primary():
		return false, "a Primary"
	case !w.Ready || !w.Connected:
		return false, "mariadbd to take queries"
	case w.State == state.StateDonor && s.othersReady:
		return false, "its state transfer to another member to end"
	case w.State != state.StateSynced && w.State != state.StateDonor:
		return false, "to be Synced (it is " + w.State + ")"
	case s.history() == "":
		return false, "the cluster's history to be recorded in the ledger"
	case s.history() != w.ClusterUUID:
		return false, "an answer to why the Primary's history is " + w.ClusterUUID + ", and the cluster's is " + s.history()
	case !s.recorded():
		return false, "its disk to be recorded in the ledger"
	case !s.report.Ready && !s.counted():
		return false, "the members of its Primary to be recorded in the ledger"
	}
	return true, ""
}

// history is the one that the member has to belong to. A member that could never read the ledger goes by its disk,
// so that it can serve while the API server is away.
func (s standing) history() string {
	if s.ledgerSeen {
		return s.record.UUID
	}
	return s.identity.UUID
}

// recorded tells whether the ledger knows that this member's disk holds data. Before it does the member takes no
// writes: a recovery asks only the members that the ledger knows of whether they had the last ones.
func (s standing) recorded() bool {
	if s.ledgerSeen {
		return s.record.Members[s.report.Member].Claim == s.report.Claim
	}
	return s.identity.UUID != ""
}

// counted tells whether the ledger knows who belongs to the Primary that this member belongs to. A recovery asks those,
// and so nobody becomes ready before. A ledger that is away stops nobody: as long as it is, no endpoint changes either.
func (s standing) counted() bool {
	return !s.ledgerAnswers || s.component != nil && !s.component.After(s.record.View)
}
