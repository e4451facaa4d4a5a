package host

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Need is what a region asks of the machine.
type Need struct {
	// StateDir is where the region's files will be.
	StateDir string
	// MemoryBytes is the memory that must be available.
	MemoryBytes uint64
	// DiskBytes is the space that must be free below StateDir.
	DiskBytes uint64
	// BeforeInstall leaves out what Debian's packages would bring, and what cannot be tried without them.
	BeforeInstall bool
}

// Missing lists, in words, everything that keeps this machine from hosting the region; nothing when it can. It changes
// nothing: what it tries, it tries in namespaces that end with it.
func Missing(ctx context.Context, need Need) []string {
	if os.Geteuid() != 0 {
		return append([]string{"root: the region needs namespaces, mounts and block devices; run it as root"},
			slices.Concat(missingPackages(need), missingMemory(need), missingDisk(need))...)
	}
	if need.BeforeInstall {
		return slices.Concat(
			missingPackages(need),
			missingMemory(need),
			missingDisk(need),
			missingNamespaces(),
			missingCgroups(),
			missingDevices(),
		)
	}
	return slices.Concat(
		missingPrograms(),
		missingMemory(need),
		missingDisk(need),
		missingNamespaces(),
		missingCgroups(),
		missingDevices(),
		missingFilesystems(need.StateDir),
		missingNetwork(ctx),
		missingSolitude(need.StateDir),
	)
}

// missingPackages lists the packages that are not installed; before they could be, only whether they can be.
func missingPackages(need Need) []string {
	if !need.BeforeInstall {
		return missingPrograms()
	}
	if _, err := Find("apt-get"); err != nil {
		return []string{"Debian: the region is made of Debian's packages, and there is no apt-get"}
	}
	return nil
}

func missingPrograms() []string {
	var missing []string
	for _, p := range Packages() {
		var absent []string
		for _, command := range p.Commands {
			if _, err := Find(command); err != nil {
				absent = append(absent, command)
			}
		}
		if len(absent) > 0 {
			missing = append(missing, fmt.Sprintf("Debian package %s (programs not found: %s)", p.Name, strings.Join(absent, ", ")))
		}
	}
	return missing
}

func missingMemory(need Need) []string {
	content, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return []string{"memory: cannot be told: " + err.Error()}
	}
	available := availableMemory(string(content))
	if available >= need.MemoryBytes {
		return nil
	}
	return []string{fmt.Sprintf("memory: the region needs at least %d MiB available, there are %d MiB", need.MemoryBytes>>20, available>>20)}
}

// availableMemory reads the bytes that the kernel thinks can be had without swapping out of /proc/meminfo.
func availableMemory(meminfo string) uint64 {
	for line := range strings.Lines(meminfo) {
		fields := strings.Fields(line)
		if len(fields) >= 2 && fields[0] == "MemAvailable:" {
			kibibytes, _ := strconv.ParseUint(fields[1], 10, 64)
			return kibibytes << 10
		}
	}
	return 0
}

func missingDisk(need Need) []string {
	if err := os.MkdirAll(need.StateDir, 0o755); err != nil {
		return []string{"a state directory that can be written: " + err.Error()}
	}
	var file unix.Statfs_t
	if err := unix.Statfs(need.StateDir, &file); err != nil {
		return []string{"disk space: cannot be told: " + err.Error()}
	}
	free := file.Bavail * uint64(file.Bsize)
	if free >= need.DiskBytes {
		return nil
	}
	return []string{fmt.Sprintf("disk space: the region needs at least %d MiB free below %s, there are %d MiB", need.DiskBytes>>20, need.StateDir, free>>20)}
}

// NodeNamespaces are the namespaces that every node has of its own, besides that of control groups, which it makes after
// it has joined its groups.
const NodeNamespaces = unix.CLONE_NEWNET | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC

func missingNamespaces() []string {
	probe := exec.Command("/bin/true")
	probe.SysProcAttr = &syscall.SysProcAttr{Cloneflags: NodeNamespaces | unix.CLONE_NEWCGROUP}
	if err := probe.Run(); err != nil {
		return []string{"namespaces: a process with network, mount, process, host name, IPC and control group namespaces of its own cannot be started: " + err.Error()}
	}
	return nil
}

func missingCgroups() []string {
	cgroups, err := DetectCgroups()
	if err != nil {
		return []string{"control groups: " + err.Error()}
	}
	available := cgroups.controllers()
	var missing []string
	for _, controller := range []string{"cpu", "cpuset", "memory", "pids"} {
		if !slices.Contains(available, controller) {
			missing = append(missing, fmt.Sprintf("control groups: version %d without the controller %s", cgroups.Version, controller))
		}
	}
	return missing
}

