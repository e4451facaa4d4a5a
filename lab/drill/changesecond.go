package drill

import (
	"context"
	"time"
)

func addDatabase() Drill {
	return Drill{
		Name: "add-database", Gap: untouchedGap, Promise: promiseUntouched, Deadline: 10 * time.Minute,
		Shows: "a second database is added to the running platform, and removed again: the first is not touched",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			c, err := r.Change(ctx, secondSettings...)
			if err != nil {
				return err
			}
			r.wantUntouched(c)
			if err := r.checkSecond(ctx); err != nil {
				return err
			}
			if c, err = r.Change(ctx); err != nil {
				return err
			}
			r.wantUntouched(c)
			return nil
		},
	}
}

func diskPerformance() Drill {
	return Drill{
		Name: "disk-performance", Gap: untouchedGap, Promise: promiseUntouched,
		Shows: "every disk is given more bytes a second while it is in use: nobody is restarted",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			// Disks as small as the lab's have only one number of operations.
			c, err := r.Change(ctx, "databases[0].storage.throughputMBps=200")
			if err != nil {
				return err
			}
			r.wantUntouched(c)
			return nil
		},
	}
}
