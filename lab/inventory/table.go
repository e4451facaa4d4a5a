package inventory

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Table writes the status for people.
func (s Status) Table(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ZONE\tNODE\tUP")
	for _, z := range s.Region.Zones {
		fmt.Fprintf(w, "%s\t%s\t%s\n", z.Name, z.Node, yes(z.Up))
	}
	for _, sentence := range s.Faults {
		fmt.Fprintf(w, "\nbroken on purpose: %s\n", sentence)
	}
	for _, d := range s.Databases {
		fmt.Fprintf(w, "\ndatabase %s at %s\n", d.Name, orNone(d.Address))
		fmt.Fprintln(w, "MEMBER\tZONE\tSTATE\tPRIMARY\tREADY\tWRITER\tSEQNO\tWAITS FOR")
		for _, m := range d.Members {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n",
				m.Name, m.Zone, orNone(m.State), yes(m.Primary), yes(m.Ready), yes(d.Writer == m.Name), m.Seqno, m.WaitsFor)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the status: %w", err)
	}
	return nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
