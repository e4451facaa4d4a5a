package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// searchPath is where the lab's processes look for programs; Debian keeps the networking and file system tools in sbin.
const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// Process is a program to start in the background.
type Process struct {
	// Name is unique in the region. The log is logs/NAME.log, the record processes/NAME.json.
	Name string
	// Command is the program and its arguments.
	Command []string
	// Env is added to the marker and a search path; the environment of this process is not handed on.
	Env []string
	// Namespace is the path of the network namespace to start in, such as NamespacePath gives; empty for the root one.
	Namespace string
	// Files become descriptors 3, 4 and so on.
	Files []*os.File
	// Cloneflags are namespaces to make for the process.
	Cloneflags uintptr
}

// Start starts a process in a session of its own, so that it outlives this program. When a process of that name runs
// already nothing is started, and started is false.
func (r *Region) Start(p Process) (identity Identity, started bool, err error) {
	if running, ok := r.Running(p.Name); ok {
		return running, false, nil
	}
	log, err := os.OpenFile(r.LogPath(p.Name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return Identity{}, false, fmt.Errorf("opening the log of %s: %w", p.Name, err)
	}
	defer log.Close()
	command := exec.Command(p.Command[0], p.Command[1:]...)
	command.Dir = "/"
	command.Env = r.environment(p.Env)
	command.Stdout, command.Stderr = log, log
	command.ExtraFiles = p.Files
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Cloneflags: p.Cloneflags}
	if err := Enter(p.Namespace, command.Start); err != nil {
		return Identity{}, false, fmt.Errorf("starting %s: %w", p.Name, err)
	}
	identity, err = identify(command.Process.Pid)
	// Without this the process would stay a zombie for as long as this program runs.
	go func() { _ = command.Wait() }()
	if err != nil {
		return Identity{}, false, fmt.Errorf("%s ended at once; the end of its log:\n%s", p.Name, r.LogTail(p.Name))
	}
	record, err := json.Marshal(identity)
	if err == nil {
		err = WriteFile(r.recordPath(p.Name), record, 0o644)
	}
	return identity, true, err
}

// Running returns the process that was started under a name, if it still runs.
func (r *Region) Running(name string) (Identity, bool) {
	record, err := os.ReadFile(r.recordPath(name))
	if err != nil {
		return Identity{}, false
	}
	var identity Identity
	if json.Unmarshal(record, &identity) != nil || !identity.Alive() {
		return Identity{}, false
	}
	return identity, true
}

// Stop ends the process of a name and waits until it is gone; when it does not end within the grace time it is killed.
// Nothing happens when it does not run.
func (r *Region) Stop(ctx context.Context, name string, grace time.Duration) error {
	if identity, running := r.Running(name); running {
		if err := identity.end(ctx, grace); err != nil {
			return fmt.Errorf("stopping %s: %w", name, err)
		}
	}
	if err := os.Remove(r.recordPath(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing the record of %s: %w", name, err)
	}
	return nil
}

// Processes returns the names of the recorded processes that run, with their identities.
func (r *Region) Processes() (map[string]Identity, error) {
	records, err := filepath.Glob(r.recordPath("*"))
	if err != nil {
		return nil, fmt.Errorf("listing the region's processes: %w", err)
	}
	running := make(map[string]Identity)
	for _, record := range records {
		name := strings.TrimSuffix(filepath.Base(record), ".json")
		if identity, ok := r.Running(name); ok {
			running[name] = identity
		}
	}
	return running, nil
}

// LogPath names the log of a process.
func (r *Region) LogPath(name string) string { return r.Path("logs", name+".log") }

// LogTail returns the last lines of a process's log, for error messages.
func (r *Region) LogTail(name string) string { return Tail(r.LogPath(name)) }

func (r *Region) recordPath(name string) string { return r.Path("processes", name+".json") }

func (r *Region) environment(extra []string) []string {
	home := os.Getenv("HOME")
	if home == "" {
		home = "/root"
	}
	return append([]string{"PATH=" + searchPath, "HOME=" + home, r.MarkerVariable()}, extra...)
}

// Tail returns the last lines of a file, or a word about why it cannot be read.
func Tail(path string) string {
	const most = 12
	content, err := os.ReadFile(path)
	if err != nil {
		return "(" + err.Error() + ")"
	}
	lines := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-most):], "\n")
}
