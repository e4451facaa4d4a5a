package drill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/member/contract"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// cut is how long the power is away.
const cut = 5 * time.Second

// diskBack is how long a member may take once its disk is given back: a kubelet that could not mount it tries again after up
// to two minutes.
const diskBack = 5 * time.Minute

func powerOff() Drill {
	return Drill{
		Name: "power-off", Short: true, Again: powerAgain,
		Shows: "all nodes lose their power at once, and get it back: writes are acknowledged again soon, and none is lost",
		Steps: func(ctx context.Context, r *Run) error {
			if err := r.powerCycle(ctx, func() error { return nil }); err != nil {
				return err
			}
			return r.AwaitFull(ctx, back)
		},
	}
}

// powerCycle takes the power from all nodes, does something meanwhile, and gives it back. Times count from the moment that
// the last node is up.
func (r *Run) powerCycle(ctx context.Context, meanwhile func() error) error {
	r.Sayf("the power goes")
	if err := faults.PowerOff(ctx, r.Region); err != nil {
		return err
	}
	if err := errors.Join(meanwhile(), r.Stay(ctx, cut)); err != nil {
		return err
	}
	r.Sayf("the power comes back")
	if err := faults.PowerOn(ctx, r.Region); err != nil {
		return err
	}
	r.Mark()
	r.Sayf("all nodes are up")
	return nil
}

func powerTwice() Drill {
	return Drill{
		Name: "power-twice", Again: powerAgain,
		Shows: "the power goes a second time while the members are coming back from the first",
		Steps: func(ctx context.Context, r *Run) error {
			for range 2 {
				if err := r.powerCycle(ctx, func() error { return nil }); err != nil {
					return err
				}
				if err := r.Stay(ctx, 4*time.Second); err != nil {
					return err
				}
			}
			return r.AwaitFull(ctx, back)
		},
	}
}

func ledgerLost() Drill {
	return Drill{
		Name: "ledger-lost", Again: powerAgain,
		Shows: "while there is no power the cluster's memory is lost: the members adopt the history of the data that they hold",
		Steps: func(ctx context.Context, r *Run) error {
			err := r.powerCycle(ctx, func() error {
				patch := fmt.Appendf(nil, `{"metadata":{"annotations":{%q:null}}}`, contract.AnnotationLedger)
				_, err := r.api.CoordinationV1().Leases(r.Database.Namespace).Patch(ctx, contract.Ledger(r.Database.Name),
					types.MergePatchType, patch, metav1.PatchOptions{})
				if err != nil {
					return fmt.Errorf("emptying the ledger: %w", err)
				}
				return nil
			})
			if err != nil {
				return err
			}
			return r.AwaitFull(ctx, back)
		},
	}
}

