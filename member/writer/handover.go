package writer

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// HandOver makes another member the writer, if this one is, and one is ready. Both are marked for the time of the
// overlap, in which every node, and where it has to know the load balancer too, learns of the successor; only then the
// own mark is taken off. It returns the successor's pod, or "" if there was none. Afterwards the member must not stand
// again: its standing must be Leaving. Whatever fails is tried again until the context ends; then the rest is left.
func (c *Candidate) HandOver(ctx context.Context, overlap time.Duration) (string, error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	for {
		successor, err := c.handOver(ctx, overlap)
		if err == nil || ctx.Err() != nil {
			return successor, err
		}
		c.tell(err)
		c.readLease(ctx)
		wait(ctx, suspectPause)
	}
}

func (c *Candidate) handOver(ctx context.Context, overlap time.Duration) (string, error) {
	if !c.Holds() {
		return "", c.mark(ctx, c.config.Pod, false)
	}
	c.mu.Lock()
	successor := c.standing.successor()
	c.mu.Unlock()
	if successor == "" {
		return "", errors.Join(c.take(ctx, ""), c.mark(ctx, c.config.Pod, false))
	}
	if err := c.makeWriter(ctx, successor, fmt.Sprintf("%s is leaving", c.config.Pod)); err != nil {
		return "", err
	}
	wait(ctx, overlap)
	return successor, c.mark(context.WithoutCancel(ctx), c.config.Pod, false)
}

func wait(ctx context.Context, length time.Duration) {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
