package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A stage is one part of the tests.
type stage struct {
	name     string
	says     string
	deadline time.Duration
	steps    []step
}

// A step is one command of a stage.
type step struct {
	folder  string
	command []string
	env     []string
	// tests is set for `go test -json`, whose events are counted and shown in short.
	tests bool
	// silent is set for a command that passes only when it prints nothing.
	silent bool
}

// A result is what came of a stage.
type result struct {
	stage                   string
	took                    time.Duration
	passed, failed, skipped int
	failures                []string
}

func (s stage) run(ctx context.Context, out io.Writer) result {
	ctx, cancel := context.WithTimeout(ctx, s.deadline)
	defer cancel()
	began := time.Now()
	r := result{stage: s.name}
	for _, step := range s.steps {
		step.run(ctx, out, &r)
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.fail(fmt.Sprintf("%s: not done within %s", s.name, s.deadline))
	}
	r.took = time.Since(began)
	return r
}

func (r *result) fail(what string) {
	r.failed++
	r.failures = append(r.failures, what)
}

func (s step) run(ctx context.Context, out io.Writer, r *result) {
	cmd := exec.CommandContext(ctx, s.command[0], s.command[1:]...)
	cmd.Dir = s.folder
	cmd.Env = append(os.Environ(), s.env...)
	// A command and all that it has started end together, politely first.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	name := filepath.Base(s.folder) + ": " + strings.Join(s.command, " ")
	switch {
	case s.tests:
		s.runTests(cmd, out, r, name)
	case s.silent:
		said, err := cmd.CombinedOutput()
		if err != nil || len(said) > 0 {
			fmt.Fprintf(out, "%s\n%s", name, said)
			r.fail(name)
			return
		}
		r.passed++
	default:
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Run(); err != nil {
			fmt.Fprintf(out, "%s: %v\n", name, err)
			r.fail(name)
			return
		}
		r.passed++
	}
}

func (s step) runTests(cmd *exec.Cmd, out io.Writer, r *result, name string) {
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		r.fail(name)
		return
	}
	cmd.Stderr = out
	if err := cmd.Start(); err != nil {
		fmt.Fprintf(out, "%s: %v\n", name, err)
		r.fail(name)
		return
	}
	failed := r.failed
	r.count(pipe, out)
	if err := cmd.Wait(); err != nil && r.failed == failed {
		fmt.Fprintf(out, "%s: %v\n", name, err)
		r.fail(name)
	}
}
