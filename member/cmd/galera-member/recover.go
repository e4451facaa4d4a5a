package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/event/pods"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/ledger/lease"
)

const recoverUsage = `galera-member recover --without MEMBER[,MEMBER] --reason TEXT [--yes]

After a total outage, decide that some members, their disks and whatever only they hold, are gone for good, so that the
others come back without them. What these members have acknowledged and the others have not is lost. The members named must
be down: one that is cut off and still serves would go on beside the new Primary. Without --yes it only says what it would do.
`

// recoverTime bounds the whole command.
const recoverTime = 15 * time.Second

// decideWithout records a person's decision to do without some members. The exit code is 0 when that is done, or would be,
// 1 where it must not or could not be done, and 2 for wrong use.
func decideWithout(ctx context.Context, arguments []string, out io.Writer) int {
	flags := flag.NewFlagSet("galera-member recover", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, recoverUsage) }
	without := flags.String("without", "", "the members that are gone for good, with commas between them")
	reason := flags.String("reason", "", "why, for those who will ask")
	yes := flags.Bool("yes", false, "do it")
	if err := flags.Parse(arguments); err != nil || *without == "" || *reason == "" {
		flags.Usage()
		return 2
	}
	ctx, cancel := context.WithTimeout(ctx, recoverTime)
	defer cancel()
	if err := recordDecision(ctx, strings.Split(*without, ","), *reason, *yes, out); err != nil {
		fmt.Fprintln(os.Stderr, "galera-member:", err)
		return 1
	}
	return 0
}

func recordDecision(ctx context.Context, without []string, reason string, do bool, out io.Writer) error {
	where, err := whereabouts()
	if err != nil {
		return err
	}
	client, err := where.client()
	if err != nil {
		return err
	}
	overview, err := ask(ctx, "http://127.0.0.1:"+strconv.Itoa(contract.PortSupervisor)+contract.PathCluster)
	if err != nil {
		return fmt.Errorf("asking the supervisor: %w", err)
	}
	memory := lease.New(client.CoordinationV1().Leases(where.namespace), where.cluster)
	read, err := memory.Read(ctx)
	if err != nil {
		return err
	}
	record, err := withoutMembers(read, overview, without, reason)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The cluster comes back without %s. Writes that only they hold are lost.\n", strings.Join(without, ", "))
	if !do {
		fmt.Fprintln(out, "Nothing was done; add --yes.")
		return nil
	}
	if _, err := memory.Write(ctx, read, record); errors.Is(err, ledger.ErrConflict) {
		return fmt.Errorf("%w; look again", err)
	} else if err != nil {
		return err
	}
	events := pods.New(ctx, client.CoreV1().Events(where.namespace), where.namespace, where.pod, where.uid, slog.New(slog.DiscardHandler))
	events.Record(event.Overridden, fmt.Sprintf("a person has decided to do without %s: %s", strings.Join(without, ", "), reason))
	events.Flush(flushTime)
	fmt.Fprintln(out, "Recorded. The members that are there start the new Primary by themselves.")
	return nil
}
