package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/report"
	"github.com/galera-aks/galera-aks/member/state"
)

// patience is how long the supervisor is given to answer.
const patience = 3 * time.Second

// status prints the report of the supervisor in the same pod. The exit code is 0 if the member is ready, 1 if it is
// not, and 2 if the supervisor does not answer.
func status(ctx context.Context, out io.Writer) int {
	told, err := report.NewClient(patience).Ask(ctx, "127.0.0.1:"+strconv.Itoa(contract.PortSupervisor))
	if err != nil {
		fmt.Fprintln(os.Stderr, "galera-member:", err)
		return 2
	}
	show(out, told)
	if !told.Ready {
		return 1
	}
	return 0
}

func show(out io.Writer, r state.Report) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name string, value any) { fmt.Fprintf(table, "%s\t%v\n", name, value) }
	line("member", fmt.Sprintf("%s of %s, zone %s", r.Member, r.Cluster, r.Zone))
	line("phase", r.Phase)
	if r.WaitsFor != "" {
		line("waits for", r.WaitsFor)
	}
	line("ready", r.Ready)
	line("writer", r.Writer)
	line("disk", fmt.Sprintf("%s %s %s", r.Disk.Class, r.Disk.Position, r.Disk.Detail))
	line("epoch", r.Epoch)
	if r.Wsrep.State != "" {
		line("galera", fmt.Sprintf("%s, %s, %d members, last committed %d", r.Wsrep.ClusterStatus, r.Wsrep.State, r.Wsrep.Size, r.Wsrep.LastCommitted))
	} else {
		line("galera", "mariadbd does not answer")
	}
	_ = table.Flush()
}
