package drill

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
)

// Table writes the results for people: a table of what broke and one of what was changed, and below what was missed.
func Table(out io.Writer, results []Result) error {
	faults, changes := split(results)
	if err := errors.Join(faultTable(out, faults), changeTable(out, changes)); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	for _, r := range results {
		for _, note := range r.Notes {
			fmt.Fprintf(out, "%s: %s\n", r.Name, note)
		}
		for _, miss := range r.Misses {
			fmt.Fprintf(out, "%s MISSED: %s\n", r.Name, miss)
		}
		if r.Evidence != "" {
			fmt.Fprintf(out, "%s: evidence in %s\n", r.Name, r.Evidence)
		}
	}
	return nil
}

func split(results []Result) (faults, changes []Result) {
	for _, r := range results {
		if r.Kind == Edit {
			changes = append(changes, r)
		} else {
			faults = append(faults, r)
		}
	}
	return faults, changes
}

func faultTable(out io.Writer, results []Result) error {
	if len(results) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "DRILL\tVERDICT\tBOUND\tGAP\tAGAIN\tPRIMARY\tFULL\tTRANSFER\tROUNDS\tACKED\tLOST\tWRONG\tDEAD\tTOOK")
	for _, r := range results {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\t%.0fs\n", r.Name, verdict(r), r.Bound,
			ms(r.GapMs), ms(r.AgainMs), ms(r.PrimaryMs), ms(r.FullMs), r.Transfer, r.Rounds, r.Acked, r.Lost, ms(r.WrongMs), ms(r.DeadMs), r.Seconds)
	}
	return w.Flush()
}

// changeTable has a line for each change. Of a drill with several, the gap and the writes are those of all of them.
func changeTable(out io.Writer, results []Result) error {
	if len(results) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "CHANGE\tVERDICT\tBOUND\tGAP\tHAND-OVERS\tRESTARTS\tOUT AT ONCE\tTRANSFERS\tTIME\tACKED\tLOST\tWHAT")
	for _, r := range results {
		if len(r.Changes) == 0 {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t-\t-\t-\t-\t%.0fs\t%d\t%d\t-\n", r.Name, verdict(r), r.Bound, ms(r.GapMs), r.Seconds, r.Acked, r.Lost)
		}
		for _, c := range r.Changes {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%.0fs\t%d\t%d\t%s\n", r.Name, verdict(r), r.Bound, ms(r.GapMs),
				c.HandOvers(), len(c.Restarts), c.OutAtOnce, c.transfers(), c.Seconds, r.Acked, r.Lost, c.what())
		}
	}
	return w.Flush()
}

// transfers lists how the restarted members got what they had missed, in order.
func (c Change) transfers() string {
	var kinds []string
	for _, r := range c.Restarts {
		kinds = append(kinds, r.Transfer)
	}
	return orNone(kinds)
}

// what says what was changed, and whether it failed.
func (c Change) what() string {
	text := theFile(c.Settings)
	if c.Problem != "" {
		text += " (failed)"
	}
	return text
}

func verdict(r Result) string {
	if r.Met {
		return "met"
	}
	return "MISSED"
}
