package faults

import (
	"context"
	"errors"
	"slices"

	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/node"
	"github.com/galera-aks/galera-aks/lab/region"
)

// Partition cuts groups of zones off from each other, nodes and pods alike, in place of an earlier partition. Zones that no
// group names make one more group. Open connections between groups are cut silently: nobody is told.
//
// Every node keeps its way to what is not in a zone: the API server, the cluster's DNS, the registry and the load balancer,
// and so clients keep their way to it. With isolate the named groups lose these too.
func Partition(ctx context.Context, r *region.Region, groups Groups, isolate bool) error {
	_, specs, err := r.Machines()
	if err != nil {
		return err
	}
	partition, err := plan(groups, isolate, specs)
	if err != nil {
		return err
	}
	return fabric.Open(r.Host()).Part(ctx, partition)
}

func plan(groups Groups, isolate bool, specs []node.Spec) (fabric.Partition, error) {
	ordinals, named, err := groups.ordinals(specs)
	if err != nil {
		return fabric.Partition{}, err
	}
	partition := fabric.Partition{Groups: ordinals}
	if isolate {
		partition.Isolated = slices.Concat(ordinals[:named]...)
	} else if len(ordinals) < 2 {
		return fabric.Partition{}, errors.New("groups: must leave two groups or more, or isolate one, got one that holds every zone")
	}
	return partition, nil
}

// Heal ends a partition and takes every limit off the nodes' cables.
func Heal(ctx context.Context, r *region.Region) error {
	f := fabric.Open(r.Host())
	slow, err := f.SlowLinks()
	if err != nil {
		return err
	}
	problems := []error{f.Part(ctx, fabric.Partition{})}
	nodes, specs, err := r.Machines()
	problems = append(problems, err)
	for _, s := range specs {
		if slow[s.Ordinal] > 0 {
			problems = append(problems, slowLink(ctx, r, nodes, s, 0))
		}
	}
	return errors.Join(problems...)
}

// SlowLink lets no more than a rate, in bits a second, pass the cable of a zone's node each way; 0 takes the limit away. The
// limit outlasts the node's loss of power.
func SlowLink(ctx context.Context, r *region.Region, zone string, rate int64) error {
	nodes, spec, err := r.InZone(zone)
	if err != nil {
		return err
	}
	return slowLink(ctx, r, nodes, spec, rate)
}

func slowLink(ctx context.Context, r *region.Region, nodes *node.Nodes, spec node.Spec, rate int64) error {
	identity, _ := nodes.Running(spec.Name)
	return fabric.Open(r.Host()).SlowLink(ctx, spec.Ordinal, identity.PID, rate)
}
