package decide

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/state"
)

// patience is how long members that the election could do without are waited for. It is longer than Galera takes
// to find out that a member of a Primary is gone (evs.inactive_timeout, which is 12 s unless an environment sets it).
const patience = 15 * time.Second

// election: nothing runs, and there is no view to restore. Where nothing can be lost and no other Primary can exist,
// everybody who is there promises to start in no earlier epoch than the next, and then the most advanced of them
// starts the new Primary.
func (c situation) election() (Decision, bool) {
	c = c.lastResort()
	if c.lostAll() {
		return hold("no member's disk holds the cluster's data any more; restore a backup"), true
	}
	decision := c.vote()
	if !c.Self.Disk.HasData() && (decision.Action == Hold || decision.Action == Wait) {
		decision = wait(fmt.Sprintf("a Primary to take the data from (this disk is %s), and that in turn for %s", c.Self.Disk.Class, decision.Reason))
	}
	return decision, true
}

// lostAll tells whether every expected member is there and none has usable data.
func (c situation) lostAll() bool {
	return len(c.missing()) == 0 && !slices.ContainsFunc(c.all, func(r state.Report) bool {
		return r.Disk.HasData() || r.Running || r.Disk.Class == state.ClassAhead
	})
}

func (c situation) vote() Decision {
	for _, r := range c.all {
		switch {
		case r.Running && r.Wsrep.Primary():
			return wait(r.Member + ", which runs as the Primary of another epoch, to end")
		case r.Running:
			return wait(r.Member + ", which runs without a Primary, to find the others or to step down")
		}
	}
	lost, obstacle, feasible := c.feasible()
	if !feasible {
		return obstacle
	}
	ballot := c.Ledger.Record.Ballot + 1
	if c.Self.Promise < ballot && !c.rules.noPromise {
		return Decision{Action: Promise, Promise: ballot, Reason: "nothing runs any more, and everybody who is needed for a new Primary is there"}
	}
	for _, r := range c.all {
		if r.Promise < ballot && !c.rules.noPromise {
			return wait(r.Member + " to promise that it stays stopped until the new Primary is started")
		}
	}
	best := c.best()
	if best.Member != c.Self.Member {
		return wait(fmt.Sprintf("%s, whose data is the most advanced (%d), to start the new Primary", best.Member, best.Disk.Seqno))
	}
	record := c.Ledger.Record.WithBootstrap(c.Self.Member, c.Self.Claim, ballot, best.Disk.Position, lost)
	record.Bootstraps[len(record.Bootstraps)-1].Unsafe = best.Disk.Engine.Known()
	reason := fmt.Sprintf("everybody who is needed has told where their data stands, and %s has the most advanced (%d)", best.Member, best.Disk.Seqno)
	if lost != "" {
		reason += "; " + lost
	}
	return Decision{Action: Bootstrap, UUID: c.uuid, Epoch: ballot, Group: newGroup(ballot), Record: &record, Reason: reason}
}

// feasible tells whether a new Primary may be started once everybody who is there has stopped and promised, what may
// be lost by it, and if not, what is in the way.
func (c situation) feasible() (lost string, obstacle Decision, feasible bool) {
	for _, r := range c.all {
		if r.Disk.Class == "" {
			return "", wait(r.Member + " to read its disk"), false
		}
	}
	last := c.last()
	if last == nil {
		if c.Ledger.Expected < 1 {
			return "", wait("the number of expected members to be written to the ledger"), false
		}
		last = &state.Component{Members: c.expected()}
	}
	absent := c.absent(c.members(last))
	for _, check := range []func(*state.Component, []string) (Decision, bool){c.starting, c.elsewhere} {
		if hindrance, found := check(last, absent); found && !c.rules.anyReporter {
			return "", hindrance, false
		}
	}
	lost, obstacle, found := c.unaccounted(last)
	if found {
		return "", obstacle, false
	}
	if len(absent) > 0 && c.Stuck < patience {
		return "", wait(fmt.Sprintf("%s, which the new Primary could do without, for a little longer", strings.Join(absent, ", "))), false
	}
	return lost, Decision{}, true
}

// absent returns those of some members that do not report, except for those that a person has given up.
func (c situation) absent(members []string) []string {
	return slices.DeleteFunc(slices.Clone(members), func(member string) bool {
		_, reports := c.report(member)
		return reports || c.Ledger.Record.Without(member)
	})
}

// starting: whoever has won the right to start a Primary may do so at any time, until it tells otherwise.
func (c situation) starting(*state.Component, []string) (Decision, bool) {
	starter := c.Ledger.Record.Starter()
	if starter == "" || len(c.absent([]string{starter})) == 0 {
		return Decision{}, false
	}
	return c.away("%s to report: it has won the right to start the new Primary and may do so", []string{starter}), true
}

