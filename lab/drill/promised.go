package drill

import (
	"maps"
	"slices"
	"time"
)

// untouchedGap is the longest time without an acknowledged write of a change that restarts nobody.
const untouchedGap = 200 * time.Millisecond

// Words for what a change promises besides the gap.
const (
	promiseRolled    = "one at a time, one hand-over"
	promiseMoved     = "one at a time"
	promiseUntouched = "0 restarts"
)

// wantRolled notes what was not as a rolling change must be: every member is restarted once, the writer last, the writes move
// once, at most one member is out at a time. The transfer is what each must have taken to get its data back: full, or
// incremental, which no transfer at all is as good as.
func (r *Run) wantRolled(c Change, transfer string) {
	r.wantEachOnce(c, transfer)
	r.wantOrder(c)
}

// wantMoved notes what was not as it must be where the members' nodes are taken from them one after the other: every member is
// restarted once, without a full transfer, and at most one is out at a time. The order is that of the zones, whoever takes
// the writes, so that these may move more than once.
func (r *Run) wantMoved(c Change) {
	r.wantEachOnce(c, incremental)
	r.wantOneOut(c)
}

// wantEachOnce notes where not every member was restarted once, or not with the right kind of transfer.
func (r *Run) wantEachOnce(c Change, transfer string) {
	restarted := map[string]int{}
	for _, restart := range c.Restarts {
		restarted[restart.Member]++
		if isFull := restart.Transfer == full; isFull != (transfer == full) {
			r.Missf("state transfer of %s: must be %s, was %s", restart.Member, transfer, restart.Transfer)
		}
		if restart.Crashes > 0 {
			r.Missf("%s: must not crash, did so %d times", restart.Member, restart.Crashes)
		}
	}
	for _, member := range r.Members() {
		if restarted[member] != 1 {
			r.Missf("restarts of %s: must be 1, got %d", member, restarted[member])
		}
		delete(restarted, member)
	}
	for _, member := range slices.Sorted(maps.Keys(restarted)) {
		r.Missf("%s: must not be restarted", member)
	}
}

// wantOneOut notes where more than one member was out at once.
func (r *Run) wantOneOut(c Change) {
	if c.OutAtOnce > 1 {
		r.Missf("members out at once: must be at most 1, got %d", c.OutAtOnce)
	}
}

// wantOrder notes where the writer was not the last, moved more than once, or more than one member was out.
func (r *Run) wantOrder(c Change) {
	order := c.Order()
	if len(order) > 0 && len(c.Writers) > 0 && order[len(order)-1] != c.Writers[0] {
		r.Missf("the last restart: must be the writer's, %s, was %s", c.Writers[0], order[len(order)-1])
	}
	if n := c.HandOvers(); n != 1 {
		r.Missf("hand-overs: must be 1, got %d (%v)", n, c.Writers)
	}
	r.wantOneOut(c)
}

// wantUntouched notes where a change touched a member that it must not touch.
func (r *Run) wantUntouched(c Change) {
	for _, restart := range c.Restarts {
		r.Missf("%s: must not be restarted", restart.Member)
	}
	if n := c.HandOvers(); n > 0 {
		r.Missf("hand-overs: must be 0, got %d (%v)", n, c.Writers)
	}
}
