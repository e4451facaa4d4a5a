package drill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/member/contract"
)

// diskBack is how long a member may take once its disk is given back: a kubelet that could not mount it tries again after up
// to two minutes.
const diskBack = 5 * time.Minute

// powerCycleWithout is a power cycle after which a member's disk stays away.
func (r *Run) powerCycleWithout(ctx context.Context, member string) error {
	return r.powerCycle(ctx, func() error { return faults.DetachDisk(ctx, r.Region, member, faults.AtNextStart) })
}

// giveBack gives a member its disk back.
func (r *Run) giveBack(ctx context.Context, member string) error {
	r.Sayf("giving the disk of %s back", member)
	return faults.AttachDisk(ctx, r.Region, member)
}

func readerWithheld() Drill {
	return Drill{
		Name: "power-reader-withheld", Again: powerAgain, Deadline: 12 * time.Minute,
		Shows: "after a loss of power the disk of a member that did not take the writes stays away: the others go on, since the writer's " +
			"disk holds every acknowledged write; the member joins them when its disk is given back",
		Steps: func(ctx context.Context, r *Run) error {
			missing := r.Others(r.Writer())[0]
			if err := r.powerCycleWithout(ctx, missing); err != nil {
				return err
			}
			if err := errors.Join(r.AwaitIn(ctx, back, r.Others(missing)...), r.Stay(ctx, warmUp)); err != nil {
				return err
			}
			if err := r.giveBack(ctx, missing); err != nil {
				return err
			}
			if err := r.AwaitFull(ctx, diskBack); err != nil {
				return err
			}
			r.wantNoFull()
			return nil
		},
	}
}

func writerWithheld() Drill {
	return Drill{
		Name: "power-writer-withheld", Short: true, Again: powerAgain, Deadline: 12 * time.Minute,
		Shows: "after a loss of power the disk of the member that took the writes stays away: the others hold and say so, and all come " +
			"back when it is given back",
		Steps: func(ctx context.Context, r *Run) error {
			writer := r.Writer()
			others := r.Others(writer)
			if err := r.powerCycleWithout(ctx, writer); err != nil {
				return err
			}
			held := time.Now()
			if err := errors.Join(r.AwaitHold(ctx, back, writer, others...), r.Stay(ctx, 5*time.Second)); err != nil {
				return err
			}
			for _, member := range others {
				if look, known := r.looked(member, held); known && look.Primary {
					r.Missf("%s: must hold, is Primary", member)
				}
			}
			if err := errors.Join(r.giveBack(ctx, writer), r.AwaitRunning(ctx, writer, diskBack)); err != nil {
				return err
			}
			r.marks = nil
			r.Mark()
			if err := r.AwaitFull(ctx, back); err != nil {
				return err
			}
			r.wantNoFull()
			return nil
		},
	}
}

func writerWithheldDecided() Drill {
	return Drill{
		Name: "power-decided", Lossy: true, Again: powerAgain, Deadline: 12 * time.Minute,
		Shows: "the same, and a person decides to do without the writer's disk: the others come back; the disk that comes back later is set " +
			"aside if it holds more, never mixed in",
		Steps: func(ctx context.Context, r *Run) error {
			writer := r.Writer()
			others := r.Others(writer)
			if err := r.powerCycleWithout(ctx, writer); err != nil {
				return err
			}
			if err := r.AwaitHold(ctx, back, writer, others...); err != nil {
				return err
			}
			r.marks = nil
			r.Mark()
			out, err := r.Kubectl(ctx, "exec", "--namespace", r.Database.Namespace, contract.Pod(others[0]), "--container", contract.ComponentMember,
				"--", contract.Binary, "recover", "--without", writer, "--reason", "drill", "--yes").CombinedOutput()
			if err != nil {
				return fmt.Errorf("deciding to do without %s: %w: %s", writer, err, out)
			}
			if err := errors.Join(r.AwaitIn(ctx, back, others...), r.Stay(ctx, warmUp)); err != nil {
				return err
			}
			if err := r.giveBack(ctx, writer); err != nil {
				return err
			}
			return r.AwaitFull(ctx, diskBack)
		},
	}
}

// boundedRecovery is the setting that lets time decide.
const boundedRecovery = "databases[0].recovery=bounded(40s)"

func writerWithheldBounded() Drill {
	return Drill{
		Name: "power-bounded", Lossy: true, Deadline: 15 * time.Minute,
		Shows: "the same where the environment allows to go on after 40 s: the others do, and say what may be lost; the disk that comes " +
			"back later is set aside, never mixed in",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			if err := r.Apply(ctx, boundedRecovery); err != nil {
				return err
			}
			writer := r.Writer()
			others := r.Others(writer)
			if err := r.powerCycleWithout(ctx, writer); err != nil {
				return err
			}
			if err := r.AwaitIn(ctx, 4*time.Minute, others...); err != nil {
				return err
			}
			if err := r.AwaitEvent(ctx, "WritesMayBeLost", 10*time.Second, others...); err != nil {
				r.Missf("%v", err)
			}
			if err := errors.Join(r.Stay(ctx, warmUp), r.giveBack(ctx, writer)); err != nil {
				return err
			}
			return r.AwaitFull(ctx, diskBack)
		},
	}
}
