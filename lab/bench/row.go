package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/drill"
	"github.com/galera-aks/galera-aks/lab/region"
)

// A Row is one line of the table of bounds.
type Row struct {
	// Name is what the command line calls it.
	Name string
	// Event says what happens or is done.
	Event string
	// Figures are what is measured.
	Figures []Figure
	// Region tells whether the row needs a region that is up, and is not to be disturbed by others meanwhile.
	Region bool

	measure func(ctx context.Context, l Lab, rounds int) ([]Sample, error)
}

// A Figure is something that is measured.
type Figure struct {
	Name string
	Unit Unit
	// AtMost and AtLeast are the bound; both 0 for a figure that is only told.
	AtMost, AtLeast float64
	// Zero tells that the figure must be 0, always.
	Zero bool
	// ByMedian tells that the median has to keep the bound and not each single round: for what cannot be had twice alike.
	ByMedian bool
}

// A Unit is what a figure counts.
type Unit string

// The units.
const (
	Seconds   Unit = "s"
	PerSecond Unit = "/s"
	Plain     Unit = ""
)

// Bound says what the figure must be, for people; empty where nothing is promised.
func (f Figure) Bound() string {
	switch {
	case f.Zero:
		return "0"
	case f.AtMost > 0:
		return "≤ " + f.Unit.text(f.AtMost)
	case f.AtLeast > 0:
		return "≥ " + f.Unit.text(f.AtLeast)
	}
	return ""
}

// keeps tells whether a value is within the bound.
func (f Figure) keeps(value float64) bool {
	switch {
	case f.Zero:
		return value == 0
	case f.AtMost > 0:
		return value <= f.AtMost
	case f.AtLeast > 0:
		return value >= f.AtLeast
	}
	return true
}

// text writes a value with as many digits as matter.
func (u Unit) text(value float64) string {
	digits := 2
	switch {
	case value == float64(int64(value)), value >= 100:
		digits = 0
	case value >= 10:
		digits = 1
	}
	text := fmt.Sprintf("%.*f", digits, value)
	if u == Seconds {
		return text + " s"
	}
	return text + string(u)
}

// A Sample is what one round has shown: values by the figures' names, and what else was not as promised.
type Sample struct {
	Values   map[string]float64
	Problems []string
}

// A Lab is what rows are measured with.
type Lab struct {
	// Repository is the project's folder.
	Repository string
	// Region is the region, up or not.
	Region *region.Region
	// Database names the database to measure; empty for the only one.
	Database string
	// Drill runs a drill of the catalogue on the region that is up.
	Drill func(ctx context.Context, d drill.Drill) (drill.Result, error)
	// Command runs a command of the lab, such as `up`, to its end.
	Command func(ctx context.Context, args ...string) error
	// Say takes a line of progress.
	Say func(line string)
}

// Choose returns the rows of some names, in the table's order; all without names.
func Choose(names []string) ([]Row, error) {
	all := rows()
	if len(names) == 0 {
		return all, nil
	}
	var known []string
	for _, r := range all {
		known = append(known, r.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("row: must be one of %s, got %q", strings.Join(known, ", "), name)
		}
	}
	return slices.DeleteFunc(all, func(r Row) bool { return !slices.Contains(names, r.Name) }), nil
}
