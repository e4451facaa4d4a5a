package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// cgroupParent is the control group above all of the lab's, in every hierarchy.
const cgroupParent = "galera-aks-lab"

// CgroupFolder is where every Linux distribution mounts control groups.
const CgroupFolder = "/sys/fs/cgroup"

// Cgroups is how this machine arranges control groups.
type Cgroups struct {
	// Version is 2 for the unified hierarchy and 1 where controllers have hierarchies of their own, also when an unused
	// unified one is mounted beside them.
	Version int `json:"version"`
	// Hierarchies is the one of version 2, or each of version 1.
	Hierarchies []Hierarchy `json:"hierarchies"`
}

// Hierarchy is one mounted tree of control groups.
type Hierarchy struct {
	// Point is where it is mounted.
	Point string `json:"point"`
	// Options are the mount options that name it; empty in version 2.
	Options string `json:"options,omitempty"`
}

// DetectCgroups finds out how this machine arranges control groups.
func DetectCgroups() (Cgroups, error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return Cgroups{}, fmt.Errorf("reading the machine's mounts: %w", err)
	}
	cgroups := parseCgroups(string(mounts))
	if cgroups.Version == 0 {
		return cgroups, errors.New("no control groups are mounted below " + CgroupFolder)
	}
	return cgroups, nil
}

// parseCgroups judges by the content of /proc/self/mountinfo.
func parseCgroups(mountinfo string) Cgroups {
	var separate []Hierarchy
	var unified []Hierarchy
	for _, mount := range parseMounts(mountinfo) {
		if !below(mount.point, CgroupFolder) {
			continue
		}
		switch mount.kind {
		case "cgroup":
			separate = append(separate, Hierarchy{Point: mount.point, Options: hierarchyOptions(mount.options)})
		case "cgroup2":
			unified = append(unified, Hierarchy{Point: mount.point})
		}
	}
	switch {
	case len(separate) > 0:
		return Cgroups{Version: 1, Hierarchies: separate}
	case len(unified) > 0:
		return Cgroups{Version: 2, Hierarchies: unified[:1]}
	}
	return Cgroups{}
}

// hierarchyOptions keeps of a mount's options those that name the hierarchy: its controllers, or its own name.
func hierarchyOptions(options string) string {
	var naming []string
	for option := range strings.SplitSeq(options, ",") {
		switch {
		case strings.HasPrefix(option, "name="):
			return "none," + option
		case slices.Contains([]string{"rw", "ro", "xattr", "noprefix", "clone_children", "favordynmods"}, option), strings.Contains(option, "="):
		default:
			naming = append(naming, option)
		}
	}
	return strings.Join(naming, ",")
}

// Create makes a node's control groups, empty and ready to be joined. Left-over ones of an earlier life are removed
// first: they would cost the node's kubelet half a minute.
func (c Cgroups) Create(node string) error {
	if err := c.Remove(node); err != nil {
		return err
	}
	for _, hierarchy := range c.Hierarchies {
		parent := filepath.Join(hierarchy.Point, cgroupParent)
		for _, group := range []string{parent, filepath.Join(parent, node)} {
			if err := c.createGroup(group); err != nil {
				return fmt.Errorf("making control group %s: %w", group, err)
			}
		}
	}
	return nil
}

// createGroup makes one group and gives it what its parent has, without which no process could join or be limited.
func (c Cgroups) createGroup(group string) error {
	if c.Version == 2 {
		if err := Delegate(filepath.Dir(group)); err != nil {
			return err
		}
	}
	if err := os.Mkdir(group, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if c.Version == 2 {
		return nil
	}
	for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
		if err := inherit(group, file); err != nil {
			return err
		}
	}
	return nil
}

// delegated are the controllers that a kubelet uses.
var delegated = []string{"cpu", "cpuset", "hugetlb", "io", "memory", "pids"}

