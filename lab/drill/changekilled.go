package drill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/host"
	"golang.org/x/sys/unix"
)

// engineCommand is the command that this program starts to run the engine.
const engineCommand = "pulumi"

func killPulumi() Drill {
	return Drill{
		Name: "kill-pulumi", Gap: plannedGap, Promise: promiseRolled, Deadline: 15 * time.Minute,
		Shows: "Pulumi is killed with SIGKILL in the middle of a rolling change: what the cluster does goes on, and the next run completes it",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			setting := "databases[0].settings." + rolledSetting + "=6"
			r.foresee(ctx, r.Repository, setting)
			c, err := r.changed(ctx, []string{setting + ", Pulumi killed"}, func(ctx context.Context) error {
				if err := r.killedOnTheWay(ctx, setting); err != nil {
					return err
				}
				return r.Apply(ctx, setting)
			})
			if err != nil {
				return err
			}
			r.wantRolled(c, incremental)
			return r.wantSetting(ctx, rolledSetting, "6")
		},
	}
}

// killedOnTheWay begins a change and kills the engine when the first member leaves.
func (r *Run) killedOnTheWay(ctx context.Context, sets ...string) error {
	began := time.Now()
	applied := make(chan error, 1)
	go func() { applied <- r.Apply(ctx, sets...) }()
	err := r.await(ctx, back, "the first member to leave", func(context.Context) (bool, string, error) {
		for _, life := range r.record.Snapshot(time.Now()).Lives {
			if life.Leaving.After(began) {
				return true, "", nil
			}
		}
		return false, "nobody has left", nil
	})
	if err != nil {
		return errors.Join(err, <-applied)
	}
	if err := killChildren(engineCommand); err != nil {
		return errors.Join(err, <-applied)
	}
	if err := <-applied; err == nil {
		r.Missf("the change: must fail where its engine is killed, was made")
	}
	r.Sayf("Pulumi was killed; going on")
	return nil
}

// killChildren kills what this program has started under a command's name, which must be something.
func killChildren(command string) error {
	children, err := host.Children(command)
	if err != nil {
		return err
	}
	if len(children) == 0 {
		return fmt.Errorf("no %s runs that could be killed", command)
	}
	for _, child := range children {
		if err := child.Signal(unix.SIGKILL); err != nil {
			return err
		}
	}
	return nil
}
