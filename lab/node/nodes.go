package node

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/galera-aks/galera-aks/lab/controlplane"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
)

// Config is what nodes are made from.
type Config struct {
	Region       *host.Region
	Fabric       *fabric.Fabric
	ControlPlane *controlplane.ControlPlane
	// Kube is the path of the binary that lab/build/kube makes.
	Kube string
	// Init is the program, with its first arguments, that leads to InitMain, such as {"/srv/bin/lab", "node-init"}.
	Init []string
	// SandboxImage is the image that holds a pod's namespaces. Whatever registry it names, it is pulled from the region's.
	SandboxImage string
}

// Nodes are the nodes of a region.
type Nodes struct{ config Config }

// New returns the nodes of a region, whatever state they are in.
func New(config Config) *Nodes { return &Nodes{config: config} }

// Boot gives a node power and waits until it is Ready in the cluster. A node that runs is only waited for, and given the
// spec's labels and taints.
func (n *Nodes) Boot(ctx context.Context, spec Spec) error {
	if err := spec.validate(); err != nil {
		return fmt.Errorf("node %s: %w", spec.Name, err)
	}
	if err := n.powerOn(ctx, spec); err != nil {
		return fmt.Errorf("booting node %s: %w", spec.Name, err)
	}
	if err := n.awaitReady(ctx, spec); err != nil {
		return fmt.Errorf("node %s: %w", spec.Name, err)
	}
	return n.applyPool(ctx, spec)
}

// Remove takes a node's power, its entry in the cluster and its files.
func (n *Nodes) Remove(ctx context.Context, name string) error {
	if _, err := n.Spec(name); errors.Is(err, os.ErrNotExist) {
		return n.deleteObject(ctx, name)
	}
	if err := n.Kill(ctx, name); err != nil {
		return err
	}
	if err := n.deleteObject(ctx, name); err != nil {
		return err
	}
	cgroups, err := host.DetectCgroups()
	if err != nil {
		return err
	}
	if err := cgroups.Remove(name); err != nil {
		return err
	}
	if err := os.RemoveAll(n.folder(name)); err != nil {
		return fmt.Errorf("removing the files of node %s: %w", name, err)
	}
	return nil
}

// Running returns the node's first process, if it has power.
func (n *Nodes) Running(name string) (host.Identity, bool) {
	return n.config.Region.Running(processName(name))
}

// Spec returns what a node was last booted as.
func (n *Nodes) Spec(name string) (Spec, error) {
	var spec Spec
	content, err := os.ReadFile(n.specPath(name))
	if err == nil {
		err = json.Unmarshal(content, &spec)
	}
	if err != nil {
		return spec, fmt.Errorf("reading the spec of node %s: %w", name, err)
	}
	return spec, nil
}

// Specs returns the specs of all nodes that were ever booted and not removed, in order of their zones.
func (n *Nodes) Specs() ([]Spec, error) {
	paths, err := filepath.Glob(n.specPath("*"))
	if err != nil {
		return nil, fmt.Errorf("listing nodes: %w", err)
	}
	var specs []Spec
	for _, path := range paths {
		spec, err := n.Spec(filepath.Base(filepath.Dir(path)))
		if err != nil {
			return nil, err
		}
		specs = append(specs, spec)
	}
	slices.SortFunc(specs, func(a, b Spec) int { return cmp.Or(strings.Compare(a.Zone, b.Zone), a.Ordinal-b.Ordinal) })
	return specs, nil
}

// LogPath names the log of one of a node's services.
func (n *Nodes) LogPath(name, service string) string { return logPath(n.folder(name), service) }

// Outside returns where this machine has a path of a node that outlasts a loss of power.
func (n *Nodes) Outside(name, path string) (string, error) {
	m, err := n.machine(name)
	if err != nil {
		return "", err
	}
	for inside, kept := range m.Kept {
		if rest, found := strings.CutPrefix(path, inside+"/"); found {
			return filepath.Join(m.Folder, kept, rest), nil
		}
	}
	return "", fmt.Errorf("node %s: %s is not kept on this machine", name, path)
}

// powerOn starts the node's first process, unless it runs, and connects it to the network.
func (n *Nodes) powerOn(ctx context.Context, spec Spec) error {
	release, err := n.config.Region.Exclusive(ctx, processName(spec.Name))
	if err != nil {
		return err
	}
	defer release()
	if _, running := n.Running(spec.Name); running {
		return n.saveSpec(spec)
	}
	if err := n.prepare(spec); err != nil {
		return err
	}
	// The node waits for its network at the reading end. When this program dies before that, the node finds the pipe
	// closed and gives up.
	waiting, signal, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("making a pipe: %w", err)
	}
	defer signal.Close()
	identity, _, err := n.config.Region.Start(host.Process{
		Name:       processName(spec.Name),
		Command:    append(slices.Clone(n.config.Init), n.machinePath(spec.Name)),
		Files:      []*os.File{waiting},
		Cloneflags: host.NodeNamespaces,
	})
	waiting.Close()
	if err != nil {
		return err
	}
	if err := n.config.Fabric.Attach(spec.Ordinal, identity.PID); err != nil {
		return errors.Join(err, identity.Signal(unix.SIGKILL))
	}
	if _, err := signal.Write([]byte{1}); err != nil {
		return fmt.Errorf("telling the node that its network is there: %w; the end of its log:\n%s", err, n.config.Region.LogTail(processName(spec.Name)))
	}
	return nil
}

// prepare makes everything that the node's first process will find.
func (n *Nodes) prepare(spec Spec) error {
	address, err := fabric.NodeAddress(spec.Ordinal)
	if err != nil {
		return err
	}
	credentials, err := n.config.ControlPlane.NodeCredentials(spec.Name, address)
	if err != nil {
		return err
	}
	cgroups, err := host.DetectCgroups()
	if err != nil {
		return err
	}
	if err := cgroups.Create(spec.Name); err != nil {
		return err
	}
	total, err := totalMemory()
	if err != nil {
		return err
	}
	m, err := design(spec, facts{
		kube:         n.config.Kube,
		sandboxImage: n.config.SandboxImage,
		state:        n.config.Region.StateDir(),
		folder:       n.folder(spec.Name),
		bootID:       newBootID(),
		cgroups:      cgroups,
		credentials:  credentials,
		totalMemory:  total,
	})
	if err != nil {
		return err
	}
	content, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the machine down: %w", err)
	}
	return errors.Join(
		n.config.Region.SaveSettings(),
		n.saveSpec(spec),
		host.WriteFile(n.machinePath(spec.Name), content, 0o600),
	)
}

func (n *Nodes) saveSpec(spec Spec) error {
	content, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the spec of node %s: %w", spec.Name, err)
	}
	return host.WriteFile(n.specPath(spec.Name), content, 0o644)
}

// processName is the node's name among the region's processes.
func processName(name string) string { return "node-" + name }

func (n *Nodes) folder(name string) string { return n.config.Region.Path("nodes", name) }

func (n *Nodes) specPath(name string) string { return filepath.Join(n.folder(name), "spec.json") }

func (n *Nodes) machinePath(name string) string { return filepath.Join(n.folder(name), "machine.json") }

func logPath(folder, service string) string { return filepath.Join(folder, "logs", service+".log") }