// Delegate lets the groups below a version 2 group use what a kubelet uses of the group's own controllers. The kernel
// refuses it (EBUSY) for a group that holds processes, unless it is the machine's root: in a container, whoever starts the
// container has to leave its root group empty.
func Delegate(group string) error {
	controllers, err := os.ReadFile(filepath.Join(group, "cgroup.controllers"))
	if err != nil {
		return fmt.Errorf("reading the controllers of %s: %w", group, err)
	}
	enabled, err := os.ReadFile(filepath.Join(group, "cgroup.subtree_control"))
	if err != nil {
		return fmt.Errorf("reading the controllers of %s: %w", group, err)
	}
	for controller := range strings.FieldsSeq(string(controllers)) {
		if !slices.Contains(delegated, controller) || slices.Contains(strings.Fields(string(enabled)), controller) {
			continue
		}
		if err := os.WriteFile(filepath.Join(group, "cgroup.subtree_control"), []byte("+"+controller), 0o644); err != nil {
			return fmt.Errorf("handing on controller %s from %s: %w", controller, group, err)
		}
	}
	return nil
}

// inherit copies a cpuset setting from the parent group, where the hierarchy has it and it is not yet set.
func inherit(group, file string) error {
	own, err := os.ReadFile(filepath.Join(group, file))
	if errors.Is(err, os.ErrNotExist) || strings.TrimSpace(string(own)) != "" {
		return nil
	}
	value, err := os.ReadFile(filepath.Join(filepath.Dir(group), file))
	if err == nil {
		err = os.WriteFile(filepath.Join(group, file), value, 0o644)
	}
	return err
}

// Join moves the calling process into a node's control groups.
func (c Cgroups) Join(node string) error {
	for _, hierarchy := range c.Hierarchies {
		file := filepath.Join(hierarchy.Point, cgroupParent, node, "cgroup.procs")
		if err := os.WriteFile(file, []byte("0"), 0o644); err != nil {
			return fmt.Errorf("joining control group %s: %w", filepath.Dir(file), err)
		}
	}
	return nil
}

// Remove removes a node's control groups; the empty name stands for those of all nodes.
func (c Cgroups) Remove(node string) error {
	for _, hierarchy := range c.Hierarchies {
		if err := removeGroups(filepath.Join(hierarchy.Point, cgroupParent, node)); err != nil {
			return err
		}
	}
	return nil
}

// groups lists the lab's groups that exist, the deepest first.
func (c Cgroups) groups() []string {
	var groups []string
	for _, hierarchy := range c.Hierarchies {
		groups = append(groups, subgroups(filepath.Join(hierarchy.Point, cgroupParent))...)
	}
	return groups
}

// processes lists the processes in the lab's groups.
func (c Cgroups) processes() []int { return processesIn(c.groups()) }

// Processes lists the processes in a node's groups, and so of its pods, by their numbers outside the node.
func (c Cgroups) Processes(node string) []int {
	var groups []string
	for _, hierarchy := range c.Hierarchies {
		groups = append(groups, subgroups(filepath.Join(hierarchy.Point, cgroupParent, node))...)
	}
	return processesIn(groups)
}

func processesIn(groups []string) []int {
	var processes []int
	for _, group := range groups {
		content, _ := os.ReadFile(filepath.Join(group, "cgroup.procs"))
		for field := range strings.FieldsSeq(string(content)) {
			if pid, err := strconv.Atoi(field); err == nil && pid > 0 {
				processes = append(processes, pid)
			}
		}
	}
	slices.Sort(processes)
	return slices.Compact(processes)
}

func removeGroups(top string) error {
	for _, group := range subgroups(top) {
		// A group is busy for a moment after its last process has ended.
		err := retryBusy(func() error { return unix.Rmdir(group) })
		if err != nil && !errors.Is(err, unix.ENOENT) {
			return fmt.Errorf("removing control group %s: %w", group, err)
		}
	}
	return nil
}

// subgroups lists a group and those below it, the deepest first.
func subgroups(top string) []string {
	var groups []string
	_ = filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			groups = append(groups, path)
		}
		return nil
	})
	slices.Reverse(groups)
	return groups
}

// controllers lists the controllers that can be used.
func (c Cgroups) controllers() []string {
	var controllers []string
	for _, hierarchy := range c.Hierarchies {
		if c.Version == 1 {
			controllers = append(controllers, strings.Split(hierarchy.Options, ",")...)
			continue
		}
		content, _ := os.ReadFile(filepath.Join(hierarchy.Point, "cgroup.controllers"))
		controllers = append(controllers, strings.Fields(string(content))...)
	}
	return controllers
}
