package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"k8s.io/klog/v2"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/event/pods"
	"github.com/galera-aks/galera-aks/member/ledger/lease"
	"github.com/galera-aks/galera-aks/member/peers"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/supervisor"
	"github.com/galera-aks/galera-aks/member/writer"
)

// flushTime is how long the last events may take to be delivered when the supervisor ends.
const flushTime = 3 * time.Second

// run supervises this member until it is told to end. The exit code is 0 after an orderly end, and
// contract.ExitNeedsSettings if mariadbd refuses its settings.
func run(ctx context.Context) int {
	log := slog.New(slog.NewTextHandler(os.Stdout, nil)).With("from", "supervisor")
	klog.SetSlogLogger(log)
	events, err := supervise(ctx, log)
	if events != nil {
		events.Flush(flushTime)
	}
	switch {
	case errors.Is(err, server.ErrSettings):
		log.Error("only other settings help", "error", err)
		return contract.ExitNeedsSettings
	case err != nil:
		log.Error("the supervisor cannot work", "error", err)
		return 1
	}
	return 0
}

func supervise(ctx context.Context, log *slog.Logger) (*pods.Recorder, error) {
	config, err := supervisor.FromEnvironment()
	where, whereErr := whereabouts()
	if err := errors.Join(err, whereErr); err != nil {
		return nil, err
	}
	client, err := where.client()
	if err != nil {
		return nil, err
	}
	// Events go on being delivered while the member drains.
	events := pods.New(context.WithoutCancel(ctx), client.CoreV1().Events(where.namespace), where.namespace, where.pod, where.uid, log)
	supervised, err := supervisor.New(config, supervisor.Parts{
		Ledger:    lease.New(client.CoordinationV1().Leases(where.namespace), config.Cluster),
		Roles:     writer.NewKubernetes(client, where.namespace, config.Cluster),
		Events:    events,
		Finder:    peers.DNS{Host: contract.MembersHost(config.Cluster, where.namespace)},
		Log:       log,
		ServerLog: os.Stdout,
	})
	if err != nil {
		return events, fmt.Errorf("preparing the supervisor: %w", err)
	}
	return events, supervised.Run(ctx)
}
