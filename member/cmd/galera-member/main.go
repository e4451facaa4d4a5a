// Command galera-member is the one program that a Galera cluster adds to MariaDB: the supervisor of a member, its
// status for people, and the rollout of a change over all members.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/galera-aks/galera-aks/member/rollout"
	"github.com/galera-aks/galera-aks/member/trial"
)

const usage = `usage: galera-member [COMMAND]

  run       supervise this member (the default); configured by the environment
  status    tell what the members are and what they wait for; --json for all that is known
  recover   after a total outage, decide to do without members that are gone for good
  check     try this image's server with new settings, on a scratch volume
  rollout   carry a change through the cluster, one member at a time
`

func main() {
	arguments := os.Args[1:]
	command := "run"
	if len(arguments) > 0 {
		command, arguments = arguments[0], arguments[1:]
	}
	os.Exit(dispatch(command, arguments))
}

// dispatch runs a command, whose context ends when the program is told to end, and returns the exit code.
func dispatch(command string, arguments []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	switch command {
	case "run":
		return run(ctx)
	case "status":
		return status(ctx, arguments, os.Stdout)
	case "recover":
		return decideWithout(ctx, arguments, os.Stdout)
	case "check":
		return trial.Main(ctx, arguments)
	case "rollout":
		return rollout.Main(ctx, arguments)
	case "help", "-h", "--help":
		fmt.Print(usage)
		return 0
	}
	fmt.Fprintf(os.Stderr, "galera-member: there is no command %q\n%s", command, usage)
	return 2
}
