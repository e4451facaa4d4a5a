package node

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/galera-aks/galera-aks/lab/host"
)

// scratch is the node's memory-backed place for what is lost with the power.
const scratch = "/run/galera-aks-lab"

// private are the directories that the machine and the node do not share. The node's are the machine's with its own
// changes laid over, which are lost with the power.
var private = []string{"/etc", "/var"}

// mountMachine makes the node's view of the file system.
func mountMachine(m machine) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("parting from the machine's mounts: %w", err)
	}
	if err := dropForeignMounts(m.State); err != nil {
		return err
	}
	state, err := unix.OpenTree(unix.AT_FDCWD, m.State, unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC|unix.AT_RECURSIVE)
	if err != nil {
		return fmt.Errorf("holding on to %s: %w", m.State, err)
	}
	defer unix.Close(state)
	if err := mountPrivate(); err != nil {
		return err
	}
	if err := showState(m.State, state); err != nil {
		return err
	}
	if err := mountKernel(m); err != nil {
		return err
	}
	if err := mountKept(m); err != nil {
		return err
	}
	for path, content := range m.Files {
		// The machine's file may be a link to elsewhere.
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("replacing %s: %w", path, err)
		}
		if err := host.WriteFile(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	// What the kubelet mounts for a pod must appear inside containerd's and the disk driver's view as well.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_SHARED, ""); err != nil {
		return fmt.Errorf("sharing mounts inside the node: %w", err)
	}
	return nil
}

// dropForeignMounts lets go of containers' file systems and of namespaces that others have on the machine: the node's copy
// would keep them in use for as long as it runs.
func dropForeignMounts(state string) error {
	points, err := host.MountsOf("overlay", "nsfs")
	if err != nil {
		return err
	}
	for _, point := range points {
		if point == "/" || strings.HasPrefix(state+"/", point+"/") {
			continue
		}
		if err := unix.Unmount(point, unix.MNT_DETACH); err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOENT) {
			return fmt.Errorf("letting go of %s: %w", point, err)
		}
	}
	return nil
}

// mountPrivate makes /run empty and lays the node's own changes over the private directories.
func mountPrivate() error {
	if err := mountAt("tmpfs", "/run", "tmpfs", "mode=755"); err != nil {
		return err
	}
	for _, folder := range []string{"/run/containerd", "/run/lock", "/run/netns"} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("making %s: %w", folder, err)
		}
	}
	for _, folder := range private {
		upper, work := filepath.Join(scratch, folder, "upper"), filepath.Join(scratch, folder, "work")
		if err := errors.Join(os.MkdirAll(upper, 0o755), os.MkdirAll(work, 0o755)); err != nil {
			return fmt.Errorf("making room for changes of %s: %w", folder, err)
		}
		options := fmt.Sprintf("lowerdir=%s,upperdir=%s,workdir=%s", folder, upper, work)
		if err := mountAt("overlay", folder, "overlay", options); err != nil {
			return err
		}
	}
	return nil
}

// showState puts the region's files back where they were, if what was mounted since hides them.
func showState(path string, tree int) error {
	for _, hidden := range append([]string{"/run"}, private...) {
		if !strings.HasPrefix(path, hidden+"/") {
			continue
		}
		if err := os.MkdirAll(path, 0o755); err != nil {
			return fmt.Errorf("showing %s: %w", path, err)
		}
		if err := unix.MoveMount(tree, "", unix.AT_FDCWD, path, unix.MOVE_MOUNT_F_EMPTY_PATH); err != nil {
			return fmt.Errorf("showing %s: %w", path, err)
		}
	}
	return nil
}

// mountKernel mounts the kernel's own file systems, as the node's namespaces have them.
func mountKernel(m machine) error {
	if err := mountAt("proc", "/proc", "proc", ""); err != nil {
		return err
	}
	bootID := filepath.Join(scratch, "boot_id")
	if err := host.WriteFile(bootID, []byte(m.BootID+"\n"), 0o444); err != nil {
		return err
	}
	if err := unix.Mount(bootID, "/proc/sys/kernel/random/boot_id", "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("giving the boot its identifier: %w", err)
	}
	if err := mountAt("sysfs", "/sys", "sysfs", ""); err != nil {
		return err
	}
	if m.Cgroups.Version == 2 {
		return mountUnified()
	}
	return mountHierarchies(m.Cgroups.Hierarchies)
}

// mountUnified mounts control groups of version 2. A group that hands on controllers may hold no process itself, so the
// node's own programs move to one below.
func mountUnified() error {
	if err := mountAt("cgroup2", host.CgroupFolder, "cgroup2", ""); err != nil {
		return err
	}
	leaf := filepath.Join(host.CgroupFolder, "init")
	if err := os.Mkdir(leaf, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("making control group %s: %w", leaf, err)
	}
	if err := os.WriteFile(filepath.Join(leaf, "cgroup.procs"), []byte("0"), 0o644); err != nil {
		return fmt.Errorf("joining control group %s: %w", leaf, err)
	}
	return host.Delegate(host.CgroupFolder)
}

// mountHierarchies mounts control groups of version 1 where every program looks for them, also for those controllers that
// share a hierarchy.
func mountHierarchies(hierarchies []host.Hierarchy) error {
	if err := mountAt("tmpfs", host.CgroupFolder, "tmpfs", "mode=755"); err != nil {
		return err
	}
	for _, hierarchy := range hierarchies {
		point := filepath.Join(host.CgroupFolder, filepath.Base(hierarchy.Point))
		if err := os.Mkdir(point, 0o755); err != nil {
			return fmt.Errorf("making %s: %w", point, err)
		}
		if err := mountAt("cgroup", point, "cgroup", hierarchy.Options); err != nil {
			return err
		}
		for controller := range strings.SplitSeq(hierarchy.Options, ",") {
			link := filepath.Join(host.CgroupFolder, controller)
			if link == point || controller == "none" || strings.Contains(controller, "=") {
				continue
			}
			if err := os.Symlink(filepath.Base(point), link); err != nil && !errors.Is(err, os.ErrExist) {
				return fmt.Errorf("naming controller %s: %w", controller, err)
			}
		}
	}
	return nil
}

// mountKept shows the directories that outlast a loss of power.
func mountKept(m machine) error {
	for target, name := range m.Kept {
		source := filepath.Join(m.Folder, name)
		if err := errors.Join(os.MkdirAll(source, 0o755), os.MkdirAll(target, 0o755)); err != nil {
			return fmt.Errorf("making %s: %w", target, err)
		}
		if err := unix.Mount(source, target, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("mounting %s: %w", target, err)
		}
	}
	return nil
}

func mountAt(source, target, kind, options string) error {
	if err := unix.Mount(source, target, kind, 0, options); err != nil {
		return fmt.Errorf("mounting %s (%s %s): %w", target, kind, options, err)
	}
	return nil
}
