package drill

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
)

func scale() Drill {
	return Drill{
		Name: "scale", Gap: untouchedGap, Promise: promiseUntouched, Deadline: 20 * time.Minute,
		Shows: "3 members become 5 and 3 again: nobody who stays is restarted, those who go leave one at a time, the last one first",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			c, err := r.Change(ctx, "databases[0].members=5")
			if err != nil {
				return err
			}
			r.wantUntouched(c)
			first, second := contract.Member(r.Database.Name, 3), contract.Member(r.Database.Name, 4)
			if !slices.Equal(slices.Sorted(slices.Values(c.Added)), []string{first, second}) {
				r.Missf("new members: must be %s and %s, got %v", first, second, c.Added)
			}
			if c, err = r.Change(ctx, "databases[0].members=3"); err != nil {
				return err
			}
			r.wantUntouched(c)
			if !slices.Equal(c.Removed, []string{second, first}) {
				r.Missf("those who leave: must be %s and then %s, got %v", second, first, c.Removed)
			}
			if c.OutAtOnce > 0 {
				r.Missf("members out at once, of those who stay: must be 0, got %d", c.OutAtOnce)
			}
			return r.wantRemoved(ctx, first, second)
		},
	}
}

// wantRemoved notes what is left of members that are gone; the lab's guard lets go of their disks too.
func (r *Run) wantRemoved(ctx context.Context, members ...string) error {
	claims, err := r.claims(ctx)
	if err != nil {
		return err
	}
	disks, err := r.disks()
	if err != nil {
		return err
	}
	for _, claim := range claims {
		disks = append(disks, claim.Name)
	}
	for _, member := range members {
		for _, name := range disks {
			if strings.Contains(name, member+"-g") {
				r.Missf("left of %s: must be nothing, got %s", member, name)
			}
		}
	}
	return nil
}
