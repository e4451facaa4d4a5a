package writer

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// do carries a step out. The caller has the turn.
func (c *Candidate) do(ctx context.Context, s step) error {
	switch s.action {
	case renew:
		return c.take(ctx, c.config.Pod)
	case take:
		return c.takeOver(ctx, s.reason)
	case pass:
		if err := c.makeWriter(ctx, s.pod, s.reason); err != nil {
			return err
		}
		return c.mark(ctx, c.config.Pod, false)
	case resign:
		if err := c.take(ctx, ""); err != nil {
			return err
		}
		return c.mark(ctx, c.config.Pod, false)
	}
	return nil
}

// takeOver makes this member the writer, and takes the mark off the last one: if its node is lost nobody else does so
// before Kubernetes gives the node up, which takes most of a minute.
func (c *Candidate) takeOver(ctx context.Context, reason string) error {
	last := c.lease.Holder
	if err := c.makeWriter(ctx, c.config.Pod, reason); err != nil {
		return err
	}
	if last == "" || last == c.config.Pod {
		return nil
	}
	return c.mark(ctx, last, false)
}

// makeWriter gives a pod the lease and the mark.
func (c *Candidate) makeWriter(ctx context.Context, pod, reason string) error {
	if err := c.permit(ctx, pod); err != nil {
		return err
	}
	if err := c.take(ctx, pod); err != nil {
		return err
	}
	c.config.Log.Info("made the writer", "pod", pod, "reason", reason)
	if c.config.Changed != nil {
		c.config.Changed(pod, reason)
	}
	return c.mark(ctx, pod, true)
}

func (c *Candidate) permit(ctx context.Context, pod string) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if err := c.config.Permit(ctx, pod); err != nil {
		return fmt.Errorf("recording that %s takes writes: %w", pod, err)
	}
	return nil
}

// take makes a pod the holder of the lease as it was last read.
func (c *Candidate) take(ctx context.Context, pod string) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	c.mu.Lock()
	read := c.lease
	c.mu.Unlock()
	lease, err := c.config.Roles.Take(ctx, read, pod)
	if err != nil {
		c.read = time.Time{} // look again before the next try
		return err
	}
	c.renewed = time.Now()
	c.saw(lease)
	return nil
}

// mark puts the mark on a pod or takes it off.
func (c *Candidate) mark(ctx context.Context, pod string, on bool) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	own := pod == c.config.Pod
	if own && on {
		c.unmarked.Store(false)
	}
	if err := c.config.Roles.Mark(ctx, pod, on); err != nil {
		delete(c.marks, pod)
		return err
	}
	c.marks[pod] = mark{on: on, at: time.Now()}
	if own && !on {
		c.unmarked.Store(true)
	}
	return nil
}

// keepMarks makes the marks what they should be: on this member's pod if it is the writer and ready, and off it if it is
// not. The writer also sees to the pods of members that are not in its Primary.
func (c *Candidate) keepMarks(ctx context.Context, standing Standing) error {
	holds := c.lease.Holder == c.config.Pod
	switch {
	case !holds:
		return c.keepMark(ctx, c.config.Pod, false)
	case !standing.Ready:
		return nil
	}
	if marked := c.marks[c.config.Pod]; !marked.on {
		if err := c.permit(ctx, c.config.Pod); err != nil {
			return err
		}
	}
	if err := c.keepMark(ctx, c.config.Pod, true); err != nil {
		return err
	}
	for _, pod := range standing.Members {
		if len(standing.Group) > 0 && !slices.Contains(standing.Group, pod) {
			if err := c.keepMark(ctx, pod, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepMark marks a pod, unless that was done already not long ago. Somebody else may have changed it meanwhile.
func (c *Candidate) keepMark(ctx context.Context, pod string, on bool) error {
	pause := markPause
	if pod == c.config.Pod && !on {
		pause = ownMarkPause
	}
	if last, known := c.marks[pod]; known && last.on == on && time.Since(last.at) < pause {
		return nil
	}
	return c.mark(ctx, pod, on)
}
