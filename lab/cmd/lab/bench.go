package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/galera-aks/galera-aks/lab/bench"
	"github.com/galera-aks/galera-aks/lab/drill"
	"github.com/spf13/cobra"
)

func benches() *cobra.Command {
	var asJSON, list bool
	var rounds int
	var page, database string
	c := &cobra.Command{
		Use:   "bench [ROW ...]",
		Short: "Measure what the design promises as figures, and show medians and spread beside the bounds; the row `region` removes the region first",
		RunE: func(c *cobra.Command, names []string) error {
			chosen, err := bench.Choose(names)
			if err != nil {
				return err
			}
			if list {
				return listRows(chosen)
			}
			if rounds < 1 {
				return fmt.Errorf("--rounds: must be at least 1, got %d", rounds)
			}
			return measure(c.Context(), chosen, database, page, rounds, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	c.Flags().BoolVar(&list, "list", false, "list the rows instead of measuring them")
	c.Flags().IntVar(&rounds, "rounds", 3, "how often each row is measured")
	c.Flags().StringVar(&page, "write", "", "a page of the documentation to take the results into, such as docs/benchmarks.md")
	c.Flags().StringVar(&database, "database", "", "the database, where there are several")
	return c
}

func listRows(chosen []bench.Row) error {
	for _, r := range chosen {
		for _, f := range r.Figures {
			if _, err := fmt.Printf("%-18s %-26s %-10s %s\n", r.Name, f.Name, f.Bound(), r.Event); err != nil {
				return fmt.Errorf("listing the rows: %w", err)
			}
		}
	}
	return nil
}

// measure measures rows one after the other. What was measured is written after each, so that an interruption loses nothing.
func measure(ctx context.Context, chosen []bench.Row, database, page string, rounds int, asJSON bool) error {
	s, err := open()
	if err != nil {
		return err
	}
	machine, err := bench.ThisMachine()
	if err != nil {
		return err
	}
	commit := bench.Commit(ctx, s.repository)
	var all []bench.Measured
	var failures error
	for _, row := range chosen {
		if ctx.Err() != nil {
			break
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", row.Name, row.Event)
		measured := s.measure(ctx, row, database, rounds, machine, commit)
		all = append(all, measured)
		if page != "" {
			failures = errors.Join(failures, bench.Write(page, []bench.Measured{measured}))
		}
	}
	if err := errors.Join(failures, showMeasured(all, asJSON)); err != nil {
		return err
	}
	return verdictOf(all, len(chosen))
}

// measure measures one row, alone in the region where it needs one.
func (s *session) measure(ctx context.Context, row bench.Row, database string, rounds int, machine bench.Machine, commit string) bench.Measured {
	lab := bench.Lab{
		Repository: s.repository, Region: s.region, Database: database,
		Command: ownCommand,
		Say:     func(line string) { fmt.Fprintln(os.Stderr, line) },
	}
	failed := bench.Measured{Row: row.Name, Event: row.Event, At: time.Now().UTC(), Machine: machine, Commit: commit}
	if !row.Region {
		return row.Measure(ctx, lab, rounds, machine, commit)
	}
	measured := failed
	err := changing(func(s *session) error {
		lab.Region = s.region
		lab.Drill = func(ctx context.Context, d drill.Drill) (drill.Result, error) {
			results, err := s.drill(ctx, []drill.Drill{d}, database, false)
			if err != nil {
				return drill.Result{}, err
			}
			if len(results) == 0 {
				return drill.Result{}, errors.New("the drill was not run")
			}
			return results[0], nil
		}
		measured = row.Measure(ctx, lab, rounds, machine, commit)
		return nil
	})
	if err != nil {
		failed.Failure = err.Error()
		return failed
	}
	return measured
}

// ownCommand runs another command of this program to its end.
func ownCommand(ctx context.Context, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	// Its own way of ending leaves nothing half done.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("lab %s: %w", args[0], err)
	}
	return nil
}

func showMeasured(all []bench.Measured, asJSON bool) error {
	if asJSON {
		if err := json.NewEncoder(os.Stdout).Encode(all); err != nil {
			return fmt.Errorf("writing the measurements: %w", err)
		}
		return nil
	}
	return bench.Table(os.Stdout, all)
}

// verdictOf fails where a bound was missed.
func verdictOf(all []bench.Measured, planned int) error {
	missed := planned - len(all)
	for _, m := range all {
		if !m.Met() {
			missed++
		}
	}
	if missed > 0 {
		return fmt.Errorf("%d of %d rows did not keep their bounds in every round", missed, planned)
	}
	return nil
}
