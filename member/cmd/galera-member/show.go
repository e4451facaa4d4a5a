package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/probe"
	"github.com/galera-aks/galera-aks/member/state"
)

// show prints an overview for people: the member first, then all members side by side, then what the ledger remembers.
func show(out io.Writer, overview probe.Overview) {
	r := overview.Report
	fmt.Fprintln(out, probe.Sentence(r))
	if r.Disk.Detail != "" {
		fmt.Fprintf(out, "its disk: %s\n", r.Disk.Detail)
	}
	fmt.Fprintln(out)
	members(out, overview)
	if overview.Ledger != nil {
		fmt.Fprintln(out)
		remembered(out, *overview.Ledger)
	}
}

// members prints a line for each member that is there or should be.
func members(out io.Writer, overview probe.Overview) {
	reports := append([]state.Report{overview.Report}, overview.Peers...)
	slices.SortFunc(reports, func(a, b state.Report) int { return a.Ordinal - b.Ordinal })
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MEMBER\tZONE\tPHASE\tREADY\tWRITER\tGALERA\tSIZE\tPOSITION\tDISK\tEPOCH\tWAITS FOR")
	for _, r := range reports {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%d\t%s\n", r.Member, r.Zone, r.Phase, mark(r.Ready), mark(r.Writer),
			galera(r.Wsrep), r.Wsrep.Size, at(r), r.Disk.Class, r.Epoch, r.WaitsFor)
	}
	if overview.Ledger != nil {
		for ordinal := range overview.Ledger.Expected {
			name := contract.Member(overview.Report.Cluster, ordinal)
			if !slices.ContainsFunc(reports, func(r state.Report) bool { return r.Member == name }) {
				fmt.Fprintf(table, "%s\t\tdoes not answer\n", name)
			}
		}
	}
	_ = table.Flush()
}

func mark(yes bool) string {
	if yes {
		return "yes"
	}
	return "-"
}

func galera(w state.Wsrep) string {
	if w.State == "" {
		return "-"
	}
	return w.ClusterStatus + "/" + w.State
}

func at(r state.Report) string {
	switch {
	case r.Wsrep.LastCommitted > 0:
		return fmt.Sprint(r.Wsrep.LastCommitted)
	case r.Disk.HasData():
		return fmt.Sprint(r.Disk.Seqno)
	}
	return "unknown"
}

func remembered(out io.Writer, memory probe.Memory) {
	record := memory.Record
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, format string, values ...any) { fmt.Fprintf(table, name+"\t"+format+"\n", values...) }
	if memory.Answers {
		line("ledger", "epoch %d, %s, %d members expected, recovery %s", record.Epoch, phase(record.Phase), memory.Expected, memory.Policy)
	} else {
		line("ledger", "CANNOT BE READ NOW; what it said last: epoch %d, %s", record.Epoch, phase(record.Phase))
	}
	line("history", "%s", record.UUID)
	if record.View != nil {
		line("last Primary", "%s", strings.Join(record.View.Members, ", "))
	}
	line("writers", "%s", strings.Join(slices.Sorted(maps.Keys(record.Writers)), ", "))
	line("known to be durable", "%s", record.Mark)
	if record.Joiner.Member != "" {
		line("takes a transfer", "%s", record.Joiner.Member)
	}
	if record.Override != nil {
		line("decided by a person", "to do without %s (%s)", strings.Join(record.Override.Without, ", "), record.Override.Reason)
	}
	_ = table.Flush()
}

func phase(p ledger.Phase) string {
	if p == ledger.PhaseVirgin {
		return "no data yet"
	}
	return string(p)
}
