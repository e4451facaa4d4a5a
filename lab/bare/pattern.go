package bare

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/serverconfig"
	"golang.org/x/sys/unix"
)

// A pattern is what a member in a pod has, which a bare one gets too.
type pattern struct {
	// layers are the folders of the image on the member's node, as this machine sees them. Using the very same files keeps
	// the comparison fair: as many copies of the program are in memory on either side.
	layers []string
	// fileSystem is the kind of the volume's file system, fileSystemBytes its size, deviceBytes that of the disk.
	fileSystem      string
	fileSystemBytes int64
	deviceBytes     int64
	// settings are the mounted server settings.
	settings string
	// address is the node's, and namespace the path of its network namespace.
	address   netip.Addr
	namespace string
}

// look finds what a member has. Its mariadbd must run.
func look(r *region.Region, m inventory.Member) (pattern, error) {
	server, err := faults.ServerProcess(r, m.Name)
	if err != nil {
		return pattern{}, err
	}
	nodes, spec, err := r.InZone(m.Zone)
	if err != nil {
		return pattern{}, err
	}
	machine, running := nodes.Running(spec.Name)
	if !running {
		return pattern{}, fmt.Errorf("node %s has no power", spec.Name)
	}
	p := pattern{namespace: host.ProcessNamespacePath(machine.PID)}
	if p.address, err = fabric.NodeAddress(spec.Ordinal); err != nil {
		return pattern{}, err
	}
	root, err := host.MountAt(server.PID, "/")
	if err != nil {
		return pattern{}, err
	}
	for _, layer := range root.Layers() {
		outside, err := nodes.Outside(spec.Name, layer)
		if err != nil {
			return pattern{}, err
		}
		p.layers = append(p.layers, outside)
	}
	if len(p.layers) == 0 {
		return pattern{}, fmt.Errorf("member %s: its root is no overlay of an image", m.Name)
	}
	return p, p.lookInside(server.PID)
}

// lookInside reads what only the member's own process can see.
func (p *pattern) lookInside(pid int) error {
	volume, err := host.MountAt(pid, contract.VolumePath)
	if err != nil {
		return err
	}
	p.fileSystem = volume.Kind
	if p.deviceBytes, err = host.DeviceSize(volume.Source); err != nil {
		return err
	}
	inside := func(path string) string { return filepath.Join(fmt.Sprintf("/proc/%d/root", pid), path) }
	var stat unix.Statfs_t
	if err := unix.Statfs(inside(contract.VolumePath), &stat); err != nil {
		return fmt.Errorf("asking for the size of a member's file system: %w", err)
	}
	p.fileSystemBytes = int64(stat.Blocks) * stat.Bsize
	settings, err := os.ReadFile(inside(serverconfig.ServerPath))
	if err != nil {
		return fmt.Errorf("reading a member's settings: %w", err)
	}
	p.settings = string(settings)
	return nil
}
