package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
)

// The part of the page between these lines is written by Write; the rest is people's.
const (
	pageBegin = "<!-- The command `bin/lab bench --write` writes from here on. -->"
	pageEnd   = "<!-- Up to here. -->"
)

// Write takes measurements into a page of the documentation: each in the place of the row's last one, which is kept for all
// others. What the page shows is kept as JSON beside it, in a file of the same name that ends in .json.
func Write(path string, measured []Measured) error {
	beside := strings.TrimSuffix(path, filepath.Ext(path)) + ".json"
	kept, err := readMeasured(beside)
	if err != nil {
		return err
	}
	all := merge(kept, measured)
	page, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		page, err = []byte("# Benchmarks\n\n"+pageBegin+"\n"+pageEnd+"\n"), nil
	}
	if err != nil {
		return fmt.Errorf("reading the page of benchmarks: %w", err)
	}
	text, err := put(string(page), render(all))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	content, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the benchmarks: %w", err)
	}
	return errors.Join(host.WriteFile(beside, append(content, '\n'), 0o644), host.WriteFile(path, []byte(text), 0o644))
}

func readMeasured(path string) ([]Measured, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the last benchmarks: %w", err)
	}
	var kept []Measured
	if err := json.Unmarshal(content, &kept); err != nil {
		return nil, fmt.Errorf("reading the last benchmarks in %s: %w", path, err)
	}
	return kept, nil
}

// merge puts new measurements in the place of old ones, in the table's order. Rows that the table no longer has are left out,
// and a row that could not be measured at all does not take the place of what was measured.
func merge(old, fresh []Measured) []Measured {
	all := []Measured{}
	for _, row := range rows() {
		of := func(m Measured) bool { return m.Row == row.Name && m.Rounds > 0 }
		if i := slices.IndexFunc(fresh, of); i >= 0 {
			all = append(all, fresh[i])
		} else if i := slices.IndexFunc(old, of); i >= 0 {
			all = append(all, old[i])
		}
	}
	return all
}

// put replaces the part of a page that is not people's.
func put(page, part string) (string, error) {
	before, rest, begun := strings.Cut(page, pageBegin)
	_, after, ended := strings.Cut(rest, pageEnd)
	if !begun || !ended {
		return "", fmt.Errorf("must have the lines %q and %q", pageBegin, pageEnd)
	}
	return before + pageBegin + "\n\n" + part + "\n" + pageEnd + after, nil
}

// render writes the table in Markdown, with all rows of the table, and what else is to be told of them.
func render(all []Measured) string {
	var b strings.Builder
	var machines []Machine
	b.WriteString("| row | what | figure | bound | median (spread) | rounds | verdict | measured |\n|---|---|---|---|---|---|---|---|\n")
	for _, row := range rows() {
		i := slices.IndexFunc(all, func(m Measured) bool { return m.Row == row.Name })
		if i < 0 {
			renderRow(&b, row.unmeasured(), "")
			continue
		}
		if !slices.Contains(machines, all[i].Machine) {
			machines = append(machines, all[i].Machine)
		}
		renderRow(&b, all[i], fmt.Sprintf("%s, %s, machine %d", all[i].At.Format("2006-01-02 15:04"), all[i].Commit, slices.Index(machines, all[i].Machine)+1))
	}
	if len(machines) > 0 {
		b.WriteString("\nTimes are UTC. A commit that ends in `-dirty` was measured with changes that were not committed yet. Machines:\n\n")
	}
	for i, m := range machines {
		fmt.Fprintf(&b, "%d. %s\n", i+1, m)
	}
	renderProblems(&b, all)
	return b.String()
}

// unmeasured is a row as the page shows it before it was measured: with its bounds.
func (r Row) unmeasured() Measured {
	m := Measured{Row: r.Name, Event: r.Event}
	for _, f := range r.Figures {
		if f.Bound() != "" {
			m.Series = append(m.Series, Series{Name: f.Name, Unit: f.Unit, Bound: f.Bound()})
		}
	}
	return m
}

func renderRow(b *strings.Builder, m Measured, when string) {
	rounds := dash("")
	if m.Rounds > 0 {
		rounds = fmt.Sprint(m.Rounds)
	}
	head := fmt.Sprintf("`%s` | %s", m.Row, m.Event)
	tail := fmt.Sprintf("%s | %s | %s", rounds, m.Verdict(), dash(when))
	for _, s := range m.Series {
		text := "-"
		if len(s.Values) > 0 {
			text = s.Text()
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", head, s.Name, dash(s.Bound), text, tail)
		head, tail = " | ", " | | "
	}
}

// renderProblems tells what was not as promised besides figures.
func renderProblems(b *strings.Builder, all []Measured) {
	var lines []string
	for _, m := range all {
		for _, problem := range m.Problems {
			lines = append(lines, fmt.Sprintf("- `%s`, %s", m.Row, problem))
		}
		if m.Failure != "" {
			lines = append(lines, fmt.Sprintf("- `%s` ended early: %s", m.Row, m.Failure))
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "\nWhat else was not as promised:\n\n%s\n", strings.Join(lines, "\n"))
	}
}
