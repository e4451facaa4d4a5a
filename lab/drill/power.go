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

func powerOff() Drill {
	return Drill{
		Name: "power-off", Short: true, Again: powerAgain,
		Shows: "all nodes lose their power at once, and get it back: writes are acknowledged again soon, and none is lost",
		Steps: func(ctx context.Context, r *Run) error {
			if err := r.powerCycle(ctx, nil); err != nil {
				return err
			}
			return r.AwaitFull(ctx, back)
		},
	}
}

// powerCycle takes the power from all nodes, does something meanwhile if there is anything, and gives it back. Times count from the moment that
// the last node is up.
func (r *Run) powerCycle(ctx context.Context, meanwhile func() error) error {
	r.Sayf("the power goes")
	if err := faults.PowerOff(ctx, r.Region); err != nil {
		return err
	}
	if meanwhile != nil {
		if err := meanwhile(); err != nil {
			return err
		}
	}
	if err := r.Stay(ctx, cut); err != nil {
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
				if err := r.powerCycle(ctx, nil); err != nil {
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
			r.putBack()
			if err := r.Apply(ctx, relaxedFlush); err != nil {
				return err
			}
			r.figures.Rounds = 2
			for range r.figures.Rounds {
				if err := r.AwaitFull(ctx, back); err != nil {
					return err
				}
				if err := errors.Join(r.Stay(ctx, warmUp), r.powerCycle(ctx, nil)); err != nil {
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
