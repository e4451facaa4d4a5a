package bare

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/galera-aks/galera-aks/lab/bare/become"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/load/writer"
	"golang.org/x/sys/unix"
)

// Times that a step may take.
const (
	installPatience = 2 * time.Minute
	startPatience   = time.Minute
	stopGrace       = time.Minute
)

// install makes the first member's data and gives the others a copy of its whole disk: they then start with the same history
// and position, and need no state transfer.
func (c *Cluster) install(ctx context.Context) error {
	first := c.members[0]
	if err := c.disk(ctx, &c.members[0]); err != nil {
		return err
	}
	if err := c.run(c.members[0], install(), []string{}); err != nil {
		return err
	}
	if err := c.await(ctx, installPatience, first, 1); err != nil {
		return err
	}
	if err := c.region.Host().Stop(ctx, first.process(), stopGrace); err != nil {
		return err
	}
	if err := host.AwaitUnused(ctx, c.members[0].device); err != nil {
		return err
	}
	for i := range c.members[1:] {
		if err := c.copyDisk(ctx, c.image(first), &c.members[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// disk makes a member's disk, formatted as the members' disks are.
func (c *Cluster) disk(ctx context.Context, m *member) error {
	if err := c.attach(m); err != nil {
		return err
	}
	_, err := host.Run(ctx, host.Command{Args: []string{"mkfs." + m.fileSystem, "-q", m.device}})
	return err
}

func (c *Cluster) copyDisk(ctx context.Context, from string, m *member) error {
	if err := os.MkdirAll(c.folder(m.name), 0o700); err != nil {
		return fmt.Errorf("making the folder of the bare %s: %w", m.name, err)
	}
	if _, err := host.Run(ctx, host.Command{Args: []string{"cp", "--sparse=always", from, c.image(*m)}}); err != nil {
		return err
	}
	return c.attach(m)
}

// attach makes a member's disk image, unless it is there, a block device.
func (c *Cluster) attach(m *member) (err error) {
	if err := host.CreateImage(c.image(*m), m.deviceBytes); err != nil {
		return err
	}
	m.device, err = host.AttachLoop(c.image(*m))
	return err
}

// start starts all members, the first as a new Primary, and waits until they are one.
func (c *Cluster) start(ctx context.Context) error {
	var addresses []string
	for _, m := range c.members {
		addresses = append(addresses, m.address.String())
	}
	for i, m := range c.members {
		if err := c.run(m, serve(i == 0), addresses); err != nil {
			return err
		}
		if i == 0 {
			if err := c.await(ctx, startPatience, m, 1); err != nil {
				return err
			}
		}
	}
	for _, m := range c.members {
		if err := c.await(ctx, startPatience, m, len(c.members)); err != nil {
			return err
		}
	}
	return nil
}

// run starts a member's process with a command.
func (c *Cluster) run(m member, command, peers []string) error {
	options, err := m.options(peers, c.password)
	if err != nil {
		return err
	}
	o := become.Order{
		Root: c.folder(m.name, "root"), Layers: m.layers, Device: m.device, FileSystem: m.fileSystem, Scratch: c.folder(m.name, "tmp"),
		Settings: options, Statements: statements(c.account), Cgroups: c.cgroups, Group: m.process(), User: user, Command: command,
	}
	for _, folder := range []string{o.Root, o.Scratch} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("making the folders of the bare %s: %w", m.name, err)
		}
	}
	if err := os.Chown(o.Scratch, user, user); err != nil {
		return fmt.Errorf("making the folders of the bare %s: %w", m.name, err)
	}
	if err := c.cgroups.Create(m.process()); err != nil {
		return err
	}
	path := c.folder(m.name, "order.json")
	if err := o.Write(path); err != nil {
		return err
	}
	_, _, err = c.region.Host().Start(host.Process{
		Name: m.process(), Command: c.region.Agent("bare", path), Namespace: m.namespace, Cloneflags: unix.CLONE_NEWNS,
	})
	return err
}

// stateOf asks a member for the size of its component and for its own state.
const stateOf = `SELECT s.VARIABLE_VALUE, l.VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS s, information_schema.GLOBAL_STATUS l
WHERE s.VARIABLE_NAME = 'WSREP_CLUSTER_SIZE' AND l.VARIABLE_NAME = 'WSREP_LOCAL_STATE'`

// synced is wsrep's number for the state Synced.
const synced = 4

// await waits until a member is Synced in a component of a size, as its clients see it.
func (c *Cluster) await(ctx context.Context, patience time.Duration, m member, size int) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return c.region.Host().AwaitProcess(ctx, m.process(), "the bare "+m.name, func(ctx context.Context) (bool, string, error) {
		have, err := c.ask(ctx, m)
		if err != nil {
			return false, err.Error(), nil
		}
		return have == [2]int64{int64(size), synced}, fmt.Sprintf("it is in state %d in a component of %d", have[1], have[0]), nil
	})
}

func (c *Cluster) ask(ctx context.Context, m member) (size [2]int64, err error) {
	connection, err := writer.Connect(ctx, c.target(m), func(ctx context.Context, network, address string) (net.Conn, error) {
		return host.Dial(ctx, host.NamespacePath(fabric.ApplicationNamespace), network, address)
	}, writer.AnswerPatience)
	if err != nil {
		return size, err
	}
	defer connection.Hangup()
	rows, err := connection.Pairs(ctx, stateOf)
	if err != nil {
		return size, err
	}
	if len(rows) != 1 {
		return size, errors.New("it does not tell its state")
	}
	return rows[0], nil
}
