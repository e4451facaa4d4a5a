package main

import (
	"context"

	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/spf13/cobra"
)

func member() *cobra.Command {
	c := &cobra.Command{Use: "member", Short: "Kill, stop, freeze or thaw a database's member"}
	for _, part := range []struct {
		name, short string
		do          func(ctx context.Context, r *region.Region, member string) error
	}{
		{"kill", "Kill its mariadbd with SIGKILL", signalled(faults.KillMember)},
		{"stop", "Delete its pod the polite way; does not wait for its end", faults.StopMember},
		{"freeze", "Stop its mariadbd where it is (SIGSTOP)", signalled(faults.FreezeMember)},
		{"thaw", "Let a frozen mariadbd go on", signalled(faults.ThawMember)},
	} {
		c.AddCommand(&cobra.Command{
			Use: part.name + " MEMBER", Short: part.short, Args: cobra.ExactArgs(1),
			RunE: func(c *cobra.Command, args []string) error {
				return breaking(func(r *region.Region) error { return part.do(c.Context(), r, args[0]) })
			},
		})
	}
	return c
}

// signalled is for what happens at once.
func signalled(do func(*region.Region, string) error) func(context.Context, *region.Region, string) error {
	return func(_ context.Context, r *region.Region, member string) error { return do(r, member) }
}

func disks() *cobra.Command {
	c := &cobra.Command{
		Use:   "disk",
		Short: "Withhold a member's disk, give it back, or change its content",
		Long: `Withhold a member's disk, give it back, or change its content. A change takes effect when the disk is next mounted: after
its node was without power, or its pod was replaced. With --now the disk is taken from under the running member: what it had
not flushed is lost, and its pod is replaced.`,
	}
	c.AddCommand(
		disk("detach MEMBER", "Withhold the disk: a pod that needs it waits for it", 1,
			func(ctx context.Context, r *region.Region, args []string, when faults.When) error {
				return faults.DetachDisk(ctx, r, args[0], when)
			}),
		&cobra.Command{
			Use: "attach MEMBER", Short: "Give a withheld disk back", Args: cobra.ExactArgs(1),
			RunE: func(c *cobra.Command, args []string) error {
				return breaking(func(r *region.Region) error { return faults.AttachDisk(c.Context(), r, args[0]) })
			},
		},
		disk("wipe MEMBER", "Put an empty disk in its place", 1,
			func(ctx context.Context, r *region.Region, args []string, when faults.When) error {
				return faults.WipeDisk(ctx, r, args[0], when)
			}),
		disk("swap MEMBER [OTHER]", "Put a copy of another member's disk in its place; without OTHER, the content before the last wipe or swap", 2,
			func(ctx context.Context, r *region.Region, args []string, when faults.When) error {
				return faults.SwapDisk(ctx, r, args[0], append(args, "")[1], when)
			}),
	)
	return c
}

// disk is a command that changes a disk, at its next start or now.
func disk(use, short string, most int, do func(ctx context.Context, r *region.Region, args []string, when faults.When) error) *cobra.Command {
	var now bool
	c := &cobra.Command{
		Use: use + " [--now]", Short: short, Args: cobra.RangeArgs(1, most),
		RunE: func(c *cobra.Command, args []string) error {
			return breaking(func(r *region.Region) error { return do(c.Context(), r, args, faults.When(now)) })
		},
	}
	c.Flags().BoolVar(&now, "now", false, "take the disk from under the running member")
	return c
}

// onOff is a command with the two parts `off` and `on`.
func onOff(name, short string, off, on func(context.Context, *region.Region) error) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short}
	for part, do := range map[string]func(context.Context, *region.Region) error{"off": off, "on": on} {
		c.AddCommand(&cobra.Command{
			Use: part, Short: short, Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error {
				return breaking(func(r *region.Region) error { return do(c.Context(), r) })
			},
		})
	}
	return c
}