// elsewhere: the absent members of the last Primary may be running as the cluster's Primary without us. They cannot if
// they are too few for Galera to let them go on: it takes more than half of the last Primary, where members that left
// in good order count as if they agreed. Only a record of that very view on the disk proves that a member did not leave
// so, since a stop in good order removes it. Between a view's beginning and its being written to every disk there is a
// moment. A single absent member can make no use of it; of several nobody can tell.
func (c situation) elsewhere(last *state.Component, absent []string) (Decision, bool) {
	left := 0
	for _, member := range last.Members {
		r, reports := c.report(member)
		proven := r.Disk.View != nil && r.Disk.View.ID == last.ID || c.rules.crashedProves && r.Disk.Class == state.ClassCrashed
		if !c.isName(member) || (reports && !proven) {
			left++
		}
	}
	few := len(absent) == 1 && 2+left <= len(last.Members)
	if len(absent) == 0 || few {
		return Decision{}, false
	}
	return c.away("%s to report, because a Primary may be running there", absent), true
}

// unaccounted: the last acknowledged writes are on the disks of the writers, if those make every commit durable; if
// not, or if nobody knows who the writers were, any member of the last Primary may hold them.
func (c situation) unaccounted(last *state.Component) (lost string, obstacle Decision, found bool) {
	record := c.Ledger.Record
	var away, useless, problems []string
	for _, member := range c.holders(last) {
		r, reports := c.report(member)
		switch {
		case record.Without(member) || c.rules.anyReporter:
		case !reports:
			away = append(away, member)
		case !r.Disk.HasData():
			useless = append(useless, member)
			problems = append(problems, fmt.Sprintf("the disk of %s is %s (%s)", member, r.Disk.Class, r.Disk.Detail))
		}
	}
	best := c.best()
	switch {
	case best.Disk.Seqno < 0:
		return "", hold("nobody who is there has usable data; restore a disk or a backup"), true
	case record.Override != nil && record.Override.Ballot == record.Ballot:
		lost = "a person has decided to do without " + strings.Join(record.Override.Without, ", ")
	case record.Mark.UUID == c.uuid && best.Disk.Seqno < record.Mark.Seqno && !c.rules.anyReporter:
		return "", hold(fmt.Sprintf("a disk at %d or later: the cluster had come that far, and %s, the most advanced that is there, stands at %d", record.Mark.Seqno, best.Member, best.Disk.Seqno)), true
	}
	short := append(slices.Clone(away), useless...)
	bounded := c.Ledger.Policy.Bounded && c.Stuck >= c.Ledger.Policy.After
	switch {
	case len(short) == 0:
		return lost, Decision{}, false
	case bounded:
		return fmt.Sprintf("the policy allows to do without %s after %s; the last writes that went there may be lost", strings.Join(short, ", "), c.Ledger.Policy.After), Decision{}, false
	case len(away) > 0:
		return "", c.away("%s to report, because the last writes may be there only", away), true
	}
	return "", hold(strings.Join(problems, "; ") + ", and the last writes may have been there only; give the disk back, or decide to do without"), true
}

// holders names the members that may be the only ones to hold acknowledged writes.
func (c situation) holders(last *state.Component) []string {
	record := c.Ledger.Record
	var writers []string
	durable := len(record.Writers) > 0
	for writer := range record.Writers {
		writers = append(writers, writer)
		durable = durable && record.Members[writer].Durable
	}
	slices.Sort(writers)
	if durable {
		return writers
	}
	for _, member := range c.members(last) {
		// A member that was never Synced cannot have taken any.
		_, synced := record.Members[member]
		if (synced || len(record.Members) == 0) && !slices.Contains(writers, member) {
			writers = append(writers, member)
		}
	}
	return writers
}

// away waits for members, at first in the hope that they come by themselves.
func (c situation) away(format string, members []string) Decision {
	reason := fmt.Sprintf(format, strings.Join(members, ", "))
	if c.Stuck < patience {
		return wait(reason)
	}
	return hold(reason)
}

// best returns the report of the most advanced member, of several the first whose disk is safe, or else the first; one
// with seqno -1 if nobody has usable data.
func (c situation) best() state.Report {
	best := state.Report{Disk: state.Disk{Position: state.Position{Seqno: -1}}}
	for _, r := range c.all {
		safer := r.Disk.Seqno == best.Disk.Seqno && best.Disk.Engine.Known() && !r.Disk.Engine.Known()
		if r.Disk.HasData() && (r.Disk.Seqno > best.Disk.Seqno || safer) {
			best = r
		}
	}
	return best
}
