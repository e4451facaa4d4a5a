package main

import (
	"encoding/json"
	"fmt"
	"os"

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
			status, err := s.region.Status(c.Context())
			if err != nil {
				return err
			}
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

func nodes() *cobra.Command {
	c := &cobra.Command{Use: "node", Short: "Cut a zone's node off its power, or boot it"}
	c.AddCommand(
		&cobra.Command{
			Use: "kill ZONE", Short: "Cut the power of a zone's node", Args: cobra.ExactArgs(1),
			RunE: func(c *cobra.Command, args []string) error {
				return changing(func(s *session) error { return s.region.KillNode(c.Context(), args[0]) })
			},
		},
		&cobra.Command{
			Use: "boot ZONE", Short: "Boot a zone's node and wait until it is Ready", Args: cobra.ExactArgs(1),
			RunE: func(c *cobra.Command, args []string) error {
				return changing(func(s *session) error { return s.region.BootNode(c.Context(), args[0]) })
			},
		},
	)
	return c
}
