package drill

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/drill/watch"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/member/contract"
)

// A Change is what came of changing the environment's settings while the application went on.
type Change struct {
	// Settings are what was changed, each as KEY=VALUE.
	Settings []string `json:"settings"`
	// Seconds is how long the engine took.
	Seconds float64 `json:"seconds"`
	// Restarts are the members whose pods were replaced, or crashed, in that order.
	Restarts []Restart `json:"restarts"`
	// Added and Removed are the members that came and went, in that order.
	Added   []string `json:"added,omitempty"`
	Removed []string `json:"removed,omitempty"`
	// Writers are the members that took the writes, in order: the one before, and each that took over.
	Writers []string `json:"writers"`
	// OutAtOnce is the most members that were out at once, of those that were there before and stayed.
	OutAtOnce int `json:"outAtOnce"`
	// Foreseen is what the review said of the change beforehand, where it came true.
	Foreseen string `json:"foreseen,omitempty"`
	// Problem is what the engine said of its failure; empty where it did not fail. Said is the end of its progress then.
	Problem string `json:"problem,omitempty"`
	Said    string `json:"said,omitempty"`
}

// A Restart is a member's pod that made way for another.
type Restart struct {
	Member string `json:"member"`
	// After is how long after the change began the member left, and Out how long it was out, in seconds.
	After float64 `json:"after"`
	Out   float64 `json:"out"`
	// Transfer says how the member got what it had missed: "none", "IST" or "SST".
	Transfer string `json:"transfer"`
	// Crashes is how often its containers were started again meanwhile.
	Crashes int32 `json:"crashes,omitempty"`
}

// HandOvers is how often the writes moved.
func (c Change) HandOvers() int { return max(0, len(c.Writers)-1) }

// Order names the restarted members, in order.
func (c Change) Order() []string {
	var members []string
	for _, r := range c.Restarts {
		members = append(members, r.Member)
	}
	return members
}

// Change changes the environment's settings under load, waits until all is well, and says what came of it. That the change
// fails is an error.
func (r *Run) Change(ctx context.Context, sets ...string) (Change, error) {
	r.foresee(ctx, r.Repository, sets...)
	return r.changed(ctx, sets, func(ctx context.Context) error { return r.Apply(ctx, sets...) })
}

// changed is [Run.Change] with the change made by a function.
func (r *Run) changed(ctx context.Context, sets []string, do func(ctx context.Context) error) (Change, error) {
	c := r.attempt(ctx, sets, do, true)
	if c.Problem != "" {
		return c, fmt.Errorf("changing %s: %s\n%s", theFile(sets), c.Problem, c.Said)
	}
	return c, nil
}

// Attempt changes the environment's settings under load, and says what came of it. The change may fail, which
// [Change.Problem] tells; nothing is waited for then.
func (r *Run) Attempt(ctx context.Context, sets ...string) Change {
	return r.attempt(ctx, sets, func(ctx context.Context) error { return r.Apply(ctx, sets...) }, false)
}

// attempt makes a change and takes it into the figures.
func (r *Run) attempt(ctx context.Context, sets []string, do func(ctx context.Context) error, settle bool) Change {
	r.Mark()
	before, crashes, since := r.Members(), r.crashes(), time.Now()
	r.Sayf("changing %s", theFile(sets))
	err := do(ctx)
	c := Change{Settings: sets, Seconds: time.Since(since).Seconds()}
	if err == nil && settle {
		if err = r.refresh(ctx); err == nil {
			err = r.AwaitFull(ctx, mendPatience)
		}
	}
	if err != nil {
		c.Problem, c.Said = err.Error(), r.Said()
	}
	r.observe(ctx, &c, before, crashes, since)
	r.compare(&c)
	r.Sayf("changed in %.1fs: restarted %s", c.Seconds, orNone(c.Order()))
	r.figures.Changes = append(r.figures.Changes, c)
	return c
}

// refresh takes over which members the database has now.
func (r *Run) refresh(ctx context.Context) error {
	databases, err := inventory.Databases(ctx, r.api)
	if err != nil {
		return err
	}
	d, found := inventory.Status{Databases: databases}.Find(r.Database.Name)
	if !found {
		return fmt.Errorf("the database %s is gone", r.Database.Name)
	}
	r.Database = d
	return nil
}

// observe takes over what was seen of the members since a moment.
func (r *Run) observe(ctx context.Context, c *Change, before []string, crashes map[string]int32, since time.Time) {
	seen := r.record.Snapshot(time.Now())
	absent := watch.Absences(seen, pods(before), since)
	turnover := watch.TurnoverOf(seen, pods(before), crashes, since)
	c.Added, c.Removed = members(turnover.Added), members(turnover.Removed)
	for _, life := range turnover.Restarted {
		c.Restarts = append(c.Restarts, r.restart(ctx, life, absent, since))
	}
	slices.SortStableFunc(c.Restarts, func(a, b Restart) int { return int(a.After*1000) - int(b.After*1000) })
	absent = slices.DeleteFunc(absent, func(a watch.Absence) bool { return slices.Contains(c.Removed, memberOf(a.Pod)) })
	c.OutAtOnce = watch.AtOnce(absent)
	c.Writers = members(watch.Led(seen, contract.WriterService(r.Database.Name), since))
}

// crashes tells how often the containers of each pod, by its UID, were started again so far.
func (r *Run) crashes() map[string]int32 {
	counts := map[string]int32{}
	for _, life := range r.record.Snapshot(time.Now()).Lives {
		counts[life.UID] = life.Crashes
	}
	return counts
}

// restart describes the restart that a pod's life began with.
func (r *Run) restart(ctx context.Context, life watch.Life, absent []watch.Absence, since time.Time) Restart {
	member := memberOf(life.Pod)
	restart := Restart{Member: member, Crashes: life.Crashes, After: life.From.Sub(since).Seconds(),
		Transfer: transferText(countIn(r.memberLog(ctx, member, since)))}
	for _, a := range absent {
		if a.Pod == life.Pod && !a.From.After(life.From) {
			restart.After, restart.Out = a.From.Sub(since).Seconds(), a.Until.Sub(a.From).Seconds()
		}
	}
	return restart
}

// theFile names what is changed; without settings the environment's file counts as it is.
func theFile(sets []string) string {
	if len(sets) == 0 {
		return "back to the file"
	}
	return strings.Join(sets, ", ")
}

func pods(members []string) []string {
	var names []string
	for _, member := range members {
		names = append(names, contract.Pod(member))
	}
	return names
}

// members names the members of pods.
func members(pods []string) []string {
	var names []string
	for _, pod := range pods {
		names = append(names, memberOf(pod))
	}
	return names
}

// memberOf names the member of a pod.
func memberOf(pod string) string { return strings.TrimSuffix(pod, "-0") }

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
