package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Table writes measurements for people: a line for each figure, and below it what was not as promised.
func Table(out io.Writer, measured []Measured) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ROW\tVERDICT\tROUNDS\tFIGURE\tBOUND\tMEDIAN (SPREAD)")
	for _, m := range measured {
		head := fmt.Sprintf("%s\t%s\t%d", m.Row, m.Verdict(), m.Rounds)
		if len(m.Series) == 0 {
			fmt.Fprintf(w, "%s\t\t\t\n", head)
		}
		for _, s := range m.Series {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", head, s.Name, dash(s.Bound), s.Text())
			head = "\t\t"
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	for _, m := range measured {
		for _, problem := range m.Problems {
			fmt.Fprintf(out, "%s: %s\n", m.Row, problem)
		}
		if m.Failure != "" {
			fmt.Fprintf(out, "%s: could not be measured to the end: %s\n", m.Row, m.Failure)
		}
	}
	return nil
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
