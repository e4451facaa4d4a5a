package drill

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kind is what sort of thing a drill is.
type Kind string

const (
	// Fault is something that breaks.
	Fault Kind = "fault"
	// Edit is a change of the environment that somebody makes.
	Edit Kind = "change"
)

// A Drill is something that happens to a database.
type Drill struct {
	// Name is what the command line calls it.
	Name string
	// Kind is what sort of thing it is; the catalogue sets it.
	Kind Kind
	// Shows says what happens and what must come of it.
	Shows string
	// Gap is the longest time that the application may go without an acknowledged write; 0 where the drill does not
	// promise one.
	Gap time.Duration
	// Again is how soon writes must be acknowledged after the moment that the steps mark, such as when the power is back;
	// 0 where the drill does not promise it.
	Again time.Duration
	// Promise says in a few words what else the drill promises, which its steps check; may be empty.
	Promise string
	// Lossy marks the drills in which acknowledged writes may be lost, since somebody has chosen that.
	Lossy bool
	// Check says what else was not as promised, by the figures; may be nil.
	Check func(f Figures) []string
	// Short tells whether the drill belongs to the short set, which takes about ten minutes.
	Short bool
	// Deadline ends the drill; default defaultDeadline.
	Deadline time.Duration
	// Steps make it happen, and return once the database is as it should be again. An error means that the drill could
	// not be carried out, or that the database did not come back.
	Steps func(ctx context.Context, r *Run) error
}

// defaultDeadline is far beyond every bound: a drill that takes so long has missed.
const defaultDeadline = 8 * time.Minute

// Bound says in a few words what the drill promises.
func (d Drill) Bound() string {
	var parts []string
	if d.Gap > 0 {
		parts = append(parts, "gap "+short(d.Gap))
	}
	if d.Again > 0 {
		parts = append(parts, "again "+short(d.Again))
	}
	if d.Promise != "" {
		parts = append(parts, d.Promise)
	}
	if d.Lossy {
		parts = append(parts, "may lose")
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// A Choice is which drills are meant.
type Choice struct {
	// Names are those by name; none stands for all.
	Names []string
	// Short leaves out, where there are no names, what is not in the short set.
	Short bool
	// Kinds are the kinds that are meant; none stands for every kind.
	Kinds []Kind
}

// Choose returns the drills that are meant, in the catalogue's order.
func Choose(c Choice) ([]Drill, error) {
	all := catalogue()
	var known []string
	for _, d := range all {
		known = append(known, d.Name)
	}
	for _, name := range c.Names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("drill: must be one of %s, got %q", strings.Join(known, ", "), name)
		}
	}
	return slices.DeleteFunc(all, func(d Drill) bool { return !c.means(d) }), nil
}

func (c Choice) means(d Drill) bool {
	if len(c.Kinds) > 0 && !slices.Contains(c.Kinds, d.Kind) {
		return false
	}
	if len(c.Names) == 0 {
		return d.Short || !c.Short
	}
	return slices.Contains(c.Names, d.Name)
}
