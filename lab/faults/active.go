package faults

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/disk"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/node"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/member/contract"
	"golang.org/x/sys/unix"
)

// Active lists, a sentence each, what is broken at the moment. It needs no API server.
func Active(r *region.Region) ([]string, error) {
	nodes, specs, err := r.Machines()
	if err != nil {
		return nil, err
	}
	var broken []string
	for _, s := range specs {
		if _, running := nodes.Running(s.Name); !running {
			broken = append(broken, s.Zone+" has no power")
		}
	}
	network, err := networkFaults(fabric.Open(r.Host()), specs)
	if err != nil {
		return nil, err
	}
	services, err := serviceFaults(r)
	if err != nil {
		return nil, err
	}
	storage, err := diskFaults(r)
	if err != nil {
		return nil, err
	}
	frozen, err := frozenMembers(r)
	return slices.Concat(broken, network, services, storage, frozen), err
}

func networkFaults(f *fabric.Fabric, specs []node.Spec) ([]string, error) {
	partition, err := f.Partition()
	if err != nil {
		return nil, err
	}
	slow, err := f.SlowLinks()
	if err != nil {
		return nil, err
	}
	var broken []string
	if len(partition.Groups) > 1 {
		var groups []string
		for _, group := range partition.Groups {
			groups = append(groups, zonesOf(group, specs))
		}
		broken = append(broken, "the network is parted: "+strings.Join(groups, " | "))
	}
	if len(partition.Isolated) > 0 {
		broken = append(broken, "without a way to the API server and to clients: "+zonesOf(partition.Isolated, specs))
	}
	for _, s := range specs {
		if slow[s.Ordinal] > 0 {
			broken = append(broken, fmt.Sprintf("the cable of %s lets %d bits a second pass", s.Zone, slow[s.Ordinal]))
		}
	}
	return broken, nil
}

func zonesOf(ordinals []int, specs []node.Spec) string {
	var zones []string
	for _, s := range specs {
		if slices.Contains(ordinals, s.Ordinal) {
			zones = append(zones, s.Zone)
		}
	}
	return strings.Join(zones, ", ")
}

func serviceFaults(r *region.Region) ([]string, error) {
	c, err := r.ControlPlane()
	if err != nil {
		return nil, err
	}
	var broken []string
	if !c.APIServerRuns() {
		broken = append(broken, "the API server is away")
	}
	if !c.DNSRuns() {
		broken = append(broken, "the cluster's DNS is away")
	}
	return broken, nil
}

func diskFaults(r *region.Region) ([]string, error) {
	withheld, err := withheldDisks(r)
	var broken []string
	for _, record := range withheld {
		broken = append(broken, fmt.Sprintf("the disk %s is withheld", record.ID[strings.LastIndex(record.ID, "/")+1:]))
	}
	return broken, err
}

func withheldDisks(r *region.Region) ([]disk.Record, error) {
	all, err := r.Disks().All()
	return slices.DeleteFunc(all, func(record disk.Record) bool { return record.Device != "" }), err
}

func frozenMembers(r *region.Region) ([]string, error) {
	processes, err := nodeProcesses(r)
	var broken []string
	for _, p := range processes {
		if p.name == server && p.stopped {
			broken = append(broken, "the server of "+memberOf(p)+" is frozen")
		}
	}
	return broken, err
}

// memberOf reads a process's member from its environment.
func memberOf(p process) string {
	environment, _ := os.ReadFile(procFile(p.identity.PID, "environ"))
	if member, found := host.Variable(environment, contract.EnvMember); found {
		return member
	}
	return fmt.Sprintf("process %d", p.identity.PID)
}

// HealAll mends whatever any of this package's functions has broken: network, API server, DNS, withheld disks, frozen
// servers, power. Disks that were wiped or swapped stay as they are. Having nothing to mend is no error.
func HealAll(ctx context.Context, r *region.Region) error {
	problems := []error{Heal(ctx, r), APIOn(ctx, r), DNSOn(ctx, r), attachAll(ctx, r), thawAll(r)}
	return errors.Join(append(problems, PowerOn(ctx, r))...)
}

func attachAll(ctx context.Context, r *region.Region) error {
	release, err := r.Host().Exclusive(ctx, "disks")
	if err != nil {
		return err
	}
	defer release()
	withheld, err := withheldDisks(r)
	for _, record := range withheld {
		back, failure := attached(record)
		if failure == nil {
			failure = r.Disks().Put(back)
		}
		err = errors.Join(err, failure)
	}
	return err
}

func thawAll(r *region.Region) error {
	processes, err := nodeProcesses(r)
	for _, p := range processes {
		if p.stopped {
			err = errors.Join(err, p.identity.Signal(unix.SIGCONT))
		}
	}
	return err
}
