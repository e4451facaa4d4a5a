package review

import (
	"slices"

	"github.com/galera-aks/galera-aks/member/rollout/plan"
)

// Transfer is how a member that was away, or is new, gets the data that it does not have.
type Transfer string

// The kinds of state transfer.
const (
	// TransferNone: the member misses nothing.
	TransferNone Transfer = "none"
	// TransferIncremental: the member keeps its data, and takes what was written meanwhile.
	TransferIncremental Transfer = "incremental"
	// TransferFull: the member has nothing, and takes all the data from another one.
	TransferFull Transfer = "full"
	// TransferUnknown: it depends on what is on its disk, and on for how long it has been away.
	TransferUnknown Transfer = "unknown"
)

// Kind is what happens to a member in one step.
type Kind string

// The kinds of steps.
const (
	// KindStart: a member of a new database starts.
	KindStart Kind = "start"
	// KindJoin: a new member joins.
	KindJoin Kind = "join"
	// KindRestart: a member is restarted.
	KindRestart Kind = "restart"
	// KindWait: the rollout waits for a member that is not Synced.
	KindWait Kind = "wait"
	// KindDrain: a member is restarted because its node is drained, after what the rollout does.
	KindDrain Kind = "drain"
	// KindLeave: a member goes for good.
	KindLeave Kind = "leave"
)

// Stage is one step of the update of a database.
type Stage struct {
	Kind Kind
	// Members are those that it may concern: one, or as many as there may be while nobody knows who takes the writes.
	Members []string
	// Writer is whether the member takes the writes and so hands them over.
	Writer Certainty
	// Why says the plan's reason in words.
	Why string
	// Transfer is how the member gets what it misses, and UpToGiB the most that is; 0 where that is not known.
	Transfer Transfer
	UpToGiB  int
	// From and To are the managed disks, or claims, that the member moves from and to; empty where it keeps its disk, or
	// where it is not known which member it is.
	From, To string
	// InStep is how many members are Synced during the step, at its worst; Of is how many there should be then.
	InStep, Of int
	// Margin is how many of the members that are left may be lost at once before the rest has no majority and stops; -1
	// while there is no Primary to lose.
	Margin int
}

// Span is a number that is known only so far.
type Span struct{ Min, Max int }

// Known tells whether the number is certain.
func (s Span) Known() bool { return s.Min == s.Max }

// Prediction is what will happen to the members of one database, so far as the program's own changes make it happen.
type Prediction struct {
	// Stages are the steps in order.
	Stages []Stage
	// HandOvers is how often the writes move to another member.
	HandOvers Span
	// WriterKnown tells that somebody has said who takes the writes now.
	WriterKnown bool
	// Certain is [Unknown] where it depends on what the update finds out whether anybody restarts at all.
	Certain Certainty
}

// predict foresees what happens to the members.
func (d *Database) predict(n Nodes) Prediction {
	if d.After == nil {
		return d.predictRemoval()
	}
	writers := d.possibleWriters()
	p := Prediction{WriterKnown: len(writers) == 1, Certain: Yes}
	for _, m := range d.Members {
		if m.Outdated == Unknown {
			p.Certain = Unknown
		}
	}
	for i, writer := range writers {
		stages, handOvers := d.follow(writer)
		if i == 0 {
			p.Stages, p.HandOvers = stages, Span{handOvers, handOvers}
			continue
		}
		p.Stages = merge(p.Stages, stages)
		p.HandOvers = Span{min(p.HandOvers.Min, handOvers), max(p.HandOvers.Max, handOvers)}
	}
	if p.Certain == Unknown {
		p.HandOvers.Min = 0
	}
	if p.HandOvers.Max > 0 {
		// Who took over from the writer is not known.
		writers = d.possibleMembers()
	}
	drains, moves := d.drains(n, writers)
	p.Stages = append(p.Stages, drains...)
	p.HandOvers = Span{p.HandOvers.Min + moves.Min, p.HandOvers.Max + moves.Max}
	return p
}

// predictRemoval foresees the end of a database: its members leave, the last one first.
func (d *Database) predictRemoval() Prediction {
	return Prediction{Stages: d.leaving(), WriterKnown: true, Certain: Yes}
}

// possibleWriters returns the members that may take the writes when the update begins; "" for nobody.
func (d *Database) possibleWriters() []string {
	switch {
	case d.Before == nil:
		return []string{""}
	case d.Live != nil && d.Live.Writer != "":
		return []string{d.Live.Writer}
	}
	return d.possibleMembers()
}

// possibleMembers names the members that the database has before the update.
func (d *Database) possibleMembers() []string {
	var names []string
	for _, m := range d.Before.Members {
		names = append(names, m.Name)
	}
	return names
}

