package drill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/faults"
)

const (
	// fillerRows of a megabyte each make a full transfer take long enough at slowRate, which is in bits a second.
	fillerRows = 64
	slowRate   = 16_000_000
	// donorState is wsrep's word for a member that sends its state.
	donorState = "Donor/Desynced"
)

func donorKilled() Drill {
	return Drill{
		Name: "donor-killed", Gap: killedGap, Deadline: 15 * time.Minute,
		Shows: "a member takes a full transfer over a slow cable, and in the middle of it the donor is killed: the transfer is begun again",
		Steps: func(ctx context.Context, r *Run) error {
			writer := r.Writer()
			joiner, donor := r.Others(writer)[0], r.Others(writer)[1]
			if err := r.fill(ctx, writer); err != nil {
				return err
			}
			if err := faults.SlowLink(ctx, r.Region, r.ZoneOf(joiner), slowRate); err != nil {
				return err
			}
			r.Sayf("%s loses its disk, and its cable is slow", joiner)
			if err := faults.WipeDisk(ctx, r.Region, joiner, faults.Now); err != nil {
				return err
			}
			if err := r.awaitDonor(ctx, donor); err != nil {
				return err
			}
			if err := r.Stay(ctx, 3*time.Second); err != nil {
				return err
			}
			r.Mark()
			r.Sayf("%s is killed while it sends its state", donor)
			// Who is left sends to one after the other, and so the donor may have to wait for the joiner.
			if err := errors.Join(faults.KillMember(r.Region, donor), r.AwaitOut(ctx, donor, back), r.Stay(ctx, 20*time.Second)); err != nil {
				return err
			}
			r.Sayf("the cable is fast again")
			if err := faults.SlowLink(ctx, r.Region, r.ZoneOf(joiner), 0); err != nil {
				return err
			}
			return r.AwaitFull(ctx, diskBack)
		},
	}
}

// fill makes the database large enough for a transfer to take a while, until the end of the drill.
func (r *Run) fill(ctx context.Context, writer string) error {
	statements := []string{"CREATE OR REPLACE TABLE drill_filler (id INT PRIMARY KEY, data LONGBLOB NOT NULL)"}
	for row := range fillerRows {
		statements = append(statements, fmt.Sprintf("INSERT INTO drill_filler VALUES (%d, REPEAT('%x', 500000))", row, row%16+16))
	}
	r.Undo(func(ctx context.Context) {
		if err := r.Do(ctx, writer, "DROP TABLE IF EXISTS drill_filler"); err != nil {
			r.Sayf("emptying the database: %v", err)
		}
	})
	return r.Do(ctx, writer, statements...)
}

// awaitDonor waits until a member sends its state.
func (r *Run) awaitDonor(ctx context.Context, donor string) error {
	called := time.Now()
	return r.await(ctx, back, donor+" to send its state", func(context.Context) (bool, string, error) {
		look, known := r.looked(donor, called)
		return known && look.State == donorState, "it is " + look.State, nil
	})
}

func diskLost() Drill {
	return Drill{
		Name: "disk-lost", Gap: killedGap,
		Shows: "a member's disk is lost for good and replaced by an empty one: it takes a full transfer, and meanwhile no client is led to it",
		Steps: func(ctx context.Context, r *Run) error { return r.lose(ctx, r.Others(r.Writer())[0]) },
	}
}

func writersDiskLost() Drill {
	return Drill{
		Name: "disk-lost-writer", Gap: killedGap,
		Shows: "the same with the writer's disk: the others hold every acknowledged write",
		Steps: func(ctx context.Context, r *Run) error { return r.lose(ctx, r.Writer()) },
	}
}

// lose takes a member's disk from under it and gives it an empty one.
func (r *Run) lose(ctx context.Context, member string) error {
	uid, err := r.podUID(ctx, member)
	if err != nil {
		return err
	}
	r.Mark()
	r.Sayf("the disk of %s is lost", member)
	if err := faults.WipeDisk(ctx, r.Region, member, faults.Now); err != nil {
		return err
	}
	if err := errors.Join(r.AwaitPod(ctx, member, uid, back), r.AwaitFull(ctx, diskBack)); err != nil {
		return err
	}
	if r.transfers[full] == 0 {
		r.Missf("state transfers: one must be full, there was %s", transferText(r.transfers))
	}
	return nil
}

func oldDisk() Drill {
	return Drill{
		Name: "disk-old", Gap: killedGap,
		Shows: "a member gets a disk back that it had minutes ago: it catches up, and nothing that was on it only comes back to life",
		Steps: func(ctx context.Context, r *Run) error {
			member := r.Others(r.Writer())[0]
			if err := r.lose(ctx, member); err != nil {
				return err
			}
			r.Mark()
			r.Sayf("%s gets its old disk back", member)
			if err := faults.SwapDisk(ctx, r.Region, member, "", faults.Now); err != nil {
				return err
			}
			return r.AwaitFull(ctx, diskBack)
		},
	}
}
