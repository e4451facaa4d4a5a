// Package rollout carries a change of image or settings through the members of a Galera cluster, one at a time, and
// waits until all of them are Ready and Synced, with the settings that they take over while they run. It runs as a
// Kubernetes Job in the new image. Which member comes next is decided in package plan; here is how its steps are carried out.
//
// It keeps nothing in memory that matters: killed at any moment and started again, it looks at the members and goes on.
package rollout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/outcome"
	"github.com/galera-aks/galera-aks/member/rollout/plan"
)

// DefaultInterval is the time between two looks at the members.
const DefaultInterval = 500 * time.Millisecond

// Rollout is one run for one cluster. All fields but Interval must be set.
type Rollout struct {
	// Cluster is the Galera cluster's name.
	Cluster string
	// Members is the number of members that the cluster should have.
	Members int
	// Kubernetes is where sets and pods are seen and pods deleted.
	Kubernetes Kubernetes
	// Reports is where members tell about themselves.
	Reports Reports
	// Settings is the hash of the settings that members take over while they run; see [state.Settings].
	Settings string
	// Out takes one line for each step, and one whenever what is waited for changes.
	Out io.Writer
	// Interval is the time between two looks at the members; 0 means DefaultInterval.
	Interval time.Duration
}

// Run carries the change through. It returns nil when every member is what it should be, Ready and Synced; an
// [outcome.NeedsSettings] where going on would be of no use; and the context's error when that ends first. While the API
// server or members do not answer it goes on trying.
func (r *Rollout) Run(ctx context.Context) error {
	return r.repeat(ctx, &teller{out: r.Out}, r.advance)
}

// repeat tries until it is done, or until the error is one that another try does not mend. Other errors are told.
func (r *Rollout) repeat(ctx context.Context, tell *teller, try func(context.Context, *teller) (bool, error)) error {
	for {
		done, err := try(ctx, tell)
		var hopeless *outcome.NeedsSettings
		if done || errors.As(err, &hopeless) {
			return err
		}
		if err != nil {
			tell.line("trying again: %v", err)
		}
		if err := r.pause(ctx); err != nil {
			return err
		}
	}
}

// advance looks at the members once and carries out the next step.
func (r *Rollout) advance(ctx context.Context, tell *teller) (bool, error) {
	seen, err := r.observe(ctx)
	if err != nil {
		return false, err
	}
	step := plan.Next(seen.cluster)
	tell.line("%s", step)
	for name, uid := range seen.behind {
		if err := r.Kubernetes.Annotate(ctx, contract.Pod(name), uid, contract.AnnotationOnline, r.Settings); err != nil {
			return false, err
		}
	}
	if step.Action == plan.Restart {
		return false, r.Kubernetes.DeletePod(ctx, contract.Pod(step.Member), seen.uids[step.Member])
	}
	return step.Action == plan.Done, nil
}

func (r *Rollout) pause(ctx context.Context) error {
	interval := r.Interval
	if interval == 0 {
		interval = DefaultInterval
	}
	timer := time.NewTimer(interval)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("rolling out %s: %w", r.Cluster, context.Cause(ctx))
	case <-timer.C:
		return nil
	}
}

// teller writes lines, leaving out those that repeat the one before.
type teller struct {
	out  io.Writer
	last string
}

func (t *teller) line(format string, args ...any) {
	line := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	if line != t.last {
		t.last = line
		fmt.Fprintln(t.out, line)
	}
}
