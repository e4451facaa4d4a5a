package disk

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
	"golang.org/x/sys/unix"
)

// fileSystems are what a volume may be formatted with, and how: the command, and the one that grows it while mounted,
// which takes the mount's path for xfs and the device for ext4.
var fileSystems = map[string]struct {
	make []string
	grow func(device, mount string) []string
}{
	"ext4": {[]string{"mkfs.ext4", "-q", "-F"}, func(device, _ string) []string { return []string{"resize2fs", device} }},
	"xfs":  {[]string{"mkfs.xfs", "-q"}, func(_, mount string) []string { return []string{"xfs_growfs", mount} }},
}

// format returns the file system that a device holds, or "" for none.
func format(device string) (string, error) {
	out, err := exec.Command("blkid", "-p", "-s", "TYPE", "-o", "value", device).Output()
	var exit *exec.ExitError
	// blkid answers 2 when it finds nothing.
	if errors.As(err, &exit) && exit.ExitCode() == 2 {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("looking for a file system on %s: %w", device, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// ensureFormat formats an empty device. Whatever holds another file system is left as it is: nothing is ever lost here.
func ensureFormat(device, want string) error {
	kind, ok := fileSystems[want]
	if !ok {
		return fmt.Errorf("file system %q: must be ext4 or xfs", want)
	}
	have, err := format(device)
	if err != nil {
		return err
	}
	switch have {
	case want:
		return nil
	case "":
		return run(append(kind.make, device)...)
	}
	return fmt.Errorf("the disk holds %s and the volume asks for %s: a file system is not converted, only replaced with its disk", have, want)
}

// mountedAt reports whether something is mounted exactly at a path.
func mountedAt(path string) (bool, error) {
	var at, above unix.Stat_t
	if err := unix.Stat(path, &at); err != nil {
		if errors.Is(err, unix.ENOENT) {
			return false, nil
		}
		// Of a file system that has failed nothing can be read any more, and only of a mounted one.
		if errors.Is(err, unix.EIO) {
			return true, nil
		}
		return false, fmt.Errorf("looking at %s: %w", path, err)
	}
	if err := unix.Stat(path+"/..", &above); err != nil {
		return false, fmt.Errorf("looking above %s: %w", path, err)
	}
	return at.Dev != above.Dev, nil
}

func mount(device, path, kind string, options []string) error {
	args := []string{"mount", "-t", kind}
	// As Azure's driver does it: a copy of a disk has the original's identifier, and xfs would mount only one of them.
	if kind == "xfs" {
		options = append(slices.Clone(options), "nouuid")
	}
	if len(options) > 0 {
		args = append(args, "-o", strings.Join(options, ","))
	}
	return run(append(args, device, path)...)
}

// run runs a command to its end, also where the kubelet has lost its patience meanwhile: a disk half formatted would help
// nobody.
func run(command ...string) error {
	_, err := host.Run(context.Background(), host.Command{Args: command})
	return err
}
