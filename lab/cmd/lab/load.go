package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/load"
	"github.com/spf13/cobra"
)

func loads() *cobra.Command {
	c := &cobra.Command{Use: "load", Short: "Write to a database all the time, and find out what became of it"}
	c.AddCommand(loadStart(), loadStop())
	return c
}

func loadStart() *cobra.Command {
	var options load.Options
	var database string
	c := &cobra.Command{
		Use:   "start [--rate N] [--connections N] [--database NAME]",
		Short: "Write from the application's host through the private address, until `lab load stop`",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := openUp()
			if err != nil {
				return err
			}
			d, err := s.database(c.Context(), database)
			if err != nil {
				return err
			}
			return load.Start(c.Context(), s.region, d, options)
		},
	}
	c.Flags().IntVar(&options.Rate, "rate", 0, "writes a second, 100 by default")
	c.Flags().IntVar(&options.Connections, "connections", 0, "connections that share them, 1 by default")
	c.Flags().StringVar(&database, "database", "", "the database, where there are several")
	return c
}

func loadStop() *cobra.Command {
	var asJSON bool
	var database string
	var patience time.Duration
	c := &cobra.Command{
		Use:   "stop [--json] [--database NAME] [--patience 1m]",
		Short: "Stop to write, look for each acknowledged write on every member, and show gaps, errors and losses",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := openUp()
			if err != nil {
				return err
			}
			d, err := s.loaded(c, database)
			if err != nil {
				return err
			}
			result, err := load.Stop(c.Context(), s.region, d, patience)
			if err != nil && len(result.Unread) == 0 {
				return err
			}
			if asJSON {
				return errors.Join(err, json.NewEncoder(os.Stdout).Encode(result))
			}
			return errors.Join(err, showLoad(os.Stdout, result))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	c.Flags().StringVar(&database, "database", "", "the database, where several are written to")
	c.Flags().DurationVar(&patience, "patience", time.Minute, "how long members have to come to be readable")
	return c
}

// loaded finds the database whose load is meant: the only one that has a load, where none is named.
func (s *session) loaded(c *cobra.Command, name string) (inventory.Database, error) {
	if name != "" {
		return s.database(c.Context(), name)
	}
	status, err := s.region.Status(c.Context())
	if err != nil {
		return inventory.Database{}, err
	}
	loaded := slices.DeleteFunc(slices.Clone(status.Databases), func(d inventory.Database) bool { return !load.Running(s.region, d) })
	switch len(loaded) {
	case 0:
		return inventory.Database{}, errors.New("no load writes to any database")
	case 1:
		return loaded[0], nil
	}
	return choose(inventory.Status{Databases: loaded}, name)
}

// showLoad writes a load's result for people.
func showLoad(out io.Writer, r load.Result) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "database\t%s\nwritten for\t%.1f s\nacknowledged\t%d\nlost\t%d\nunknown\t%d\nlongest gap\t%d ms\n",
		r.Database, r.Seconds, r.Acked, r.Lost, r.Unknown, r.MaxGapMs)
	for _, gap := range r.Gaps {
		fmt.Fprintf(w, "gap\t%d ms from %s\n", gap.Ms, gap.At.Format(time.TimeOnly+".000"))
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Errors)) {
		fmt.Fprintf(w, "error\t%d x %s\n", r.Errors[kind], kind)
	}
	for _, member := range slices.Sorted(maps.Keys(r.Missing)) {
		fmt.Fprintf(w, "missing on %s\t%d\n", member, r.Missing[member])
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the load's result: %w", err)
	}
	return nil
}
