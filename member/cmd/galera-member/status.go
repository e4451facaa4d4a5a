package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/probe"
)

// status prints the cluster as the supervisor in the same pod sees it. The exit code is 0 if the member is ready, 1 if it
// is not, and 2 if the supervisor does not answer.
func status(ctx context.Context, arguments []string, out io.Writer) int {
	flags := flag.NewFlagSet("galera-member status", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "print all that is known, as JSON")
	if err := flags.Parse(arguments); err != nil {
		return 2
	}
	overview, err := ask(ctx, "http://127.0.0.1:"+strconv.Itoa(contract.PortSupervisor)+contract.PathCluster)
	if err != nil {
		fmt.Fprintln(os.Stderr, "galera-member: asking the supervisor:", err)
		return 2
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		_ = encoder.Encode(overview)
	} else {
		show(out, overview)
	}
	if !overview.Report.Ready {
		return 1
	}
	return 0
}

func ask(ctx context.Context, url string) (probe.Overview, error) {
	var overview probe.Overview
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return overview, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return overview, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return overview, fmt.Errorf("it answers %s", answer.Status)
	}
	return overview, json.NewDecoder(answer.Body).Decode(&overview)
}
