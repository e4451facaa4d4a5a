package drill

import (
	"context"
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/review"
)

// foresee notes what a pull request's review says of a change, before it is made: what comes of it is held against that. The
// change is that of settings, with the members' image built from a copy of the repository.
func (r *Run) foresee(ctx context.Context, repository string, sets ...string) {
	r.foreseen = nil
	if r.Foresee == nil {
		return
	}
	page, err := r.Foresee(ctx, repository, sets...)
	if err != nil {
		r.Missf("the review: must foresee the change, failed: %v", err)
		return
	}
	for _, d := range page.Databases {
		if d.Name == r.Database.Name {
			r.foreseen = &d.Prediction
		}
	}
	switch {
	case page.Failed:
		r.Missf("the review: must foresee the change, says that it would fail: %s", strings.Join(page.Reasons, "; "))
		r.foreseen = nil
	case r.foreseen == nil:
		r.Missf("the review: must know the database %s, names none such", r.Database.Name)
	}
}

// compare holds what came of a change against what was foreseen.
func (r *Run) compare(c *Change) {
	if r.foreseen == nil || c.Problem != "" {
		return
	}
	happened := review.Happened{Added: c.Added, Removed: c.Removed, HandOvers: c.HandOvers()}
	for _, restart := range c.Restarts {
		happened.Restarts = append(happened.Restarts, review.Restarted{Member: restart.Member, Transfer: kindOf(restart.Transfer)})
	}
	differences := r.foreseen.Compare(happened)
	for _, difference := range differences {
		r.Missf("the review: %s", difference)
	}
	if len(differences) == 0 {
		c.Foreseen = told(*r.foreseen)
		r.Sayf("as the review foresaw: %s", c.Foreseen)
	}
	r.foreseen = nil
}

// kindOf puts a transfer into the review's words.
func kindOf(transfer string) review.Transfer {
	switch transfer {
	case full:
		return review.TransferFull
	case incremental:
		return review.TransferIncremental
	default:
		return review.TransferNone
	}
}

// told writes what was foreseen in a line.
func told(p review.Prediction) string {
	var steps []string
	for _, s := range p.Stages {
		steps = append(steps, fmt.Sprintf("%s %s", s.Kind, strings.Join(s.Members, " or ")))
	}
	if len(steps) == 0 {
		steps = []string{"nobody is touched"}
	}
	return fmt.Sprintf("%s; hand-overs: %s", strings.Join(steps, ", "), p.HandOvers)
}
