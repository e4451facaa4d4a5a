package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/probe"
	"github.com/galera-aks/galera-aks/member/state"
)

// withoutMembers returns the ledger's record with a person's decision to do without some members, or everything that
// speaks against it.
func withoutMembers(read ledger.Entry, overview probe.Overview, without []string, reason string) (ledger.Record, error) {
	record := read.Record.Clone()
	var problems []error
	if record.Virgin() {
		problems = append(problems, errors.New("the cluster has no data yet, so there is nothing to do without"))
	}
	for _, r := range append([]state.Report{overview.Report}, overview.Peers...) {
		if r.Wsrep.Primary() {
			problems = append(problems, fmt.Errorf("%s is in a Primary: the cluster runs, and whoever is missing is missed by nobody", r.Member))
			break
		}
	}
	known := knownMembers(read, overview.Report.Cluster)
	for _, member := range without {
		if !slices.Contains(known, member) {
			problems = append(problems, fmt.Errorf("--without: %q is not a member of this cluster; they are %v", member, known))
		}
	}
	if left := slices.DeleteFunc(known, func(member string) bool { return slices.Contains(without, member) }); len(left) == 0 {
		problems = append(problems, errors.New("--without: nobody would be left"))
	}
	record.Override = &ledger.Override{Without: without, Ballot: record.Ballot, Reason: reason}
	return record, errors.Join(problems...)
}

// knownMembers names all members that the cluster should have or has had.
func knownMembers(read ledger.Entry, cluster string) []string {
	var known []string
	for ordinal := range read.Expected {
		known = append(known, contract.Member(cluster, ordinal))
	}
	for member := range read.Record.Members {
		if !slices.Contains(known, member) {
			known = append(known, member)
		}
	}
	slices.Sort(known)
	return known
}
