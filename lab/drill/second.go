package drill

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/load"
	"github.com/galera-aks/galera-aks/member/contract"
)

// second is a database that some drills need besides the one that is drilled.
const second = "drill"

// secondSettings make it: as small as a database can be.
var secondSettings = []string{
	"databases[1].name=" + second,
	"databases[1].address=10.60.8.20",
	"databases[1].storage.sizeGiB=2",
	"databases[1].storage.guard=none",
	"databases[1].resources.cpu=100m",
	"databases[1].resources.memory=512Mi",
}

func firstStart() Drill {
	return Drill{
		Name: "first-start", Gap: plannedGap, Deadline: 10 * time.Minute,
		Shows: "a new database beside the other: its pods start in random order, and the DNS comes a minute late; there is one history",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			if err := faults.DNSOff(ctx, r.Region); err != nil {
				return err
			}
			applied, err := r.startInRandomOrder(ctx)
			if err != nil {
				return err
			}
			if err := errors.Join(r.Stay(ctx, time.Minute), faults.DNSOn(ctx, r.Region)); err != nil {
				return err
			}
			r.Mark()
			r.Sayf("the DNS is back")
			if err := <-applied; err != nil {
				return err
			}
			r.figures.FullMs = max(r.figures.FullMs, time.Since(r.mark).Milliseconds())
			return r.checkSecond(ctx)
		},
	}
}

// startInRandomOrder begins to make the second database, and lets its pods on their nodes in random order, some seconds
// apart. The first one's node stays open all the time, since what tries the settings beforehand must run somewhere too.
func (r *Run) startInRandomOrder(ctx context.Context) (applied chan error, err error) {
	members := r.Members()
	rand.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	var later, zones []string
	for n, member := range members {
		zones = append(zones, r.ZoneOf(member))
		if n == 0 {
			continue
		}
		node, err := r.nodeOf(ctx, member)
		if err != nil {
			return nil, err
		}
		r.Undo(func(ctx context.Context) { _ = r.Cordon(ctx, node, false) })
		if err := r.Cordon(ctx, node, true); err != nil {
			return nil, err
		}
		later = append(later, node)
	}
	applied = make(chan error, 1)
	go func() { applied <- r.Apply(ctx, secondSettings...) }()
	err = r.await(ctx, back, "the pods of the new database", func(ctx context.Context) (bool, string, error) {
		databases, err := inventory.Databases(ctx, r.api)
		if err != nil {
			return false, err.Error(), nil
		}
		d, _ := inventory.Status{Databases: databases}.Find(second)
		return len(d.Members) == len(members), fmt.Sprintf("there are %d", len(d.Members)), nil
	})
	if err != nil {
		return nil, err
	}
	r.Notef("the pods were let start in the order of %s", strings.Join(zones, ", "))
	for _, node := range later {
		if err := errors.Join(r.Stay(ctx, time.Duration(rand.Int64N(int64(5*time.Second)))), r.Cordon(ctx, node, false)); err != nil {
			return nil, err
		}
	}
	return applied, nil
}

// checkSecond looks whether the new database is one, and writes to it.
func (r *Run) checkSecond(ctx context.Context) error {
	databases, err := inventory.Databases(ctx, r.api)
	if err != nil {
		return err
	}
	d, found := inventory.Status{Databases: databases}.Find(second)
	if !found || !oneHistory(d) {
		return fmt.Errorf("the new database must have one history, Synced on all members: %+v", d.Members)
	}
	if err := load.Start(ctx, r.Region, d, load.Options{}); err != nil {
		return err
	}
	waited := r.Stay(ctx, warmUp)
	result, err := load.Stop(ctx, r.Region, d, readPatience)
	if err := errors.Join(waited, err); err != nil {
		return err
	}
	if !result.Clean() {
		r.Missf("writes to the new database: must all be found on every member, got %+v", result)
	}
	return nil
}

func foreignDisk() Drill {
	return Drill{
		Name: "disk-foreign", Gap: killedGap, Deadline: 15 * time.Minute,
		Shows: "a member is given a disk with another database's data: that is set aside, not lost and not mixed in, and the member takes a " +
			"full transfer",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			if err := r.Apply(ctx, secondSettings...); err != nil {
				return err
			}
			member := r.Others(r.Writer())[0]
			uid, err := r.podUID(ctx, member)
			if err != nil {
				return err
			}
			r.Mark()
			r.Sayf("%s is given the data of %s", member, contract.Member(second, 0))
			if err := faults.SwapDisk(ctx, r.Region, member, contract.Member(second, 0), faults.Now); err != nil {
				return err
			}
			if err := errors.Join(r.AwaitPod(ctx, member, uid, back), r.AwaitFull(ctx, diskBack)); err != nil {
				return err
			}
			return r.checkSetAside(ctx, member)
		},
	}
}

// checkSetAside looks whether a data directory besides the one in use is on a member's disk.
func (r *Run) checkSetAside(ctx context.Context, member string) error {
	cmd := r.Kubectl(ctx, "exec", "--namespace", r.Database.Namespace, contract.Pod(member), "--container", contract.ComponentMember, "--",
		"sh", "-c", "find "+contract.VolumePath+" -maxdepth 3 -name ibdata1 -not -path '"+contract.DataPath+"/*'")
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("looking for what was set aside on %s: %w", member, err)
	}
	found := strings.TrimSpace(string(out))
	if found == "" {
		r.Missf("the foreign data: must be set aside on the disk of %s, is not there", member)
	} else {
		r.Notef("set aside: %s", found)
	}
	if err := r.AwaitEvent(ctx, "SetAside", 10*time.Second, member); err != nil {
		r.Missf("%v", err)
	}
	return nil
}
