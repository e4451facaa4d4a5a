package rollout

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// Exit codes of Main.
const (
	exitDone     = 0
	exitTryAgain = 1
)

// Main is the command "galera-member rollout --members N [--settings FILE] [--server COMMAND]". It finds the cluster's
// name and namespace in the environment ([contract.EnvCluster], [contract.EnvNamespace]) and the Kubernetes API as a pod
// does. It returns the process's exit code: 0 when done, 1 when another try is worth while, and
// [contract.ExitNeedsSettings] when it is not before settings change.
func Main(ctx context.Context, args []string) int {
	rollout, err := fromEnvironment(args, os.Getenv, os.Stdout)
	if err == nil {
		err = rollout.Run(ctx)
	}
	return exitCode(err, os.Stdout)
}

// exitCode says the error, as the last line, which the engine shows as the reason.
func exitCode(err error, out io.Writer) int {
	if err == nil {
		return exitDone
	}
	if _, ok := errors.AsType[*NeedsSettings](err); ok {
		fmt.Fprintf(out, "stopped, because only other settings help: %v\n", err)
		return contract.ExitNeedsSettings
	}
	fmt.Fprintf(out, "stopped, to be tried again: %v\n", err)
	return exitTryAgain
}

func fromEnvironment(args []string, getenv func(string) string, out io.Writer) (*Rollout, error) {
	flags := flag.NewFlagSet("galera-member rollout", flag.ContinueOnError)
	flags.SetOutput(out)
	members := flags.Int("members", 0, "number of members that the cluster should have")
	settings := flags.String("settings", serverconfig.ServerPath, "settings file of the members' servers")
	server := flags.String("server", "mariadbd", "command of the server that must accept the settings")
	if err := flags.Parse(args); err != nil {
		return nil, &NeedsSettings{Reason: err.Error()}
	}
	cluster, namespace := getenv(contract.EnvCluster), getenv(contract.EnvNamespace)
	var problems []error
	if *members < 1 {
		problems = append(problems, fmt.Errorf("--members: must be at least 1, got %d", *members))
	}
	if cluster == "" {
		problems = append(problems, fmt.Errorf("%s: must name the cluster", contract.EnvCluster))
	}
	if namespace == "" {
		problems = append(problems, fmt.Errorf("%s: must name the namespace", contract.EnvNamespace))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, &NeedsSettings{Reason: err.Error()}
	}
	config, err := rest.InClusterConfig()
	if err != nil {
		return nil, fmt.Errorf("finding the API server: %w", err)
	}
	// A rollout asks for a few objects at a time; the client's own limit would make it wait for nothing.
	config.QPS, config.Burst, config.Timeout = 50, 100, apiTimeout
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("preparing to talk to the API server: %w", err)
	}
	return &Rollout{
		Cluster:    cluster,
		Members:    *members,
		Kubernetes: NewKubernetes(client, namespace),
		Reports:    NewReports(),
		Accepts:    ServerAccepts(*server, *settings),
		Out:        out,
	}, nil
}
