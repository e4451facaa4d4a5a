package main

import (
	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/spf13/cobra"
)

// breaking does something to a region that is up, at the same time as other commands may: what goes wrong does not wait for
// a change to be finished.
func breaking(do func(r *region.Region) error) error {
	s, err := openUp()
	if err != nil {
		return err
	}
	return do(s.region)
}

func nodes() *cobra.Command {
	c := &cobra.Command{Use: "node", Short: "Cut a zone's node off its power, or boot it"}
	c.AddCommand(
		&cobra.Command{
			Use: "kill ZONE", Short: "Cut the power of a zone's node; what was not flushed to its disks is lost", Args: cobra.ExactArgs(1),
			RunE: func(c *cobra.Command, args []string) error {
				return breaking(func(r *region.Region) error { return r.KillNode(c.Context(), args[0]) })
			},
		},
		&cobra.Command{
			Use: "boot ZONE", Short: "Boot a zone's node and wait until it is Ready", Args: cobra.ExactArgs(1),
			RunE: func(c *cobra.Command, args []string) error {
				return breaking(func(r *region.Region) error { return r.BootNode(c.Context(), args[0]) })
			},
		},
	)
	return c
}

func power() *cobra.Command {
	return onOff("power", "Cut the power of all nodes at once, or boot them and wait until they are Ready", faults.PowerOff, faults.PowerOn)
}

func api() *cobra.Command {
	return onOff("api", "Take the Kubernetes API server away, or bring it back", faults.APIOff, faults.APIOn)
}

func dns() *cobra.Command {
	return onOff("dns", "Take the cluster's DNS away, or bring it back", faults.DNSOff, faults.DNSOn)
}

func partition() *cobra.Command {
	var isolate bool
	c := &cobra.Command{
		Use:   "partition ZONE[,ZONE] ...",
		Short: "Cut groups of zones off from each other; zones not named make one more group",
		Long: `Cut groups of zones off from each other, nodes and pods alike, in place of an earlier partition. Each argument is a group;
zones that none names make one more. Open connections between groups are cut silently.

Every zone keeps its way to what is in no zone: the API server, the cluster's DNS, the registry, and the load balancer with the
clients behind it. With --isolate the named groups lose these too.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return breaking(func(r *region.Region) error {
				return faults.Partition(c.Context(), r, faults.ParseGroups(args), isolate)
			})
		},
	}
	c.Flags().BoolVar(&isolate, "isolate", false, "cut the named groups off from the API server, the DNS, the registry and clients too")
	return c
}

func heal() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use:   "heal [--all]",
		Short: "End a partition and make every cable fast again; with --all mend everything else that is broken, too",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return breaking(func(r *region.Region) error {
				if all {
					return faults.HealAll(c.Context(), r)
				}
				return faults.Heal(c.Context(), r)
			})
		},
	}
	c.Flags().BoolVar(&all, "all", false, "mend API server, DNS, withheld disks, frozen members and power too")
	return c
}

func link() *cobra.Command {
	c := &cobra.Command{Use: "link", Short: "Change the network cable of a zone's node"}
	c.AddCommand(&cobra.Command{
		Use:   "slow ZONE RATE",
		Short: "Let no more than a rate, such as 10mbit, pass each way; off takes the limit away",
		Args:  cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			rate, err := faults.ParseRate(args[1])
			if err != nil {
				return err
			}
			return breaking(func(r *region.Region) error { return faults.SlowLink(c.Context(), r, args[0], rate) })
		},
	})
	return c
}
