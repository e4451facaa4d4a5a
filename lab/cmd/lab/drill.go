package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/galera-aks/galera-aks/lab/drill"
	"github.com/galera-aks/galera-aks/review"
	"github.com/spf13/cobra"
)

func drills() *cobra.Command {
	var asJSON, list, short, faults, changes bool
	var database string
	c := &cobra.Command{
		Use:   "drill [NAME ...]",
		Short: "Break and change the region in every way there is, under load, and compare what came of it with what is promised; exit 1 on any miss",
		RunE: func(c *cobra.Command, names []string) error {
			chosen, err := drill.Choose(drill.Choice{Names: names, Short: short, Kinds: kinds(faults, changes)})
			if err != nil {
				return err
			}
			if list {
				return listDrills(chosen)
			}
			return changing(func(s *session) error {
				results, err := s.drill(c.Context(), chosen, database, short)
				if err != nil {
					return err
				}
				return report(results, len(chosen), asJSON)
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	c.Flags().BoolVar(&list, "list", false, "list the drills instead of running them")
	c.Flags().BoolVar(&short, "short", false, "only the short set, which is part of the tests; with names, those in their short form")
	c.Flags().BoolVar(&faults, "faults", false, "only what breaks")
	c.Flags().BoolVar(&changes, "changes", false, "only what is changed on purpose")
	c.Flags().StringVar(&database, "database", "", "the database, where there are several")
	return c
}

// kinds are the kinds of drills that the flags name.
func kinds(faults, changes bool) []drill.Kind {
	var kinds []drill.Kind
	if faults {
		kinds = append(kinds, drill.Fault)
	}
	if changes {
		kinds = append(kinds, drill.Edit)
	}
	return kinds
}

func listDrills(chosen []drill.Drill) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, d := range chosen {
		set := ""
		if d.Short {
			set = "short"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", d.Kind, d.Name, set, d.Bound(), d.Shows)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("listing the drills: %w", err)
	}
	return nil
}

// drill runs drills. What the engine says goes into a file: the drills' own progress has to stay readable.
func (s *session) drill(ctx context.Context, chosen []drill.Drill, database string, short bool) ([]drill.Result, error) {
	runner, err := s.runner()
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(s.folder.Root(), "drills")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("making the drills' folder: %w", err)
	}
	said, err := os.Create(filepath.Join(folder, "engine.log"))
	if err != nil {
		return nil, fmt.Errorf("making the engine's log: %w", err)
	}
	defer said.Close()
	latest := &bytes.Buffer{}
	runner.Out, runner.Err = io.MultiWriter(said, latest), io.MultiWriter(said, latest)
	applyFrom := func(ctx context.Context, repository string, sets ...string) error {
		settings, err := parse(sets)
		if err != nil {
			return err
		}
		latest.Reset()
		from := runner
		from.Repository = repository
		return from.Up(ctx, labEnvironment, settings)
	}
	lab := drill.Lab{
		Region:     s.region,
		Database:   database,
		Repository: s.repository,
		Apply: func(ctx context.Context, sets ...string) error {
			return applyFrom(ctx, s.repository, sets...)
		},
		ApplyFrom: applyFrom,
		Foresee: func(ctx context.Context, repository string, sets ...string) (review.Review, error) {
			from := runner
			from.Repository = repository
			return s.foresee(ctx, from, sets)
		},
		Said: func() string { return tail(latest.String()) },
		Rebuild: func(ctx context.Context) error {
			if err := runner.Destroy(ctx, labEnvironment); err != nil {
				return err
			}
			if err := runner.Up(ctx, labEnvironment, nil); err != nil {
				return err
			}
			return s.region.WriteKubeconfig()
		},
		Kubectl: s.kubectl,
		Say:     func(line string) { fmt.Fprintln(os.Stderr, line) },
		Folder:  folder,
		Short:   short,
	}
	return lab.Run(ctx, chosen), nil
}

// tail is the end of what the engine said: what failed, and why.
func tail(said string) string {
	const enough = 40
	// What failed stands before the outputs, which can be long.
	if at := strings.LastIndex(said, "\nDiagnostics:\n"); at >= 0 {
		said = said[at:]
		said, _, _ = strings.Cut(said, "\nOutputs:\n")
	}
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return strings.Join(lines[max(0, len(lines)-enough):], "\n")
}

// report shows the results, and fails where not everything was as promised.
func report(results []drill.Result, planned int, asJSON bool) error {
	write := func() error { return drill.Table(os.Stdout, results) }
	if asJSON {
		write = func() error { return json.NewEncoder(os.Stdout).Encode(results) }
	}
	if err := write(); err != nil {
		return fmt.Errorf("writing the results: %w", err)
	}
	missed := planned - len(results)
	for _, r := range results {
		if !r.Met {
			missed++
		}
	}
	if missed > 0 {
		return fmt.Errorf("%d of %d drills did not show what they must", missed, planned)
	}
	return nil
}
