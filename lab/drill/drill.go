package drill

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Drill is something that happens to a database.
type Drill struct {
	// Name is what the command line calls it.
	Name string
	// Shows says what happens and what must come of it.
	Shows string
	// Gap is the longest time that the application may go without an acknowledged write; 0 where the drill does not
	// promise one.
	Gap time.Duration
	// Again is how soon writes must be acknowledged after the moment that the steps mark, such as when the power is back;
	// 0 where the drill does not promise it.
	Again time.Duration
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
	if d.Lossy {
		parts = append(parts, "may lose")
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// Choose returns the drills of some names, in the catalogue's order. Without names it returns all, or the short set.
func Choose(names []string, shortSet bool) ([]Drill, error) {
	all := catalogue()
	if len(names) == 0 {
		return slices.DeleteFunc(all, func(d Drill) bool { return shortSet && !d.Short }), nil
	}
	var known []string
	for _, d := range all {
		known = append(known, d.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("drill: must be one of %s, got %q", strings.Join(known, ", "), name)
		}
	}
	return slices.DeleteFunc(all, func(d Drill) bool { return !slices.Contains(names, d.Name) }), nil
}
