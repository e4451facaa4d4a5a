package enginetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/display"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
)

// run is what one run of the engine did to resources of a provider, each as "create Disk orders-0-g1": the kind of step, the
// last word of the type, and the resource's name. The moments count up while it runs.
type run struct {
	begun, ended map[string]int
	moment       *int
}

func newRun() run { return run{begun: map[string]int{}, ended: map[string]int{}, moment: new(int)} }

// changes are the kinds of steps that change something; a step that only says that a resource is replaced is not one.
var changes = []display.StepOp{
	deploy.OpCreate, deploy.OpUpdate, deploy.OpDelete, deploy.OpCreateReplacement, deploy.OpDeleteReplaced,
	deploy.OpDiscardReplaced,
}

// stepOf names a step, or returns nothing for one that changes nothing, or nothing but the engine's own books.
func stepOf(m engine.StepEventMetadata) string {
	book := m.URN.Type().Package() == "galera-aks" || m.URN.Type().Package() == "pulumi" && !strings.HasPrefix(string(m.URN.Type()), "pulumi:providers:")
	if book || !slices.Contains(changes, m.Op) {
		return ""
	}
	return fmt.Sprintf("%s %s %s", m.Op, m.URN.Type().Name(), m.URN.Name())
}

func (r run) begin(m engine.StepEventMetadata) { r.note(r.begun, stepOf(m)) }
func (r run) end(m engine.StepEventMetadata)   { r.note(r.ended, stepOf(m)) }

func (r run) note(in map[string]int, step string) {
	if step != "" {
		*r.moment++
		in[step] = *r.moment
	}
}

func (r run) sorted() string { return strings.Join(slices.Sorted(maps.Keys(r.begun)), "\n") }

// exactly wants the last run to have taken these steps, in whatever order, and no others.
func (s *stack) exactly(want ...string) {
	s.t.Helper()
	slices.Sort(want)
	if got := s.did.sorted(); got != strings.Join(want, "\n") {
		s.t.Errorf("%s did:\n%s\nwant:\n%s", s.name, got, strings.Join(want, "\n"))
	}
}

// inOrder wants the last run to have ended each of these steps before it began the next, whatever else it did.
func (s *stack) inOrder(steps ...string) {
	s.t.Helper()
	for n, step := range steps {
		if _, ok := s.did.ended[step]; !ok {
			s.t.Errorf("%s did not %s", s.name, step)
			return
		}
		if n > 0 && s.did.begun[step] < s.did.ended[steps[n-1]] {
			s.t.Errorf("%s began to %s before it had ended to %s", s.name, step, steps[n-1])
		}
	}
}

// before wants every step that begins with one text to have ended before any that begins with another began.
func (s *stack) before(first, then string) {
	s.t.Helper()
	earlier, later := s.did.matching(first), s.did.matching(then)
	if len(earlier) == 0 || len(later) == 0 {
		s.t.Errorf("%s took %d steps %q and %d steps %q", s.name, len(earlier), first, len(later), then)
	}
	for _, a := range earlier {
		for _, b := range later {
			if s.did.ended[a] > s.did.begun[b] {
				s.t.Errorf("%s began to %s before it had ended to %s", s.name, b, a)
			}
		}
	}
}

// matching returns the steps that begin with a text.
func (r run) matching(prefix string) []string {
	var found []string
	for step := range r.begun {
		if strings.HasPrefix(step, prefix) {
			found = append(found, step)
		}
	}
	return found
}

// each returns a step for each member from one ordinal up to another, which it does not reach.
func each(from, to int, format string) []string {
	var steps []string
	for n := range to - from {
		steps = append(steps, fmt.Sprintf(format, from+n))
	}
	return steps
}
