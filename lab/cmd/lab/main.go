// Command lab is a region on one machine: it brings one up, runs the project's own Pulumi program in it, and shows what
// came of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/galera-aks/galera-aks/lab/tools"
	"github.com/spf13/cobra"
)

func main() {
	os.Exit(run())
}

// run runs the command that the arguments name, until a signal ends it, and returns the exit code.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := root().ExecuteContext(ctx)
	// A command that was run for the user has said itself what is wrong, and its exit code is the answer.
	if ran, ok := errors.AsType[*ranError](err); ok {
		return ran.code
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		return 1
	}
	return 0
}

// root is the command with all its parts.
func root() *cobra.Command {
	c := &cobra.Command{
		Use:           "lab",
		Short:         "A three-zone region on this machine, with Galera clusters in it",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	c.AddCommand(up(), down(), status(), preview(), apply(), destroy(), nodes(), client(), kubectl(), sql(),
		loads(), power(), partition(), heal(), link(), member(), disks(), api(), dns(), drills(), benches())
	return c
}

// paths returns the repository and the lab's folder in it.
func paths() (string, tools.Folder, error) {
	repository, err := tools.Repository()
	if err != nil {
		return "", tools.Folder{}, err
	}
	return repository, tools.In(repository), nil
}
