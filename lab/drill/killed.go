package drill

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/member/contract"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Bounds that the design sets.
const (
	plannedGap = time.Second
	killedGap  = 8 * time.Second
	zoneGap    = 12 * time.Second
	powerAgain = 30 * time.Second
)

// back is how long a member, or all, may take to come back before a drill gives up; the figures say how long it was.
const back = 2 * time.Minute

func writerKilled() Drill {
	return Drill{
		Name: "writer-killed", Short: true, Gap: killedGap,
		Shows: "the writer's mariadbd is killed with SIGKILL: another member takes the writes, and it comes back by incremental transfer",
		Steps: func(ctx context.Context, r *Run) error { return r.killOne(ctx, r.Writer()) },
	}
}

func memberKilled() Drill {
	return Drill{
		Name: "member-killed", Short: true, Gap: killedGap,
		Shows: "a member that does not take the writes is killed with SIGKILL: it comes back by incremental transfer",
		Steps: func(ctx context.Context, r *Run) error { return r.killOne(ctx, r.Others(r.Writer())[0]) },
	}
}

func (r *Run) killOne(ctx context.Context, member string) error {
	r.Mark()
	r.Sayf("killing %s", member)
	if err := faults.KillMember(r.Region, member); err != nil {
		return err
	}
	if err := errors.Join(r.AwaitOut(ctx, member, back), r.AwaitFull(ctx, back)); err != nil {
		return err
	}
	r.wantNoFull()
	return nil
}

// wantNoFull notes a miss where a member took a full transfer although what it had missed was little.
func (r *Run) wantNoFull() {
	if n := r.transfers[full]; n > 0 {
		r.Missf("state transfers: must be incremental, %d were full", n)
	}
}

func writerDeleted() Drill {
	return Drill{
		Name: "writer-deleted", Short: true, Gap: plannedGap,
		Shows: "the writer's pod is deleted the polite way, as a drain does: it hands over before it leaves",
		Steps: func(ctx context.Context, r *Run) error { return r.deleteOne(ctx, r.Writer()) },
	}
}

func eachDeleted() Drill {
	return Drill{
		Name: "each-deleted", Gap: plannedGap,
		Shows: "the pods of all members are deleted the polite way, one after the other, each when all are well",
		Steps: func(ctx context.Context, r *Run) error {
			for _, member := range r.Members() {
				if err := r.deleteOne(ctx, member); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (r *Run) deleteOne(ctx context.Context, member string) error {
	uid, err := r.podUID(ctx, member)
	if err != nil {
		return err
	}
	r.Mark()
	r.Sayf("deleting the pod of %s", member)
	if err := faults.StopMember(ctx, r.Region, member); err != nil {
		return err
	}
	if err := errors.Join(r.AwaitPod(ctx, member, uid, back), r.AwaitFull(ctx, back)); err != nil {
		return err
	}
	r.wantNoFull()
	return nil
}

func writerForced() Drill {
	return Drill{
		Name: "writer-forced", Gap: killedGap,
		Shows: "the writer's pod is deleted without any grace, its supervisor killed with it: another member takes the writes",
		Steps: func(ctx context.Context, r *Run) error {
			writer := r.Writer()
			uid, err := r.podUID(ctx, writer)
			if err != nil {
				return err
			}
			r.Mark()
			r.Sayf("deleting the pod of %s without grace", writer)
			none := int64(0)
			err = r.api.CoreV1().Pods(r.Database.Namespace).Delete(ctx, contract.Pod(writer), metav1.DeleteOptions{GracePeriodSeconds: &none})
			if err != nil {
				return fmt.Errorf("deleting the pod of %s: %w", writer, err)
			}
			if err := errors.Join(r.AwaitPod(ctx, writer, uid, back), r.AwaitFull(ctx, back)); err != nil {
				return err
			}
			r.wantNoFull()
			return nil
		},
	}
}

func twoKilled() Drill {
	return Drill{
		Name: "two-killed", Again: powerAgain,
		Shows: "two of three members, the writer among them, are killed at once: the one left cannot go on alone, and all come back",
		Steps: func(ctx context.Context, r *Run) error {
			writer := r.Writer()
			return r.killTogether(ctx, writer, r.Others(writer)[0])
		},
	}
}

// killTogether kills members at the same moment and waits until all is well again.
func (r *Run) killTogether(ctx context.Context, members ...string) error {
	r.Mark()
	failures := make(chan error)
	for _, member := range members {
		go func() { failures <- faults.KillMember(r.Region, member) }()
	}
	var err error
	for range members {
		err = errors.Join(err, <-failures)
	}
	for _, member := range members {
		err = errors.Join(err, r.AwaitOut(ctx, member, back))
	}
	if err != nil {
		return err
	}
	return r.AwaitFull(ctx, back)
}

func allKilled() Drill {
	return Drill{
		Name: "all-killed", Again: powerAgain, Deadline: 40 * time.Minute,
		Shows: "all members are killed at once, 20 times (3 in the short set), at random moments under load: they come back by themselves",
		Steps: func(ctx context.Context, r *Run) error {
			r.figures.Rounds = r.pick(20, 3)
			for round := range r.figures.Rounds {
				if err := r.Stay(ctx, time.Duration(rand.Int64N(int64(2*time.Second)))); err != nil {
					return err
				}
				r.Sayf("round %d of %d", round+1, r.figures.Rounds)
				if err := errors.Join(r.killTogether(ctx, r.Members()...), r.AwaitWrites(ctx, back)); err != nil {
					return err
				}
			}
			r.wantNoFull()
			return nil
		},
	}
}

func allKilledDefining() Drill {
	return Drill{
		Name: "all-killed-defining", Again: powerAgain, Deadline: 20 * time.Minute,
		Shows: "all members are killed at once, 6 times (2 in the short set), while tables are changed one after the other, which Galera calls " +
			"unsafe: they come back by themselves",
		Steps: func(ctx context.Context, r *Run) error {
			r.Undo(func(ctx context.Context) {
				if err := r.Do(ctx, r.Members()[0], "DROP TABLE IF EXISTS drill_defined"); err != nil {
					r.Sayf("removing the table: %v", err)
				}
			})
			r.figures.Rounds = r.pick(6, 2)
			for range r.figures.Rounds {
				if err := errors.Join(r.killWhileDefining(ctx), r.AwaitWrites(ctx, back)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// killWhileDefining kills all members while a client changes a table's definition again and again.
func (r *Run) killWhileDefining(ctx context.Context) error {
	writer := r.Writer()
	if err := r.Do(ctx, writer, "CREATE TABLE IF NOT EXISTS drill_defined (id INT PRIMARY KEY)"); err != nil {
		return err
	}
	defining, stop := context.WithCancel(ctx)
	var client sync.WaitGroup
	defer func() { stop(); client.Wait() }()
	client.Go(func() {
		// It ends with its server.
		for defining.Err() == nil && r.Do(defining, writer, "ALTER TABLE drill_defined ADD COLUMN IF NOT EXISTS more INT, FORCE", "ALTER TABLE drill_defined DROP COLUMN IF EXISTS more, FORCE") == nil {
		}
	})
	if err := r.Stay(ctx, time.Second+time.Duration(rand.Int64N(int64(time.Second)))); err != nil {
		return err
	}
	return r.killTogether(ctx, r.Members()...)
}

// pick returns the number for the long drills, or the one for the short set.
func (r *Run) pick(long, short int) int {
	if r.Short {
		return short
	}
	return long
}
