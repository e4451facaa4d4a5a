// Package writer decides which member takes the application's writes: the one that holds a Lease, which shows it by
// a label on its pod.
package writer

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	"github.com/galera-aks/galera-aks/member/contract"
)

// The lease's times are client-go's own defaults for its leader election: a holder that cannot renew gives up after
// renewTime, before anybody else may take over after leaseTime.
const (
	leaseTime = 15 * time.Second
	renewTime = 10 * time.Second
	retryTime = 2 * time.Second
)

// Candidate stands for writer while it is told to.
type Candidate struct {
	client    kubernetes.Interface
	namespace string
	cluster   string
	pod       string
	log       *slog.Logger

	holds  atomic.Bool
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{} // of the newest run, nil before the first
	label  *label
}

// New returns a candidate that does not stand yet. pod is the name of this member's pod.
func New(client kubernetes.Interface, namespace, cluster, pod string, log *slog.Logger) *Candidate {
	return &Candidate{
		client: client, namespace: namespace, cluster: cluster, pod: pod, log: log,
		label: &label{pods: client.CoreV1().Pods(namespace), pod: pod, log: log},
	}
}

// Holds tells whether this member is the writer.
func (c *Candidate) Holds() bool { return c.holds.Load() }

// Stand makes the member stand for writer. It returns at once, and does nothing if the member stands already or is
// still standing down; call it as often as is convenient.
func (c *Candidate) Stand() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done != nil && !closed(c.done) {
		return
	}
	var ctx context.Context
	ctx, c.cancel = context.WithCancel(context.Background())
	c.done = make(chan struct{})
	go c.run(ctx, c.done)
}

// StandDown gives up the lease and takes the label away. It returns when that is done or the context has ended,
// in which case the rest is still tried in the background.
func (c *Candidate) StandDown(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		return
	}
	c.cancel()
	select {
	case <-c.done:
	case <-ctx.Done():
		c.log.Warn("the writer lease is not given up yet", "reason", ctx.Err())
	}
}

func closed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// run stands for writer until the context ends. Losing the lease because the API server is away takes no label off:
// nobody else can have won then. The label goes as soon as another holder is seen.
func (c *Candidate) run(ctx context.Context, done chan<- struct{}) {
	defer close(done)
	defer c.label.remove()
	for ctx.Err() == nil {
		c.term(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(retryTime):
		}
	}
}

// term waits for the lease, holds it, and returns when it is lost or the context ends.
func (c *Candidate) term(ctx context.Context) {
	var mu sync.Mutex
	ended := false
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{
			LeaseMeta:  meta.ObjectMeta{Namespace: c.namespace, Name: contract.WriterLease(c.cluster)},
			Client:     c.client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: c.pod},
		},
		LeaseDuration: leaseTime, RenewDeadline: renewTime, RetryPeriod: retryTime,
		ReleaseOnCancel: true,
		Name:            contract.WriterLease(c.cluster),
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(term context.Context) {
				// The elector calls this in a goroutine of its own, possibly after the term is over.
				mu.Lock()
				defer mu.Unlock()
				if ended {
					return
				}
				c.holds.Store(true)
				c.log.Info("this member is the writer")
				go c.label.set(term)
			},
			OnStoppedLeading: func() {},
			OnNewLeader: func(holder string) {
				if holder != c.pod {
					c.label.remove()
				}
			},
		},
	})
	if err != nil {
		c.log.Error("standing for writer", "error", err)
		return
	}
	elector.Run(ctx)
	mu.Lock()
	defer mu.Unlock()
	ended = true
	c.holds.Store(false)
}
