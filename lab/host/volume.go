package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// shutDownRequest is the number that xfs and ext4 have for ending a file system at once: _IOR('X', 125, __u32), as
// xfs_fs.h (XFS_IOC_GOINGDOWN) and ext4.h (EXT4_IOC_SHUTDOWN) define it.
const shutDownRequest = 2<<30 | 4<<16 | 'X'<<8 | 125

// shutDownUnflushed asks that neither data nor the log be written before: 2 is NOLOGFLUSH for both file systems.
const shutDownUnflushed = 2

// ShutDown ends the file system that holds a path the way a loss of power would: what was not flushed to the device by
// then never will be, and everybody who uses it gets input/output errors until it is mounted anew.
func ShutDown(path string) error {
	folder, err := os.Open(path)
	if errors.Is(err, unix.EIO) {
		return nil // it is down already
	}
	if err != nil {
		return fmt.Errorf("opening a file system to shut it down: %w", err)
	}
	defer folder.Close()
	err = unix.IoctlSetPointerInt(int(folder.Fd()), shutDownRequest, shutDownUnflushed)
	if err != nil && !errors.Is(err, unix.EIO) {
		return fmt.Errorf("shutting the file system at %s down: %w", path, err)
	}
	return nil
}

// VolumesOf lists the devices of a folder of disk images that are mounted in the mount namespace of a process, each with a
// path at which this program reaches the mounted file system. The process is usually the first one of a node.
func VolumesOf(pid int, folder string) (map[string]string, error) {
	devices, err := LoopDevices(folder)
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "mountinfo"))
	if err != nil {
		return nil, fmt.Errorf("reading the mounts of process %d: %w", pid, err)
	}
	volumes := map[string]string{}
	for _, m := range parseMounts(string(content)) {
		ours := slices.ContainsFunc(devices, func(d LoopDevice) bool { return d.Device == m.source })
		if _, known := volumes[m.source]; ours && !known {
			volumes[m.source] = filepath.Join("/proc", strconv.Itoa(pid), "root", m.point)
		}
	}
	return volumes, nil
}

// AwaitUnused waits until nothing has a block device mounted any more. The kernel takes a moment to let go of the mounts of
// a namespace that has ended, and whoever mounts the device meanwhile gets the old file system, shut down or not.
func AwaitUnused(ctx context.Context, device string) error {
	return Await(ctx, device+" to be free", func(context.Context) (bool, string, error) {
		used, err := InUse(device)
		return !used, "it is still mounted", err
	})
}

// InUse tells whether a block device is mounted anywhere on this machine, whichever namespace that is in. A device that
// does not exist any more is not.
func InUse(device string) (bool, error) {
	file, err := os.OpenFile(device, os.O_RDONLY|unix.O_EXCL, 0)
	switch {
	case errors.Is(err, unix.EBUSY):
		return true, nil
	case errors.Is(err, unix.ENXIO), errors.Is(err, os.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("looking whether %s is mounted: %w", device, err)
	}
	return false, file.Close()
}

// Numbers for holding a file system still, from linux/fs.h: _IOWR('X', 119, int) and _IOWR('X', 120, int).
const (
	freezeRequest = 3<<30 | 4<<16 | 'X'<<8 | 119
	thawRequest   = 3<<30 | 4<<16 | 'X'<<8 | 120
)

// FreezeFileSystem brings the file system that holds a path to a consistent state on its device and keeps it there: whoever
// writes waits until it is thawed.
func FreezeFileSystem(path string) (thaw func(), err error) {
	folder, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening a file system to freeze it: %w", err)
	}
	if err := unix.IoctlSetPointerInt(int(folder.Fd()), freezeRequest, 0); err != nil {
		folder.Close()
		return nil, fmt.Errorf("freezing the file system at %s: %w", path, err)
	}
	return func() {
		// A file system that is frozen can always be thawed by who has frozen it.
		_ = unix.IoctlSetPointerInt(int(folder.Fd()), thawRequest, 0)
		folder.Close()
	}, nil
}
