// Command prepare makes a machine ready for the lab: it says what is missing that it cannot mend, installs Debian's
// packages, and builds the tools and bin/lab. It imports little, so that it is there within seconds on a fresh clone.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/galera-aks/galera-aks/lab/tools"
)

func main() {
	tests := flag.Bool("tests", false, "install also what the tests with a real mariadbd need")
	flag.Parse()
	if err := run(*tests); err != nil {
		fmt.Fprintln(os.Stderr, "prepare:", err)
		os.Exit(1)
	}
}

func run(tests bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	repository, err := tools.Repository()
	if err != nil {
		return err
	}
	return tools.Prepare(ctx, repository, tests, os.Stdout)
}
