package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/spf13/cobra"
)

func status() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "status [--json]",
		Short: "Show the zones, the databases and their members",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := openUp()
			if err != nil {
				return err
			}
			broken, err := faults.Active(s.region)
			if err != nil {
				return err
			}
			status, err := s.region.Status(c.Context())
			if err != nil {
				// What is broken on purpose may be why.
				return errors.Join(append([]error{err}, sentences(broken)...)...)
			}
			status.Faults = broken
			if !asJSON {
				return status.Table(os.Stdout)
			}
			if err := json.NewEncoder(os.Stdout).Encode(status); err != nil {
				return fmt.Errorf("writing the status: %w", err)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return c
}

// sentences makes each fault a part of an error.
func sentences(broken []string) []error {
	var all []error
	for _, sentence := range broken {
		all = append(all, errors.New(sentence))
	}
	return all
}
