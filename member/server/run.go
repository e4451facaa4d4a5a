package server

import (
	"context"
	"os/exec"
	"syscall"

	"github.com/galera-aks/galera-aks/member/process"
)

// run runs a program to its end. When the context ends the program is asked to end, and is waited for: a second one
// must never work on the same data.
func (s *Server) run(ctx context.Context, command *exec.Cmd) error {
	child, err := process.Start(command)
	if err != nil {
		return err
	}
	select {
	case <-child.Done():
	case <-ctx.Done():
		child.Signal(syscall.SIGTERM)
		<-child.Done()
	}
	return child.Err()
}
