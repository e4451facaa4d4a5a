package drill

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Table writes the results for people: a line each, and below what was missed.
func Table(out io.Writer, results []Result) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "DRILL\tVERDICT\tBOUND\tGAP\tAGAIN\tPRIMARY\tFULL\tTRANSFER\tROUNDS\tACKED\tLOST\tWRONG\tDEAD\tTOOK")
	for _, r := range results {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\t%.0fs\n", r.Name, verdict(r), r.Bound,
			ms(r.GapMs), ms(r.AgainMs), ms(r.PrimaryMs), ms(r.FullMs), r.Transfer, r.Rounds, r.Acked, r.Lost, ms(r.WrongMs), ms(r.DeadMs), r.Seconds)
	}
	if err := w.Flush(); err != nil {
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

func verdict(r Result) string {
	if r.Met {
		return "met"
	}
	return "MISSED"
}
