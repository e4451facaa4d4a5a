// Command check runs every test of the project, stage by stage, and ends with a summary. A stage has a deadline of its
// own, after which it fails with what it has shown so far.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/galera-aks/galera-aks/lab/tools"
)

func main() {
	only := flag.String("only", "", "run only the stages whose names begin so, separated by commas")
	flag.Parse()
	repository, err := tools.Repository()
	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
	if !run(choose(stages(repository), *only), os.Stdout) {
		os.Exit(1)
	}
}

// choose returns the stages whose names begin with one of the given beginnings; all of them where none is given.
func choose(all []stage, only string) []stage {
	if only == "" {
		return all
	}
	var chosen []stage
	for _, s := range all {
		for beginning := range strings.SplitSeq(only, ",") {
			if strings.HasPrefix(s.name, beginning) {
				chosen = append(chosen, s)
				break
			}
		}
	}
	return chosen
}

// run runs the stages in order, all of them also when one fails, and reports whether everything has passed.
func run(stages []stage, out io.Writer) bool {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var results []result
	for _, s := range stages {
		if ctx.Err() != nil {
			break
		}
		fmt.Fprintf(out, "\n== %s: %s\n", s.name, s.says)
		results = append(results, s.run(ctx, out))
	}
	return summarise(out, results, len(stages))
}
