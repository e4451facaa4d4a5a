package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/spf13/cobra"
)

func down() *cobra.Command {
	return &cobra.Command{
		Use:   "down",
		Short: "Remove the region from this machine, whatever state it is in; tools and images stay",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := open()
			if err != nil {
				return err
			}
			release, err := s.lock()
			if err != nil {
				return err
			}
			defer release()
			return s.remove(c.Context())
		},
	}
}

// remove takes the region off the machine and looks whether anything is left.
func (s *session) remove(ctx context.Context) error {
	if err := host.Down(ctx, s.folder.Root()); err != nil {
		return err
	}
	left, err := host.Leftovers(s.folder.Root())
	if err != nil {
		return err
	}
	if len(left) > 0 {
		return fmt.Errorf("left on the machine:\n  %s", strings.Join(left, "\n  "))
	}
	return host.Wipe(s.folder.Root())
}
