package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/spf13/cobra"
)

func up() *cobra.Command {
	return &cobra.Command{
		Use:   "up",
		Short: "Bring up the region and the environment `lab` in it, and prove that it works",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := open()
			if err != nil {
				return err
			}
			return s.up(c.Context())
		},
	}
}

func (s *session) up(ctx context.Context) error {
	release, err := s.lock()
	if err != nil {
		return err
	}
	defer release()
	began := time.Now()
	if err := s.makeRoom(ctx); err != nil {
		return err
	}
	if err := s.region.Resume(ctx, func(line string) { fmt.Println(line) }); err != nil {
		return err
	}
	if err := s.run(ctx, nil); err != nil {
		return err
	}
	if err := s.region.MarkComplete(); err != nil {
		return err
	}
	fmt.Printf("\nThe region is up after %s.\n\n", time.Since(began).Round(time.Second))
	return s.show(ctx)
}

// makeRoom makes sure that the machine can host the region. A region that an earlier command left half made, or that the
// machine has lost, is removed: what is half there cannot be told from what is broken.
func (s *session) makeRoom(ctx context.Context) error {
	if s.region.Complete() && s.region.Alive() {
		return nil
	}
	left, err := host.Leftovers(s.folder.Root())
	if err != nil {
		return err
	}
	if len(left) > 0 || s.region.Begun() {
		fmt.Println("Removing what is left of a region that was not finished.")
		if err := s.remove(ctx); err != nil {
			return err
		}
	}
	missing := host.Missing(ctx, s.folder.Need())
	if len(missing) > 0 {
		return fmt.Errorf("this machine cannot host the region (`bin/lab preview` works all the same); missing:\n  %s", strings.Join(missing, "\n  "))
	}
	return s.region.Begin()
}

// run makes the environment what its file and the settings say.
func (s *session) run(ctx context.Context, settings []engine.Setting) error {
	runner, err := s.runner()
	if err != nil {
		return err
	}
	if err := runner.Up(ctx, labEnvironment, settings); err != nil {
		return err
	}
	// Where the environment was destroyed before, this is another cluster.
	return s.region.WriteKubeconfig()
}

// show prints the region's state and proves that every database works.
func (s *session) show(ctx context.Context) error {
	status, err := s.settled(ctx)
	if err != nil {
		return err
	}
	if err := status.Table(os.Stdout); err != nil {
		return err
	}
	for _, d := range status.Databases {
		if err := s.prove(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// settlePatience is how long members may take to come back after a change.
const settlePatience = 2 * time.Minute

// settled returns the region's state when all is well, or as it is when that takes too long. A change of the nodes ends when
// the last old one is gone, and its member may still be on its way to the new one.
func (s *session) settled(ctx context.Context) (inventory.Status, error) {
	waiting, cancel := context.WithTimeout(ctx, settlePatience)
	defer cancel()
	var status inventory.Status
	_ = host.Await(waiting, "every member", func(ctx context.Context) (bool, string, error) {
		now, err := s.region.Status(ctx)
		if err == nil {
			status = now
		}
		return err == nil && now.Healthy(), "one is not well", nil
	})
	if status.Healthy() {
		return status, nil
	}
	return s.region.Status(ctx)
}
