package drill

import (
	"context"
	"errors"
	"time"

	"github.com/galera-aks/galera-aks/lab/faults"
)

// partitionLength is longer than every time-out of group communication (15 s).
const partitionLength = 25 * time.Second

func partitionMinority() Drill {
	return Drill{
		Name: "partition-minority", Short: true, Gap: zoneGap,
		Shows: "the writer is cut off from the two others: these go on, it does not; after the network is healed it catches up",
		Steps: func(ctx context.Context, r *Run) error { return r.partition(ctx, r.Writer(), false) },
	}
}

func partitionMajority() Drill {
	return Drill{
		Name: "partition-majority", Short: true, Gap: zoneGap,
		Shows: "another member is cut off from the writer and the third: these go on, it does not; afterwards it catches up",
		Steps: func(ctx context.Context, r *Run) error { return r.partition(ctx, r.Others(r.Writer())[0], false) },
	}
}

func partitionIsolated() Drill {
	return Drill{
		Name: "partition-isolated", Gap: zoneGap,
		Shows: "the writer's zone is cut off from everything: the other zones, the API server, the balancer",
		Steps: func(ctx context.Context, r *Run) error { return r.partition(ctx, r.Writer(), true) },
	}
}

// partition cuts a member's zone off from the others for a while.
func (r *Run) partition(ctx context.Context, member string, isolate bool) error {
	r.Mark()
	r.Sayf("%s, with %s, is cut off", r.ZoneOf(member), member)
	if err := faults.Partition(ctx, r.Region, faults.Groups{{r.ZoneOf(member)}}, isolate); err != nil {
		return err
	}
	// The fabric, from which the watcher asks, still reaches a zone that is only cut off from the others.
	if err := errors.Join(r.AwaitOut(ctx, member, back), r.Stay(ctx, partitionLength)); err != nil {
		return err
	}
	if err := r.AwaitIn(ctx, back, r.Others(member)...); err != nil {
		return err
	}
	if err := faults.Heal(ctx, r.Region); err != nil {
		return err
	}
	r.Mark()
	r.Sayf("the network is healed")
	if err := r.AwaitFull(ctx, back); err != nil {
		return err
	}
	r.wantNoFull()
	return nil
}

func partitionEach() Drill {
	return Drill{
		Name: "partition-each", Again: powerAgain,
		Shows: "every zone is cut off from every other: nobody goes on; after the network is healed all find together again",
		Steps: func(ctx context.Context, r *Run) error {
			groups := faults.Groups{}
			for _, member := range r.Members() {
				groups = append(groups, []string{r.ZoneOf(member)})
			}
			if err := faults.Partition(ctx, r.Region, groups, false); err != nil {
				return err
			}
			if err := r.Stay(ctx, partitionLength); err != nil {
				return err
			}
			for member, look := range r.record.Pods() {
				if look.Primary {
					r.Missf("%s: must not be Primary on its own, is", member)
				}
			}
			if err := faults.Heal(ctx, r.Region); err != nil {
				return err
			}
			r.Mark()
			return r.AwaitFull(ctx, back)
		},
	}
}

func apiAway() Drill {
	return Drill{
		Name: "api-away", Gap: plannedGap, Deadline: 20 * time.Minute,
		Shows: "the Kubernetes API is away for 10 minutes (1 in the short set): nobody is disturbed, neither then nor when it is back",
		Steps: func(ctx context.Context, r *Run) error {
			r.Mark()
			if err := faults.APIOff(ctx, r.Region); err != nil {
				return err
			}
			away := time.Duration(r.pick(10, 1)) * time.Minute
			r.Sayf("the API is away, for %s", away)
			if err := errors.Join(r.Stay(ctx, away), faults.APIOn(ctx, r.Region)); err != nil {
				return err
			}
			r.Mark()
			// Whoever would take the return for a reason to act has done so by then: the writer's lease is 15 s.
			if err := errors.Join(r.Stay(ctx, 30*time.Second), r.AwaitFull(ctx, back)); err != nil {
				return err
			}
			r.wantNoFull()
			return nil
		},
	}
}

func apiAwayKilled() Drill {
	return Drill{
		Name: "api-away-killed", Gap: 2 * killedGap,
		Shows: "while the API is away a member that does not take the writes is killed: it comes back all the same",
		Steps: func(ctx context.Context, r *Run) error {
			member := r.Others(r.Writer())[0]
			if err := faults.APIOff(ctx, r.Region); err != nil {
				return err
			}
			if err := r.Stay(ctx, 20*time.Second); err != nil {
				return err
			}
			r.Mark()
			if err := errors.Join(faults.KillMember(r.Region, member), r.AwaitOut(ctx, member, back)); err != nil {
				return err
			}
			if err := r.AwaitIn(ctx, back, member); err != nil {
				r.Missf("while the API is away: %v", err)
			}
			if err := faults.APIOn(ctx, r.Region); err != nil {
				return err
			}
			return r.AwaitFull(ctx, back)
		},
	}
}

func dnsAway() Drill {
	return Drill{
		Name: "dns-away", Gap: killedGap,
		Shows: "the cluster's DNS is away, which disturbs nobody; a member that is killed meanwhile comes back, at the latest with the DNS",
		Steps: func(ctx context.Context, r *Run) error {
			member := r.Others(r.Writer())[0]
			if err := errors.Join(faults.DNSOff(ctx, r.Region), r.Stay(ctx, 30*time.Second)); err != nil {
				return err
			}
			r.Mark()
			if err := errors.Join(faults.KillMember(r.Region, member), r.AwaitOut(ctx, member, back)); err != nil {
				return err
			}
			if err := r.AwaitIn(ctx, 40*time.Second, member); err != nil {
				r.Notef("%s did not come back while the DNS was away", member)
			} else {
				r.Notef("%s came back while the DNS was away", member)
			}
			if err := faults.DNSOn(ctx, r.Region); err != nil {
				return err
			}
			return r.AwaitFull(ctx, back)
		},
	}
}
