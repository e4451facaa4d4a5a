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
	"github.com/galera-aks/galera-aks/member/outcome"
)

// Main is the command "galera-member rollout --members N --settings HASH". It finds the cluster's name and namespace in the
// environment ([contract.EnvCluster], [contract.EnvNamespace]) and the Kubernetes API as a pod does. It returns the
// process's exit code, see [outcome.ExitCode].
func Main(ctx context.Context, args []string) int {
	rollout, err := fromEnvironment(args, os.Getenv, os.Stdout)
	if err == nil {
		err = rollout.Run(ctx)
	}
	return outcome.ExitCode(err, os.Stdout)
}

func fromEnvironment(args []string, getenv func(string) string, out io.Writer) (*Rollout, error) {
	flags := flag.NewFlagSet("galera-member rollout", flag.ContinueOnError)
	flags.SetOutput(out)
	members := flags.Int("members", 0, "number of members that the cluster should have")
	settings := flags.String("settings", "", "hash of the settings that members take over while they run")
	if err := flags.Parse(args); err != nil {
		return nil, &outcome.NeedsSettings{Reason: err.Error()}
	}
	cluster, namespace := getenv(contract.EnvCluster), getenv(contract.EnvNamespace)
	var problems []error
	if *members < 1 {
		problems = append(problems, fmt.Errorf("--members: must be at least 1, got %d", *members))
	}
	if *settings == "" {
		problems = append(problems, errors.New("--settings: must be the hash of the settings that members take over"))
	}
	if cluster == "" {
		problems = append(problems, fmt.Errorf("%s: must name the cluster", contract.EnvCluster))
	}
	if namespace == "" {
		problems = append(problems, fmt.Errorf("%s: must name the namespace", contract.EnvNamespace))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, &outcome.NeedsSettings{Reason: err.Error()}
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
		Settings:   *settings,
		Out:        out,
	}, nil
}
