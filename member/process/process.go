// Package process starts child processes for a supervisor that may be PID 1, and collects the orphans that become its
// children: a state transfer leaves some behind when mariadbd is killed.
package process

import (
	"fmt"
	"os/exec"
	"sync"
	"syscall"
)

// Child is a started process.
type Child struct {
	// PID is the process's id.
	PID  int
	done chan struct{}
	err  error
}

// managed are the processes whose end this package's own Wait collects; it is held locked while one is started.
var managed = struct {
	sync.Mutex
	pids map[int]bool
}{pids: map[int]bool{}}

// Start starts a command in a process group of its own, so that signals meant for the supervisor do not reach it, and
// so that the rest of the group can be killed when the process ends.
func Start(command *exec.Cmd) (*Child, error) {
	if command.SysProcAttr == nil {
		command.SysProcAttr = &syscall.SysProcAttr{}
	}
	command.SysProcAttr.Setpgid = true
	managed.Lock()
	err := command.Start()
	if err == nil {
		managed.pids[command.Process.Pid] = true
	}
	managed.Unlock()
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", command.Path, err)
	}
	child := &Child{PID: command.Process.Pid, done: make(chan struct{})}
	go func() {
		child.err = command.Wait()
		// What the process left behind, such as a transfer script that still holds its port, must not disturb the next.
		_ = syscall.Kill(-child.PID, syscall.SIGKILL)
		managed.Lock()
		delete(managed.pids, child.PID)
		managed.Unlock()
		close(child.done)
	}()
	return child, nil
}

// Done is closed when the process has ended.
func (c *Child) Done() <-chan struct{} { return c.done }

// Err tells how the process ended; it is valid once Done is closed, and nil if the process succeeded.
func (c *Child) Err() error { return c.err }

// Signal sends a signal to the process, and does nothing once it has ended.
func (c *Child) Signal(signal syscall.Signal) {
	select {
	case <-c.done:
	default:
		_ = syscall.Kill(c.PID, signal)
	}
}

// KillGroup kills the process and what it started, and does nothing once the process has ended.
func (c *Child) KillGroup() {
	select {
	case <-c.done:
	default:
		_ = syscall.Kill(-c.PID, syscall.SIGKILL)
	}
}
