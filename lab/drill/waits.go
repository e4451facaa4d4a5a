package drill

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/drill/watch"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/member/contract"
)

// AwaitFull waits until every member is Primary and Synced in a component of all of them and clients are led to each of them,
// with one writer. What was known before the call does not count. It takes the time since the mark into the figures, and
// looks how members got what they had missed.
func (r *Run) AwaitFull(ctx context.Context, patience time.Duration) error {
	called := time.Now()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := host.Await(ctx, "every member to be Primary and Synced", func(context.Context) (bool, string, error) {
		lacking := r.lacking(called)
		return len(lacking) == 0, strings.Join(lacking, "; "), nil
	})
	if err != nil {
		return err
	}
	if !r.mark.IsZero() {
		r.figures.FullMs = max(r.figures.FullMs, time.Since(r.mark).Milliseconds())
		end, _ := watch.Leaderless(r.record.Snapshot(time.Now()), r.mark)
		r.figures.PrimaryMs = max(r.figures.PrimaryMs, end.Sub(r.mark).Milliseconds())
	}
	r.Sayf("all members are Primary and Synced")
	r.countTransfers(ctx)
	return nil
}

// lacking says what is not as it should be, by what was heard after a moment.
func (r *Run) lacking(after time.Time) []string {
	var lacking []string
	size := len(r.Members())
	for _, member := range r.Members() {
		look, known := r.looked(member, after)
		switch {
		case !known:
			lacking = append(lacking, member+" was not heard yet")
		case !look.Answers:
			lacking = append(lacking, member+" does not answer")
		case !look.Synced() || look.Size != size:
			lacking = append(lacking, fmt.Sprintf("%s is %s, in a component of %d", member, saying(look.Condition), look.Size))
		}
	}
	if led := len(r.record.Leads(contract.ReadersService(r.Database.Name))); led != size {
		lacking = append(lacking, fmt.Sprintf("readers are led to %d members of %d", led, size))
	}
	if led := len(r.record.Leads(contract.WriterService(r.Database.Name))); led != 1 {
		lacking = append(lacking, fmt.Sprintf("writes are led to %d members", led))
	}
	return lacking
}

// AwaitOut waits until a member is no longer Primary and Synced.
func (r *Run) AwaitOut(ctx context.Context, member string, patience time.Duration) error {
	called := time.Now()
	return r.await(ctx, patience, member+" to be out", func(context.Context) (bool, string, error) {
		look, known := r.looked(member, called)
		_, there := r.record.Pods()[contract.Pod(member)]
		return !there || (known && !look.Synced()), "it is Primary and Synced", nil
	})
}

// AwaitIn waits until members are Primary and Synced, whatever others are.
func (r *Run) AwaitIn(ctx context.Context, patience time.Duration, members ...string) error {
	called := time.Now()
	return r.await(ctx, patience, strings.Join(members, " and ")+" to be Primary and Synced", func(context.Context) (bool, string, error) {
		for _, member := range members {
			if look, known := r.looked(member, called); !known || !look.Synced() {
				return false, member + " is not", nil
			}
		}
		return true, "", nil
	})
}

// AwaitPod waits until a member has a pod other than the one with a UID.
func (r *Run) AwaitPod(ctx context.Context, member, notUID string, patience time.Duration) error {
	return r.await(ctx, patience, "a new pod of "+member, func(ctx context.Context) (bool, string, error) {
		uid, err := r.podUID(ctx, member)
		return err == nil && uid != notUID, fmt.Sprintf("its pod is %s (%v)", uid, err), nil
	})
}

// await is host.Await with patience.
func (r *Run) await(ctx context.Context, patience time.Duration, what string, condition func(context.Context) (bool, string, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return host.Await(ctx, what, condition)
}

// Stay lets time pass while nothing is done, such as the length of a power cut. It is part of what a drill says happens,
// never a way to wait for something.
func (r *Run) Stay(ctx context.Context, length time.Duration) error {
	select {
	case <-ctx.Done():
		return fmt.Errorf("letting %s pass: %w", length, ctx.Err())
	case <-time.After(length):
		return nil
	}
}

// AwaitWrites waits until the application has written again. The balancer takes its time to believe in members that are
// back, and a drill that breaks them again before would find nobody at work.
func (r *Run) AwaitWrites(ctx context.Context, patience time.Duration) error {
	before := int64(-1)
	return r.await(ctx, patience, "the application to write again", func(ctx context.Context) (bool, string, error) {
		rows, err := r.written(ctx, r.Writer())
		if err != nil {
			return false, err.Error(), nil
		}
		if before < 0 {
			before = rows
		}
		return rows > before, fmt.Sprintf("there are still %d rows", rows), nil
	})
}
