package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Down takes the region off the machine: its processes, mounts, namespaces with their interfaces, loop devices and
// control groups, and the kernel settings that it changed. The region's files stay; Wipe removes them. It may be repeated,
// and needs no memory of what was started. While a region of another state directory runs, the namespaces and control
// groups are that one's and are left alone.
func Down(ctx context.Context, stateDir string) error {
	region, err := Open(stateDir)
	if err != nil {
		return err
	}
	others, err := OtherRegions(region.state)
	if err != nil {
		return err
	}
	groups := func() []int { return nil }
	cgroups, _ := DetectCgroups() // without control groups there are none to remove
	if len(others) == 0 {
		groups = cgroups.processes
	}
	if err := killSurvivors(ctx, region.state, groups); err != nil {
		return fmt.Errorf("ending the region's processes: %w", err)
	}
	problems := []error{unmountBelow(region.state)}
	if len(others) == 0 {
		problems = append(problems, deleteNamespaces(), cgroups.Remove(""))
	}
	problems = append(problems, detachLoops(region.state), region.restoreSettings(), os.RemoveAll(region.Path("processes")))
	return errors.Join(problems...)
}

// Wipe removes the region's files. It refuses while anything of the region is left on the machine, since files could then
// be removed through a mount or under a running process.
func Wipe(stateDir string) error {
	left, err := Leftovers(stateDir)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		return fmt.Errorf("the region's files are still in use: %s", strings.Join(left, "; "))
	}
	region, err := Open(stateDir)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(region.Path()); err != nil {
		return fmt.Errorf("removing the region's files: %w", err)
	}
	return nil
}

// Leftovers lists, in words, what of the region is on the machine. While a region of another state directory runs,
// namespaces and control groups are taken to be that one's.
func Leftovers(stateDir string) ([]string, error) {
	region, err := Open(stateDir)
	if err != nil {
		return nil, err
	}
	var left []string
	note := func(kind string, things []string) {
		for _, thing := range things {
			left = append(left, kind+" "+thing)
		}
	}
	survivors, processError := Survivors(region.state)
	for _, survivor := range survivors {
		command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", survivor.PID))
		note("process", []string{fmt.Sprintf("%d %s", survivor.PID, strings.TrimSpace(strings.ReplaceAll(string(command), "\x00", " ")))})
	}
	mounts, mountError := MountsBelow(region.state)
	note("mount", mounts)
	devices, loopError := LoopDevices(region.state)
	for _, device := range devices {
		note("loop device", []string{device.Device + " on " + device.File})
	}
	others, otherError := OtherRegions(region.state)
	if len(others) > 0 {
		return left, errors.Join(processError, mountError, loopError, otherError)
	}
	namespaces, namespaceError := Namespaces()
	note("network namespace", namespaces)
	cgroups, _ := DetectCgroups()
	note("control group", cgroups.groups())
	return left, errors.Join(processError, mountError, loopError, otherError, namespaceError)
}

func deleteNamespaces() error {
	names, err := Namespaces()
	for _, name := range names {
		err = errors.Join(err, DeleteNamespace(name))
	}
	return err
}

// detachLoops frees the region's loop devices and waits until the kernel has let go of their files.
func detachLoops(stateDir string) error {
	err := retryBusy(func() error {
		devices, err := LoopDevices(stateDir)
		if err != nil || len(devices) == 0 {
			return err
		}
		for _, device := range devices {
			if err := DetachLoop(device.Device); err != nil {
				return err
			}
		}
		return errStillAttached
	})
	if err != nil {
		return fmt.Errorf("detaching loop devices: %w", err)
	}
	return nil
}
