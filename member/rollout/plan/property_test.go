package plan

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// anyCluster draws clusters of one to seven members in any state, with at most one writer.
func anyCluster(t *rapid.T) Cluster {
	conditions := rapid.SampledFrom([]Condition{Synced, Synced, Synced, Busy, Stranded, Down, Leaving})
	n := rapid.IntRange(1, 7).Draw(t, "members")
	writer := rapid.IntRange(-1, n-1).Draw(t, "writer")
	var c Cluster
	for i := range n {
		c.Members = append(c.Members, Member{
			Name:      fmt.Sprintf("orders-%d", i),
			Condition: conditions.Draw(t, "condition"),
			Outdated:  rapid.Bool().Draw(t, "outdated"),
			Writer:    i == writer,
		})
	}
	return c
}

func (c Cluster) member(name string) *Member {
	return c.first(func(m Member) bool { return m.Name == name })
}

func (c Cluster) out() int {
	n := 0
	for _, m := range c.Members {
		if m.Condition != Synced {
			n++
		}
	}
	return n
}

// TestRolloutFromAnyState follows the plan from any state, in a world in which things take time and happen by
// themselves in any order, and checks every step.
func TestRolloutFromAnyState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCluster(t)
		for step := 0; ; step++ {
			if step > 1000 {
				t.Fatalf("no end in sight: %+v", c)
			}
			next := Next(c)
			switch next.Action {
			case Done:
				if c.out() > 0 || c.first(func(m Member) bool { return m.Outdated }) != nil {
					t.Fatalf("not done: %+v", c)
				}
				return
			case Restart:
				checkRestart(t, c, next)
				restart(c, c.member(next.Member))
			case Wait:
				if c.out() == 0 {
					t.Fatalf("waits for nothing: %+v", c)
				}
				happen(t, c)
			default:
				t.Fatalf("unknown action in %+v", next)
			}
		}
	})
}

func checkRestart(t *rapid.T, c Cluster, step Step) {
	m := c.member(step.Member)
	if m == nil || !m.Outdated {
		t.Fatalf("%v restarts what needs none: %+v", step, c)
	}
	if m.Condition == Down {
		return // mending takes nobody away
	}
	if m.Condition != Synced {
		t.Fatalf("%v restarts a member that is %s: %+v", step, m.Condition, c)
	}
	if c.out() > 0 {
		t.Fatalf("%v takes a second member away: %+v", step, c)
	}
	if broken := c.first(func(m Member) bool { return m.Condition == Down && m.Outdated }); broken != nil {
		t.Fatalf("%v before the broken %s: %+v", step, broken.Name, c)
	}
	if other := c.first(func(o Member) bool { return o.Outdated && !o.Writer }); m.Writer && other != nil {
		t.Fatalf("%v restarts the writer before %s: %+v", step, other.Name, c)
	}
}

// restart is what deleting a pod does: the writer hands over, and the pod is away for a while.
func restart(c Cluster, m *Member) {
	if m.Writer {
		c.handOver(m)
	}
	m.Condition = Leaving
}

// happen lets one member that is not Synced go on by itself.
func happen(t *rapid.T, c Cluster) {
	var out []*Member
	for i := range c.Members {
		if c.Members[i].Condition != Synced {
			out = append(out, &c.Members[i])
		}
	}
	m := rapid.SampledFrom(out).Draw(t, "who")
	switch m.Condition {
	case Leaving:
		m.Condition, m.Outdated = Down, false
	default:
		m.Condition = Synced
	}
}

func TestStepsEndsAndEqualsNextFromAnyState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCluster(t)
		steps := Steps(c)
		if steps[0] != Next(c) {
			t.Fatalf("Steps begins with %v, Next says %v", steps[0], Next(c))
		}
		if last := steps[len(steps)-1]; last.Action != Done {
			t.Fatalf("ends with %v", last)
		}
		if len(steps) > 2*len(c.Members)+1 {
			t.Fatalf("%d steps for %d members", len(steps), len(c.Members))
		}
	})
}
