package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

// Command is a short-lived program.
type Command struct {
	// Args is the program and its arguments.
	Args []string
	// Namespace is the path of the network namespace to run it in; empty for the root one.
	Namespace string
	// Stdin may be nil.
	Stdin io.Reader
}

// Run runs a program to its end and returns what it wrote. When it fails the error holds what it said. It dies with this
// program.
func Run(ctx context.Context, c Command) (string, error) {
	command := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	command.Env = []string{"PATH=" + searchPath, "LC_ALL=C"}
	command.Stdin = c.Stdin
	// The kernel ties this signal to the thread that starts the command, which is held until the command has ended.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var output, complaint bytes.Buffer
	command.Stdout, command.Stderr = &output, &complaint
	if resolved, err := Find(c.Args[0]); err == nil {
		command.Path, command.Err = resolved, nil
	}
	if err := Enter(c.Namespace, command.Run); err != nil {
		return output.String(), errors.Join(fmt.Errorf("running %s: %w", strings.Join(c.Args, " "), err), said(complaint.String()))
	}
	return output.String(), nil
}

func said(complaint string) error {
	if complaint = strings.TrimSpace(complaint); complaint == "" {
		return nil
	}
	return errors.New(complaint)
}
