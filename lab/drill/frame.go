package drill

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/galera-aks/galera-aks/lab/drill/watch"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/load"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// warmUp is how long the application writes before anything happens, and after everything is well again.
	warmUp = 2 * time.Second
	// readPatience is how long members have until acknowledged writes must be readable on them at the end.
	readPatience = 30 * time.Second
	// mendPatience is how long a database has to be well after everything that was broken has been mended.
	mendPatience = 3 * time.Minute
	// undoPatience is how long it may take to undo what a drill has done, which may be a rolling change.
	undoPatience = 10 * time.Minute
)

// one runs one drill and judges it. What it leaves broken it mends.
func (l Lab) one(ctx context.Context, d Drill) Result {
	began := time.Now()
	result := Result{Name: d.Name, Kind: d.Kind, Shows: d.Shows, Bound: d.Bound(), Misses: []string{}}
	r, err := l.begin(ctx)
	if err != nil {
		result.Misses = append(result.Misses, "not begun: "+err.Error())
		result.Seconds = time.Since(began).Seconds()
		return result
	}
	deadline := d.Deadline
	if deadline == 0 {
		deadline = defaultDeadline
	}
	record, stop, err := l.watch(ctx, r.Database)
	if err != nil {
		result.Misses = append(result.Misses, "not begun: "+err.Error())
		return result
	}
	r.record = record
	limited, cancel := context.WithTimeout(ctx, deadline)
	err = r.underLoad(limited, d)
	cancel()
	loaded, unloaded := r.unload(ctx)
	stop()
	seen := record.Snapshot(time.Now())
	verdict := watch.Judge(seen)
	r.figures.measure(loaded, r.marks, verdict)
	r.figures.Transfer = transferText(r.transfers)
	for _, problem := range []error{err, unloaded} {
		if problem != nil {
			r.Missf("%v", problem)
		}
	}
	result.Figures = r.figures
	result.Misses = slices.Concat(r.misses, judge(d, r.figures, loaded, verdict, r.Database.Members[0].UUID))
	if result.Misses == nil {
		result.Misses = []string{}
	}
	result.Met = len(result.Misses) == 0
	if !result.Met {
		result.Evidence = r.keep(ctx, d, evidence{Result: result, Load: loaded, Verdict: verdict, Seen: seen})
	}
	r.mend(ctx)
	if unloaded != nil {
		result.Notes = append(result.Notes, r.recount(ctx))
	}
	result.Seconds = time.Since(began).Seconds()
	return result
}

// unload ends the load and counts, also when the command is interrupted.
func (r *Run) unload(ctx context.Context) (load.Result, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*readPatience)
	defer cancel()
	return load.Stop(ctx, r.Region, r.Database, readPatience)
}

// recount counts again after everything was mended, where members could not be looked at before.
func (r *Run) recount(ctx context.Context) string {
	if _, err := r.awaitWell(ctx); err != nil {
		return fmt.Sprintf("what became of the writes is not known: %v", err)
	}
	counted, err := r.unload(ctx)
	if err != nil {
		return fmt.Sprintf("what became of the writes is not known: %v", err)
	}
	return fmt.Sprintf("after everything was mended: %d acknowledged, %d on no member, missing %v", counted.Acked, counted.Lost, counted.Missing)
}

// begin makes sure that the region and the database are well before a drill.
func (l Lab) begin(ctx context.Context) (*Run, error) {
	api, err := l.api()
	if err != nil {
		return nil, err
	}
	if err := faults.HealAll(ctx, l.Region); err != nil {
		return nil, fmt.Errorf("mending what is broken: %w", err)
	}
	d, err := l.awaitWell(ctx)
	if err != nil && ctx.Err() == nil {
		l.Say("  nothing mends what an earlier drill has left; the environment is made anew: " + err.Error())
		*l.standing = nil
		if err := l.Rebuild(ctx); err != nil {
			return nil, err
		}
		d, err = l.awaitWell(ctx)
	}
	if err != nil {
		return nil, err
	}
	return &Run{Lab: l, Database: d, api: api, began: time.Now(), counted: time.Now(), figures: Figures{Rounds: 1}, transfers: map[string]int{}}, nil
}

// awaitWell waits until the cluster and the members themselves say that all is well.
func (l Lab) awaitWell(ctx context.Context) (inventory.Database, error) {
	ctx, cancel := context.WithTimeout(ctx, mendPatience)
	defer cancel()
	var d inventory.Database
	err := host.Await(ctx, "the database to be well", func(ctx context.Context) (bool, string, error) {
		status, err := l.Region.Status(ctx)
		if err != nil {
			return false, err.Error(), nil
		}
		var found bool
		if d, found = status.Find(l.Database); !found {
			return false, "", fmt.Errorf("the region has no database %q, or several and none was named", l.Database)
		}
		return status.Healthy() && d.Writer != "" && oneHistory(d), "a zone, or a member, is not", nil
	})
	return d, err
}

func oneHistory(d inventory.Database) bool {
	for _, m := range d.Members {
		if m.UUID != d.Members[0].UUID || m.State != state.StateSynced {
			return false
		}
	}
	return true
}

// watch begins to watch a database.
func (l Lab) watch(ctx context.Context, d inventory.Database) (*watch.Record, func(), error) {
	account, err := l.Region.Account(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	api, err := l.api()
	if err != nil {
		return nil, nil, err
	}
	client := watch.Client{User: account.User, Password: account.Password, Port: contract.PortSQL,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			return host.Dial(ctx, host.NamespacePath(fabric.Namespace), network, address)
		}}
	record, stop := watch.Watcher{
		API:       api,
		Namespace: d.Namespace,
		Services:  []string{contract.WriterService(d.Name), contract.ReadersService(d.Name)},
		Selector:  contract.LabelInstance + "=" + d.Name + "," + contract.LabelComponent + "=" + contract.ComponentMember,
		Ask:       client.Ask,
	}.Start(ctx)
	return record, stop, nil
}

// underLoad runs a drill's steps while the application writes, and waits until all is well.
func (r *Run) underLoad(ctx context.Context, d Drill) error {
	if err := load.Start(ctx, r.Region, r.Database, load.Options{}); err != nil {
		return err
	}
	if err := errors.Join(r.AwaitFull(ctx, mendPatience), r.Stay(ctx, warmUp)); err != nil {
		return err
	}
	if err := d.Steps(ctx, r); err != nil {
		return err
	}
	return errors.Join(r.AwaitFull(ctx, mendPatience), r.Stay(ctx, warmUp))
}

// Undo has something done at the end of the drill, whatever comes of it.
func (r *Run) Undo(do func(ctx context.Context)) { r.undo = append(r.undo, do) }

// mend undoes what the drill has broken.
func (r *Run) mend(ctx context.Context) {
	// Also when the command is interrupted.
	ctx = context.WithoutCancel(ctx)
	healing, cancel := context.WithTimeout(ctx, mendPatience)
	defer cancel()
	if err := faults.HealAll(healing, r.Region); err != nil {
		r.Sayf("mending: %v", err)
	}
	ctx, cancel = context.WithTimeout(ctx, undoPatience)
	defer cancel()
	for _, undo := range slices.Backward(r.undo) {
		undo(ctx)
	}
}
