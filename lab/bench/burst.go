package bench

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/application"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/load/writer"
	"github.com/galera-aks/galera-aks/lab/region"
)

const (
	// burstConnections is how many connections write at once, each as fast as it is answered.
	burstConnections = 16
	// burstLength is how long is counted, after burstWarmUp, in which connections are made and the first pages are touched.
	burstLength = 5 * time.Second
	burstWarmUp = time.Second
	// burstProcess names the writer among the region's processes.
	burstProcess = "bench"
)

// burst writes from the application's host as fast as it goes and returns how many writes a second were acknowledged. The
// table is made before, and dropped after.
func burst(ctx context.Context, r *region.Region, target writer.Target) (float64, error) {
	folder := r.Host().Path("application", burstProcess)
	if err := os.RemoveAll(folder); err != nil {
		return 0, fmt.Errorf("removing an earlier burst: %w", err)
	}
	defer os.RemoveAll(folder)
	order := writer.Order{Target: target, Table: "bench_" + strings.ToLower(rand.Text()[:10]), Connections: burstConnections}
	if err := execute(ctx, target, order.Statement()); err != nil {
		return 0, err
	}
	history, err := write(ctx, r, folder, order)
	if err != nil {
		return 0, err
	}
	if err := execute(ctx, target, "DROP TABLE "+order.Table); err != nil {
		return 0, err
	}
	return rate(history)
}

// write runs the writer's process for a while.
func write(ctx context.Context, r *region.Region, folder string, order writer.Order) (writer.History, error) {
	content, err := json.Marshal(order)
	if err != nil {
		return writer.History{}, fmt.Errorf("writing the burst's order: %w", err)
	}
	if err := host.WriteFile(filepath.Join(folder, writer.OrderFile), content, 0o600); err != nil {
		return writer.History{}, err
	}
	client := application.Host{Hosts: r.HostsFile(), Marker: r.Host().MarkerVariable()}
	if _, _, err := r.Host().Start(client.Process(burstProcess, r.Agent("load", folder)...)); err != nil {
		return writer.History{}, err
	}
	// The length of the measurement itself, with a little more than is counted.
	const spare = 500 * time.Millisecond
	select {
	case <-ctx.Done():
	case <-time.After(burstWarmUp + burstLength + spare):
	}
	const grace = writer.ConnectPatience + 2*writer.AnswerPatience + time.Second
	if err := r.Host().Stop(context.WithoutCancel(ctx), burstProcess, grace); err != nil {
		return writer.History{}, err
	}
	if ctx.Err() != nil {
		return writer.History{}, ctx.Err()
	}
	h, err := writer.ReadHistory(filepath.Join(folder, writer.JournalFile))
	if err != nil {
		return h, fmt.Errorf("%w; the end of the writer's log:\n%s", err, r.Host().LogTail(burstProcess))
	}
	return h, nil
}

// rate counts the writes of the time that counts. A single failure voids the burst: it would compare other things than
// speed.
func rate(h writer.History) (float64, error) {
	if len(h.Errors) > 0 || h.Unknown > 0 {
		return 0, fmt.Errorf("writes failed: %v, %d not answered", h.Errors, h.Unknown)
	}
	n := 0
	for _, at := range h.Acknowledged {
		if at >= burstWarmUp && at < burstWarmUp+burstLength {
			n++
		}
	}
	if n == 0 {
		return 0, fmt.Errorf("of %d writes none was acknowledged in the time that counts", len(h.IDs))
	}
	return float64(n) / burstLength.Seconds(), nil
}

// execute runs a statement from the application's host.
func execute(ctx context.Context, target writer.Target, statement string) error {
	const patience = 10 * time.Second
	c, err := writer.Connect(ctx, target, func(ctx context.Context, network, address string) (net.Conn, error) {
		return host.Dial(ctx, host.NamespacePath(fabric.ApplicationNamespace), network, address)
	}, patience)
	if err != nil {
		return fmt.Errorf("connecting to %s: %w", target.Address, err)
	}
	defer c.Hangup()
	if err := c.Exec(ctx, statement); err != nil {
		return fmt.Errorf("running %q: %w", statement, err)
	}
	return nil
}
