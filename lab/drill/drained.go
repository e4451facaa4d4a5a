package drill

import (
	"context"
	"errors"
	"time"

	"github.com/galera-aks/galera-aks/lab/drain"
	"github.com/galera-aks/galera-aks/member/contract"
)

func twoDrained() Drill {
	return Drill{
		Name: "two-drained", Gap: plannedGap, Deadline: 10 * time.Minute,
		Shows: "two nodes, the writer's among them, are drained at once: only one member goes at a time, the other when that one is back",
		Steps: func(ctx context.Context, r *Run) error {
			writer := r.Writer()
			members := []string{writer, r.Others(writer)[0]}
			nodes := map[string]string{}
			for _, member := range members {
				node, err := r.nodeOf(ctx, member)
				if err != nil {
					return err
				}
				nodes[member] = node
				r.Undo(func(ctx context.Context) { _ = r.Cordon(ctx, node, false) })
				if err := r.Cordon(ctx, node, true); err != nil {
					return err
				}
			}
			r.Mark()
			return r.drain(ctx, members, nodes)
		},
	}
}

// drain evicts two members at once, as two `kubectl drain` do.
func (r *Run) drain(ctx context.Context, members []string, nodes map[string]string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type eviction struct {
		member string
		err    error
	}
	evicted := make(chan eviction, len(members))
	for _, member := range members {
		go func() { evicted <- eviction{member, r.evict(ctx, member)} }()
	}
	first := <-evicted
	if first.err != nil {
		return first.err
	}
	r.Sayf("%s goes", first.member)
	// The node of the first takes no pods yet, so that the first cannot come back.
	select {
	case second := <-evicted:
		r.Missf("%s: must not go while %s is away, went (%v)", second.member, first.member, second.err)
		evicted <- second
	case <-time.After(20 * time.Second):
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := errors.Join(r.Cordon(ctx, nodes[first.member], false), r.AwaitIn(ctx, back, first.member)); err != nil {
		return err
	}
	r.Sayf("%s is back", first.member)
	second := <-evicted
	if second.err != nil {
		return second.err
	}
	r.Sayf("%s goes", second.member)
	if err := errors.Join(r.AwaitOut(ctx, second.member, back), r.Cordon(ctx, nodes[second.member], false)); err != nil {
		return err
	}
	if err := r.AwaitFull(ctx, back); err != nil {
		return err
	}
	r.wantNoFull()
	return nil
}

// evict asks for the eviction of a member's pod until it is granted.
func (r *Run) evict(ctx context.Context, member string) error {
	for {
		granted, err := drain.Evict(ctx, r.api, r.Database.Namespace, contract.Pod(member))
		if granted || err != nil {
			return err
		}
		if err := r.Stay(ctx, time.Second); err != nil {
			return err
		}
	}
}