func readerWithheld() Drill {
	return Drill{
		Name: "power-reader-withheld", Again: powerAgain, Deadline: 12 * time.Minute,
		Shows: "after a loss of power the disk of a member that did not take the writes stays away: the others go on, since the writer's " +
			"disk holds every acknowledged write; the member joins them when its disk is given back",
		Steps: func(ctx context.Context, r *Run) error {
			missing := r.Others(r.Writer())[0]
			err := r.powerCycle(ctx, func() error { return faults.DetachDisk(ctx, r.Region, missing, faults.AtNextStart) })
			if err != nil {
				return err
			}
			if err := errors.Join(r.AwaitIn(ctx, back, r.Others(missing)...), r.Stay(ctx, warmUp)); err != nil {
				return err
			}
			r.Sayf("giving the disk of %s back", missing)
			if err := faults.AttachDisk(ctx, r.Region, missing); err != nil {
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
			err := r.powerCycle(ctx, func() error { return faults.DetachDisk(ctx, r.Region, writer, faults.AtNextStart) })
			if err != nil {
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
			r.Sayf("the others hold; giving the disk of %s back", writer)
			if err := errors.Join(faults.AttachDisk(ctx, r.Region, writer), r.AwaitRunning(ctx, writer, diskBack)); err != nil {
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
			err := r.powerCycle(ctx, func() error { return faults.DetachDisk(ctx, r.Region, writer, faults.AtNextStart) })
			if err != nil {
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
			r.Sayf("the others went on; giving the disk of %s back", writer)
			if err := faults.AttachDisk(ctx, r.Region, writer); err != nil {
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
			r.Undo(func(ctx context.Context) {
				if err := r.Apply(ctx); err != nil {
					r.Sayf("taking the setting back: %v", err)
				}
			})
			if err := r.Apply(ctx, boundedRecovery); err != nil {
				return err
			}
			writer := r.Writer()
			others := r.Others(writer)
			err := r.powerCycle(ctx, func() error { return faults.DetachDisk(ctx, r.Region, writer, faults.AtNextStart) })
			if err != nil {
				return err
			}
			if err := r.AwaitIn(ctx, 4*time.Minute, others...); err != nil {
				return err
			}
			if err := r.AwaitEvent(ctx, "WritesMayBeLost", 10*time.Second, others...); err != nil {
				r.Missf("%v", err)
			}
			r.Sayf("the others went on; giving the disk of %s back", writer)
			if err := errors.Join(r.Stay(ctx, warmUp), faults.AttachDisk(ctx, r.Region, writer)); err != nil {
				return err
			}
			return r.AwaitFull(ctx, diskBack)
		},
	}
}

// relaxedFlush is the setting under which a loss of power costs acknowledged writes.
const relaxedFlush = "databases[0].settings.innodb_flush_log_at_trx_commit=0"

func relaxedControl() Drill {
	return Drill{
		Name: "control-relaxed", Lossy: true, Deadline: 15 * time.Minute,
		Shows: "a control: with innodb_flush_log_at_trx_commit=0 a loss of power costs acknowledged writes, and the drills' own check " +
			"must see it",
		Check: func(f Figures) []string {
			if f.Lost == 0 {
				return []string{"the check must be able to see a loss, and saw none"}
			}
			return nil
		},
		Steps: func(ctx context.Context, r *Run) error {
			r.Undo(func(ctx context.Context) {
				if err := r.Apply(ctx); err != nil {
					r.Sayf("taking the setting back: %v", err)
				}
			})
			if err := r.Apply(ctx, relaxedFlush); err != nil {
				return err
			}
			r.figures.Rounds = 2
			for range r.figures.Rounds {
				if err := r.AwaitFull(ctx, back); err != nil {
					return err
				}
				if err := errors.Join(r.Stay(ctx, warmUp), r.powerCycle(ctx, func() error { return nil })); err != nil {
					return err
				}
			}
			return r.AwaitFull(ctx, back)
		},
	}
}

func zoneLost() Drill {
	return Drill{
		Name: "zone-lost", Gap: zoneGap,
		Shows: "the writer's zone loses its power: another member takes the writes; it comes back by incremental transfer",
		Steps: func(ctx context.Context, r *Run) error {
			writer := r.Writer()
			r.Mark()
			r.Sayf("%s, with the writer %s, loses its power", r.ZoneOf(writer), writer)
			if err := r.Region.KillNode(ctx, r.ZoneOf(writer)); err != nil {
				return err
			}
			if err := errors.Join(r.AwaitOut(ctx, writer, back), r.Stay(ctx, 30*time.Second)); err != nil {
				return err
			}
			if taken := r.record.Leads(contract.WriterService(r.Database.Name)); len(taken) == 0 || taken[0] == contract.Pod(writer) {
				r.Missf("the read-write Service: must lead to another member half a minute after, leads to %v", taken)
			}
			if err := r.Region.BootNode(ctx, r.ZoneOf(writer)); err != nil {
				return err
			}
			r.Mark()
			if err := r.AwaitFull(ctx, back); err != nil {
				return err
			}
			r.wantNoFull()
			return nil
		},
	}
}

func twoZonesLost() Drill {
	return Drill{
		Name: "two-zones-lost", Again: powerAgain,
		Shows: "two of three zones lose their power, the writer's among them: the one left does not go on alone; all come back with the power",
		Steps: func(ctx context.Context, r *Run) error {
			writer := r.Writer()
			lost := []string{r.ZoneOf(writer), r.ZoneOf(r.Others(writer)[0])}
			for _, zone := range lost {
				if err := r.Region.KillNode(ctx, zone); err != nil {
					return err
				}
			}
			if err := r.Stay(ctx, 20*time.Second); err != nil {
				return err
			}
			for _, zone := range lost {
				if err := r.Region.BootNode(ctx, zone); err != nil {
					return err
				}
			}
			r.Mark()
			return r.AwaitFull(ctx, back)
		},
	}
}
