package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/host"
)

// Kill takes the power off a node and waits until everything that ran on it is gone. The cluster is not told. What the
// node's programs had written to their disks but not flushed is lost, as it is when a machine stops.
func (n *Nodes) Kill(ctx context.Context, name string) error {
	spec, err := n.Spec(name)
	if err != nil {
		return err
	}
	release, err := n.config.Region.Exclusive(ctx, processName(name))
	if err != nil {
		return err
	}
	defer release()
	volumes, err := n.cut(spec)
	if err != nil {
		return err
	}
	if err := n.config.Region.Stop(ctx, processName(name), 0); err != nil {
		return err
	}
	// A node that booted before its volumes are gone would mount what has been shut down.
	ctx, cancel := context.WithTimeout(ctx, releasePatience)
	defer cancel()
	for device := range volumes {
		if err := host.AwaitUnused(ctx, device); err != nil {
			return fmt.Errorf("taking the power off %s: %w", name, err)
		}
	}
	return n.config.Fabric.Detach(spec.Ordinal)
}

// releasePatience is how long the kernel is given to let go of the mounts of a node that has ended.
const releasePatience = 20 * time.Second

// KillAll takes the power off all nodes that have it, as nearly at the same moment as can be.
func (n *Nodes) KillAll(ctx context.Context) error {
	specs, err := n.Specs()
	if err != nil {
		return err
	}
	// First what takes no time, on all of them, so that none goes on for long after the first is gone.
	for _, spec := range specs {
		if _, err := n.cut(spec); err != nil {
			return err
		}
	}
	return each(specs, func(spec Spec) error { return n.Kill(ctx, spec.Name) })
}

// BootAll gives all nodes power at once and waits until they are Ready.
func (n *Nodes) BootAll(ctx context.Context) error {
	specs, err := n.Specs()
	if err != nil {
		return err
	}
	return each(specs, func(spec Spec) error { return n.Boot(ctx, spec) })
}

// each does something to all nodes at the same time.
func each(specs []Spec, do func(Spec) error) error {
	failures := make(chan error)
	for _, spec := range specs {
		go func() { failures <- do(spec) }()
	}
	var problems []error
	for range specs {
		problems = append(problems, <-failures)
	}
	return errors.Join(problems...)
}

// cut ends in a moment all that a node does to others and to its disks, and returns the disks. The network goes first: from
// then on the node can promise nobody anything that it does not keep.
func (n *Nodes) cut(spec Spec) (volumes map[string]string, err error) {
	identity, running := n.Running(spec.Name)
	if !running {
		return nil, nil
	}
	if err := n.config.Fabric.Cut(spec.Ordinal); err != nil {
		return nil, err
	}
	volumes, err = host.VolumesOf(identity.PID, n.config.Region.StateDir())
	if err != nil {
		return nil, fmt.Errorf("node %s: %w", spec.Name, err)
	}
	for _, path := range volumes {
		if err := host.ShutDown(path); err != nil {
			return nil, fmt.Errorf("node %s: %w", spec.Name, err)
		}
	}
	return volumes, nil
}