func missingDevices() []string {
	var missing []string
	for device, purpose := range map[string]string{"/dev/loop-control": "loop devices", "/dev/kmsg": "the kernel's log, which kubelet reads"} {
		file, err := os.OpenFile(device, os.O_RDWR, 0)
		if err != nil {
			missing = append(missing, purpose+": "+err.Error())
			continue
		}
		file.Close()
	}
	slices.Sort(missing)
	return missing
}

// missingFilesystems tries the overlay that containers and nodes are made of, and looks for the disks' file systems.
func missingFilesystems(stateDir string) []string {
	var missing []string
	for _, kind := range []string{"ext4", "xfs", "overlay", "tmpfs"} {
		if !hasFilesystem(kind) {
			missing = append(missing, "file system "+kind+": not in this kernel and no module for it")
		}
	}
	if len(missing) > 0 {
		return missing
	}
	folder, err := os.MkdirTemp(stateDir, ".probe-*")
	if err != nil {
		return []string{"a state directory that can be written: " + err.Error()}
	}
	defer os.RemoveAll(folder)
	if err := tryOverlay(folder); err != nil {
		return []string{fmt.Sprintf("overlay: cannot be mounted on files below %s: %v", stateDir, err)}
	}
	return nil
}

func hasFilesystem(kind string) bool {
	listed := func() bool {
		content, err := os.ReadFile("/proc/filesystems")
		return err == nil && slices.Contains(strings.Fields(string(content)), kind)
	}
	if listed() {
		return true
	}
	_, err := Run(context.Background(), Command{Args: []string{"modprobe", kind}})
	return err == nil && listed()
}

// tryOverlay mounts an overlay in a mount namespace that ends with the thread.
func tryOverlay(folder string) error {
	for _, part := range []string{"lower", "upper", "work", "merged"} {
		if err := os.Mkdir(folder+"/"+part, 0o755); err != nil {
			return err
		}
	}
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread must not serve anybody else
		if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
			result <- err
			return
		}
		if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
			result <- err
			return
		}
		err := unix.Mount("overlay", folder+"/merged", "overlay", 0,
			fmt.Sprintf("lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work", folder, folder, folder))
		if err == nil {
			err = unix.Unmount(folder+"/merged", 0)
		}
		result <- err
	}()
	return <-result
}

// networkProbe asks of the kernel's packet filter what the region, its nodes and the load balancer will ask of it.
const networkProbe = `table inet galera_aks_lab_probe {
	chain forward { type filter hook forward priority filter; policy drop; ct state established accept; }
	chain translate { type nat hook postrouting priority srcnat; ip saddr 10.0.0.0/8 masquerade; }
	chain spread { dnat ip to numgen random mod 2 map { 0 : 10.0.0.1, 1 : 10.0.0.2 }; }
}
`

// missingNetwork tries cables, a bridge and the packet filter in a network namespace that has no name and ends with it.
func missingNetwork(ctx context.Context) []string {
	var missing []string
	err := onThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return err
		}
		here := fmt.Sprintf("/proc/self/task/%d/ns/net", unix.Gettid())
		network, err := OpenNetwork(here)
		if err != nil {
			return err
		}
		defer network.Close()
		if err := network.Bridge("probe0"); err != nil {
			missing = append(missing, "bridges: "+err.Error())
		}
		if err := network.Veth("probe1", network, "probe2", nil); err != nil {
			missing = append(missing, "virtual cables: "+err.Error())
		}
		if _, err := Find("nft"); err != nil {
			return nil // reported as a missing program
		}
		if _, err := Run(ctx, Command{Namespace: here, Args: []string{"nft", "-f", "-"}, Stdin: strings.NewReader(networkProbe)}); err != nil {
			missing = append(missing, "nftables with connection tracking and address translation: "+err.Error())
		}
		return nil
	})
	if err != nil {
		missing = append(missing, "network namespaces: "+err.Error())
	}
	return missing
}

func missingSolitude(stateDir string) []string {
	region, err := Open(stateDir)
	if err != nil {
		return []string{err.Error()}
	}
	others, err := OtherRegions(region.state)
	if err != nil {
		return []string{err.Error()}
	}
	var missing []string
	for _, other := range others {
		missing = append(missing, fmt.Sprintf("a machine without another region: one runs from %s; take it down first", other))
	}
	return missing
}