// follow returns the steps with one member as the writer, and how often the writes move.
func (d *Database) follow(writer string) ([]Stage, int) {
	var stages []Stage
	handOvers := 0
	for _, at := range plan.Stages(d.cluster(writer)) {
		if at.Action == plan.Done {
			break
		}
		stage := d.stage(at)
		if stage.Kind == KindRestart && stage.Writer == Yes {
			handOvers++
		}
		stages = append(stages, stage)
	}
	leaving := d.leaving()
	// The writer that leaves takes the writes until it does: of the members that go, the first to go is the last.
	for i := range leaving {
		leaving[i].Writer = No
		if leaving[i].Members[0] == writer {
			leaving[i].Writer = Yes
			handOvers++
		}
	}
	return append(stages, leaving...), handOvers
}

// cluster is what the rollout will see when it begins.
func (d *Database) cluster(writer string) plan.Cluster {
	var c plan.Cluster
	for _, m := range d.Members {
		if m.After == nil {
			continue
		}
		seen := plan.Member{Name: m.Name, Condition: plan.Synced, Outdated: m.Outdated != No, Writer: m.Name == writer}
		switch {
		case m.Before == nil:
			seen.Condition, seen.Outdated, seen.Detail = plan.Leaving, false, "it is new"
		case d.Live != nil:
			seen.Condition, seen.Detail = d.Live.condition(m.Name)
		}
		c.Members = append(c.Members, seen)
	}
	return c
}

// stage puts a step of the plan into what it means for the members.
func (d *Database) stage(at plan.Stage) Stage {
	m := d.member(at.Member)
	s := Stage{Kind: KindWait, Members: []string{m.Name}, Why: at.Why, Of: len(at.Before.Members), Transfer: TransferNone, Writer: No}
	var was plan.Member
	inStep, in := 0, 0
	for _, other := range at.Before.Members {
		if other.Name == at.Member {
			was = other
		}
		if other.Condition == plan.Synced {
			inStep++
		}
		if other.Condition == plan.Synced || other.Condition == plan.Busy {
			in++
		}
	}
	switch {
	case at.Action == plan.Restart:
		s.Kind, s.Transfer = KindRestart, TransferIncremental
		if was.Writer {
			s.Writer = Yes
		}
		if was.Condition == plan.Synced {
			inStep, in = inStep-1, in-1
		}
		if was.Condition != plan.Synced || m.Left {
			s.Transfer = TransferUnknown
		}
		if m.moves() {
			s.Transfer, s.From, s.To = TransferFull, m.Before.Disk.label(), m.After.Disk.label()
		}
	case m.Before == nil && in == 0:
		s.Kind = KindStart
	case m.Before == nil:
		s.Kind, s.Transfer, s.To = KindJoin, TransferFull, m.After.Disk.label()
	default:
		s.Transfer = TransferUnknown
	}
	if s.Transfer == TransferFull {
		s.UpToGiB = d.dataBound()
		// A member that hands its data over is out of step meanwhile; the writer does so only where nobody else is left.
		if inStep > 1 {
			inStep--
		}
	}
	s.InStep, s.Margin = inStep, margin(in)
	return s
}

// margin is how many of so many members may be lost at once before the rest has no majority.
func margin(in int) int {
	if in == 0 {
		return -1
	}
	return (in - 1) / 2
}

// leaving returns the steps in which members go for good, the last one first.
func (d *Database) leaving() []Stage {
	if d.Before == nil {
		return nil
	}
	left := len(d.Before.Members)
	var stages []Stage
	for _, m := range slices.Backward(d.Before.Members) {
		if d.After != nil && d.member(m.Name).After != nil {
			continue
		}
		left--
		stages = append(stages, Stage{
			Kind: KindLeave, Members: []string{m.Name}, Writer: Unknown, Transfer: TransferNone, InStep: left, Of: left, Margin: margin(left),
			Why: "the settings no longer name it", From: m.Disk.label(),
		})
	}
	return stages
}

// merge joins two courses of the same steps that differ in who takes the writes.
func merge(a, b []Stage) []Stage {
	for i := range min(len(a), len(b)) {
		for _, m := range b[i].Members {
			if !slices.Contains(a[i].Members, m) {
				a[i].Members = append(a[i].Members, m)
			}
		}
		slices.SortFunc(a[i].Members, func(x, y string) int { return ordinal(x) - ordinal(y) })
		if a[i].Writer != b[i].Writer {
			a[i].Writer = Unknown
		}
		if len(a[i].Members) > 1 {
			a[i].From, a[i].To = "", ""
		}
	}
	return a
}
