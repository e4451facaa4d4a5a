package node

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/galera-aks/galera-aks/lab/host"
)

// restartDelay keeps a program that cannot run from taking the machine with it.
const restartDelay = time.Second

// lookInterval is how soon a file that a service waits for is noticed.
const lookInterval = 20 * time.Millisecond

// children are the processes that the node's first process has started. It is the parent of every orphan too, so it takes
// whichever child has ended and then looks whose it was.
type children struct {
	lock sync.Mutex
	ends map[int]chan syscall.WaitStatus
}

// superviseAll runs a node's services for as long as the node has power.
func superviseAll(m machine) error {
	c := &children{ends: make(map[int]chan syscall.WaitStatus)}
	for _, service := range m.Services {
		path, err := host.Find(service.Command[0])
		if err != nil {
			return fmt.Errorf("service %s: %w", service.Name, err)
		}
		service.Command[0] = path
		go c.supervise(m, service)
	}
	return c.reap()
}

// supervise starts a service, and starts it again whenever it ends.
func (c *children) supervise(m machine, service Service) {
	for ; ; time.Sleep(restartDelay) {
		awaitFile(service.After)
		ended, err := c.start(m, service)
		if err != nil {
			log.Printf("%s cannot be started: %v", service.Name, err)
			continue
		}
		status := <-ended
		log.Printf("%s has ended, exit status %d, signal %d", service.Name, status.ExitStatus(), status.Signal())
	}
}

func (c *children) start(m machine, service Service) (<-chan syscall.WaitStatus, error) {
	path := logPath(m.Folder, service.Name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	output, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer output.Close()
	input, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	defer input.Close()
	// Held until the process is registered, so that its end finds it there however soon it comes.
	c.lock.Lock()
	defer c.lock.Unlock()
	pid, err := syscall.ForkExec(service.Command[0], service.Command, &syscall.ProcAttr{
		Dir:   "/",
		Env:   append(os.Environ(), service.Env...),
		Files: []uintptr{input.Fd(), output.Fd(), output.Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		return nil, err
	}
	ended := make(chan syscall.WaitStatus, 1)
	c.ends[pid] = ended
	return ended, nil
}

// reap takes every child that ends, for as long as the node has power.
func (c *children) reap() error {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, unix.ECHILD):
			time.Sleep(lookInterval) // between the end of the last child and the start of the next
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return fmt.Errorf("waiting for children: %w", err)
		default:
			c.end(pid, status)
		}
	}
}

func (c *children) end(pid int, status syscall.WaitStatus) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if ended, ours := c.ends[pid]; ours {
		ended <- status
		delete(c.ends, pid)
	}
}

// awaitFile waits until a file exists; the empty path is there at once.
func awaitFile(path string) {
	for path != "" {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(lookInterval)
	}
}
