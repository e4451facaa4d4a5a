// Package plan decides which member of a Galera cluster is restarted next, and why. It is a pure function of what is
// seen of the members, so that the rollout that restarts them and the review that predicts it cannot disagree.
//
// The rules, in order:
//
//   - A member that is down and runs an outdated pod is restarted first: it serves nobody, and the change may be what
//     mends it. This holds whatever the others do, since it takes nobody away.
//   - Otherwise nobody is touched while any member is not Synced.
//   - Then outdated members are restarted one after the other, and the one that takes the writes last, so that the
//     writes move once, to a member that is already what it should be.
package plan

import (
	"fmt"
	"slices"
	"strings"
)

// Condition is what a member is good for at the moment.
type Condition string

// The conditions of members.
const (
	// Synced: the member serves clients and counts as in.
	Synced Condition = "synced"
	// Busy: the member takes part in the Primary but does not keep up at the moment, as while it sends a state transfer,
	// or it is not known for sure that it does. It gets Synced by itself.
	Busy Condition = "busy"
	// Stranded: the member is cut off, with its node or without a Primary, and comes back by itself. A restart would
	// throw away the view that lets it, or could not reach it.
	Stranded Condition = "stranded"
	// Down: the member serves nobody, and a restart takes nothing away.
	Down Condition = "down"
	// Leaving: the member's pod is being deleted or not there yet. The next pod is made from the newest template.
	Leaving Condition = "leaving"
)

// Member is what is seen of one member.
type Member struct {
	// Name is the member's name, such as "orders-0".
	Name string
	// Condition is what it is good for.
	Condition Condition
	// Outdated tells that its pod was made from an older template than its set has now.
	Outdated bool
	// Writer tells that it takes the application's writes.
	Writer bool
	// Detail says in words why the condition is not Synced. It appears in reasons and decides nothing.
	Detail string
}

// Cluster is what is seen of all members that should be there, in the order of their numbers.
type Cluster struct {
	Members []Member
}

// Action is what to do next.
type Action string

// The actions.
const (
	// Restart: delete the member's pod; its set makes a new one.
	Restart Action = "restart"
	// Wait: look again after a while.
	Wait Action = "wait"
	// Done: every member is what it should be, and Synced.
	Done Action = "done"
)

// Step is what to do next, and why.
type Step struct {
	// Action is what to do.
	Action Action
	// Member is whom it concerns: the member to restart, or the first of those waited for; empty when done.
	Member string
	// Why says the reason in words.
	Why string
}

// String returns the step as one line for people.
func (s Step) String() string {
	switch s.Action {
	case Restart:
		return fmt.Sprintf("restart %s: %s", s.Member, s.Why)
	case Wait:
		return "wait for " + s.Why
	default:
		return s.Why
	}
}

// Next returns what to do next.
func Next(cluster Cluster) Step {
	if m := cluster.first(func(m Member) bool { return m.Condition == Down && m.Outdated }); m != nil {
		return Step{Restart, m.Name, "it is down and runs what is no longer wanted" + in(m.Detail)}
	}
	if m := cluster.first(func(m Member) bool { return m.Condition != Synced }); m != nil {
		return Step{Wait, m.Name, cluster.missing()}
	}
	if m := cluster.first(func(m Member) bool { return m.Outdated && !m.Writer }); m != nil {
		return Step{Restart, m.Name, "it runs what is no longer wanted, and every member is Synced"}
	}
	if m := cluster.first(func(m Member) bool { return m.Outdated }); m != nil {
		return Step{Restart, m.Name, "it takes the writes, so it comes last; every other member is done and Synced"}
	}
	return Step{Done, "", "every member is what it should be, and Synced"}
}

// Steps predicts all the steps from what is seen now to the end, if whatever is restarted or waited for gets Synced. The
// last one is Done.
func Steps(cluster Cluster) []Step {
	var steps []Step
	for _, stage := range Stages(cluster) {
		steps = append(steps, stage.Step)
	}
	return steps
}

// Stage is a step, and the cluster as it is when the step is taken.
type Stage struct {
	Step
	Before Cluster
}

// Stages is [Steps], with what there is at each of them.
func Stages(cluster Cluster) []Stage {
	predicted := cluster.copy()
	var stages []Stage
	for {
		step := Next(predicted)
		stages = append(stages, Stage{Step: step, Before: predicted.copy()})
		if step.Action == Done {
			return stages
		}
		predicted.succeed(step)
	}
}

func (c Cluster) copy() Cluster { return Cluster{Members: slices.Clone(c.Members)} }

// succeed changes the cluster into what it is after a step went well.
func (c Cluster) succeed(step Step) {
	for i := range c.Members {
		m := &c.Members[i]
		if m.Name != step.Member {
			continue
		}
		if step.Action == Restart || m.Condition == Leaving {
			m.Outdated = false
		}
		m.Condition, m.Detail = Synced, ""
		if step.Action == Restart && m.Writer {
			c.handOver(m)
		}
	}
}

// handOver makes the first other member the writer, as happens when the writer stops.
func (c Cluster) handOver(from *Member) {
	for i := range c.Members {
		if to := &c.Members[i]; to.Name != from.Name && to.Condition == Synced {
			from.Writer, to.Writer = false, true
			return
		}
	}
}

func (c Cluster) first(is func(Member) bool) *Member {
	for i := range c.Members {
		if is(c.Members[i]) {
			return &c.Members[i]
		}
	}
	return nil
}

// missing names every member that is not Synced, and why.
func (c Cluster) missing() string {
	var names []string
	for _, m := range c.Members {
		if m.Condition != Synced {
			names = append(names, fmt.Sprintf("%s, which is %s%s", m.Name, m.Condition, in(m.Detail)))
		}
	}
	return strings.Join(names, "; ")
}

func in(detail string) string {
	if detail == "" {
		return ""
	}
	return " (" + detail + ")"
}
