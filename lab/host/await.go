package host

import (
	"context"
	"fmt"
	"time"
)

// pollInterval is how often a condition is looked at. It only bounds how late its truth is noticed.
const pollInterval = 50 * time.Millisecond

// Await waits until a condition holds. The condition returns false and the reason while it does not hold yet, and an
// error when waiting is pointless. When the context ends first, the error says what was awaited and the last reason.
func Await(ctx context.Context, what string, condition func(context.Context) (bool, string, error)) error {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		holds, reason, err := condition(ctx)
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", what, err)
		}
		if holds {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s (%s): %w", what, reason, ctx.Err())
		case <-ticker.C:
		}
	}
}

// AwaitProcess is Await for something that a process of the region provides: it gives up when that process ends, and
// then shows the end of its log.
func (r *Region) AwaitProcess(ctx context.Context, name, what string, condition func(context.Context) (bool, string, error)) error {
	return Await(ctx, what, func(ctx context.Context) (bool, string, error) {
		if _, running := r.Running(name); !running {
			return false, "", fmt.Errorf("%s has ended; the end of its log:\n%s", name, r.LogTail(name))
		}
		return condition(ctx)
	})
}
