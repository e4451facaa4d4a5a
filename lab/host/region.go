package host

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Marker is the environment variable that every process of the lab carries. Its value is the absolute state directory.
const Marker = "GALERA_AKS_LAB"

// Region is the running region's place on the machine: a directory for its files, and the processes recorded there.
type Region struct {
	state string
}

// Open prepares the region below a state directory, which is made when it does not exist. Nothing is started.
func Open(stateDir string) (*Region, error) {
	state, err := filepath.Abs(stateDir)
	if err != nil {
		return nil, fmt.Errorf("finding the state directory %q: %w", stateDir, err)
	}
	r := &Region{state: state}
	for _, folder := range []string{"processes", "logs"} {
		if err := os.MkdirAll(r.Path(folder), 0o755); err != nil {
			return nil, fmt.Errorf("making the region's directory: %w", err)
		}
	}
	return r, nil
}

// StateDir is the absolute state directory: the value of Marker.
func (r *Region) StateDir() string { return r.state }

// Path names a file of the region.
func (r *Region) Path(elements ...string) string {
	return filepath.Join(append([]string{r.state, "region"}, elements...)...)
}

// MarkerVariable is the assignment that marks a process as one of this region's, as "NAME=VALUE".
func (r *Region) MarkerVariable() string { return Marker + "=" + r.state }

// Lock keeps a second program from changing the same region at the same time. The kernel releases it when this process
// ends, however it ends. It fails at once when another process holds the lock.
func (r *Region) Lock() (release func(), err error) {
	path := filepath.Join(r.state, "lock")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("opening the region's lock: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		file.Close()
		return nil, fmt.Errorf("another lab command is changing the region in %s: %w", r.state, err)
	}
	return func() { file.Close() }, nil
}

// WriteFile writes a file of the region so that a reader, or a crash in the middle, sees the old content or the new one.
func WriteFile(path string, content []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making the directory of %s: %w", path, err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(content)
	if err == nil {
		err = temporary.Chmod(mode)
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
