package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/ledger/lease"
	"github.com/galera-aks/galera-aks/member/peers"
	"github.com/galera-aks/galera-aks/member/supervisor"
	"github.com/galera-aks/galera-aks/member/writer"
)

// run supervises this member until it is told to end. The exit code is 0 after an orderly end.
func run(ctx context.Context) int {
	log := slog.New(slog.NewTextHandler(os.Stdout, nil)).With("from", "supervisor")
	klog.SetSlogLogger(log)
	supervised, err := prepare(log)
	if err == nil {
		err = supervised.Run(ctx)
	}
	if err != nil {
		log.Error("the supervisor cannot work", "error", err)
		return 1
	}
	return 0
}

func prepare(log *slog.Logger) (*supervisor.Supervisor, error) {
	config, err := supervisor.FromEnvironment()
	namespace, pod := os.Getenv(contract.EnvNamespace), os.Getenv(contract.EnvPodName)
	if namespace == "" {
		err = errors.Join(err, fmt.Errorf("%s: must be set", contract.EnvNamespace))
	}
	if pod == "" {
		err = errors.Join(err, fmt.Errorf("%s: must be set", contract.EnvPodName))
	}
	if err != nil {
		return nil, err
	}
	access, err := rest.InClusterConfig()
	if err != nil {
		return nil, fmt.Errorf("finding the API server: %w", err)
	}
	client, err := kubernetes.NewForConfig(access)
	if err != nil {
		return nil, fmt.Errorf("preparing the connection to the API server: %w", err)
	}
	return supervisor.New(config, supervisor.Parts{
		Ledger:    lease.New(client.CoordinationV1().Leases(namespace), config.Cluster),
		Writer:    writer.New(client, namespace, config.Cluster, pod, log),
		Finder:    peers.DNS{Host: contract.MembersHost(config.Cluster, namespace)},
		Log:       log,
		ServerLog: os.Stdout,
	})
}
