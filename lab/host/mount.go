package host

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

type mount struct{ point, kind, source, options string }

// parseMounts reads the format of /proc/self/mountinfo, as proc(5) describes it.
func parseMounts(mountinfo string) []mount {
	var mounts []mount
	for line := range strings.Lines(mountinfo) {
		place, file, found := strings.Cut(line, " - ")
		left, right := strings.Fields(place), strings.Fields(file)
		if !found || len(left) < 5 || len(right) < 3 {
			continue
		}
		mounts = append(mounts, mount{point: unescape(left[4]), kind: right[0], source: right[1], options: right[len(right)-1]})
	}
	return mounts
}

// unescape decodes the kernel's octal notation of blanks in paths.
func unescape(path string) string {
	var plain strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] == '\\' && i+3 < len(path) {
			if code, err := strconv.ParseUint(path[i+1:i+4], 8, 8); err == nil {
				plain.WriteByte(byte(code))
				i += 3
				continue
			}
		}
		plain.WriteByte(path[i])
	}
	return plain.String()
}

// A Mount is what is mounted at a place.
type Mount struct {
	// Source is the device, Kind the file system's kind, and Options are those of the file system itself.
	Source, Kind, Options string
}

// MountAt returns what a process sees mounted at a path. Where that is several mounts it is the last.
func MountAt(pid int, path string) (Mount, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/mountinfo", pid))
	if err != nil {
		return Mount{}, fmt.Errorf("reading the mounts of process %d: %w", pid, err)
	}
	mounts := parseMounts(string(content))
	for _, m := range slices.Backward(mounts) {
		if m.point == path {
			return Mount{Source: m.source, Kind: m.kind, Options: m.options}, nil
		}
	}
	return Mount{}, fmt.Errorf("process %d has nothing mounted at %s", pid, path)
}

// Layers are the folders that an overlay file system is made of, the topmost first, without the one that it writes to. They
// are named as whoever has mounted it saw them.
func (m Mount) Layers() []string {
	for option := range strings.SplitSeq(m.Options, ",") {
		if list, found := strings.CutPrefix(option, "lowerdir="); found {
			return strings.Split(list, ":")
		}
	}
	return nil
}

// MountsBelow lists what is mounted below a directory, the last mounted first.
func MountsBelow(folder string) ([]string, error) {
	return mountPoints(func(m mount) bool { return below(m.point, folder) })
}

// MountsOf lists where file systems of some kinds are mounted, the last mounted first.
func MountsOf(kinds ...string) ([]string, error) {
	return mountPoints(func(m mount) bool { return slices.Contains(kinds, m.kind) })
}

func mountPoints(wanted func(mount) bool) ([]string, error) {
	content, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, fmt.Errorf("reading the mounts: %w", err)
	}
	var points []string
	for _, mount := range parseMounts(string(content)) {
		if wanted(mount) {
			points = append(points, mount.point)
		}
	}
	slices.Reverse(points)
	return points, nil
}

// unmountBelow takes off everything mounted below a directory, busy or not.
func unmountBelow(folder string) error {
	points, err := MountsBelow(folder)
	for _, point := range points {
		if failure := unix.Unmount(point, unix.MNT_DETACH); failure != nil && !errors.Is(failure, unix.EINVAL) {
			err = errors.Join(err, fmt.Errorf("unmounting %s: %w", point, failure))
		}
	}
	return err
}

// below tells whether a path is a directory or lies in it.
func below(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, "/")+"/")
}

// retryBusy repeats an operation that the kernel refuses because something is still in use, for a few seconds.
func retryBusy(do func() error) error {
	const patience = 5 * time.Second
	for deadline := time.Now().Add(patience); ; time.Sleep(pollInterval) {
		err := do()
		if !errors.Is(err, unix.EBUSY) || time.Now().After(deadline) {
			return err
		}
	}
}

// errStillAttached makes retryBusy look again.
var errStillAttached = fmt.Errorf("still attached: %w", unix.EBUSY)
