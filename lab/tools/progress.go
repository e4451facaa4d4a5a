package tools

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// A step is one thing to prepare, with a log of its own.
type step struct {
	says string
	run  func(ctx context.Context, log io.Writer) (changed bool, err error)
}

// tick is how often a step that takes long says that it is still at work.
const tick = 15 * time.Second

// follow runs the steps in order and shows how far it is. What a step prints is kept in a file and shown if it fails.
func follow(ctx context.Context, out io.Writer, logs string, steps []step) error {
	if err := os.MkdirAll(logs, 0o755); err != nil {
		return fmt.Errorf("making the folder of logs: %w", err)
	}
	for i, s := range steps {
		began := time.Now()
		path := filepath.Join(logs, fmt.Sprintf("prepare-%d.log", i+1))
		log, err := os.Create(path)
		if err != nil {
			return fmt.Errorf("keeping a log: %w", err)
		}
		head := fmt.Sprintf("[%d/%d] %s", i+1, len(steps), s.says)
		changed, err := watch(ctx, out, head, log, s)
		log.Close()
		if err != nil {
			tail(out, path, 30)
			return fmt.Errorf("%s: %w", s.says, err)
		}
		if changed {
			fmt.Fprintf(out, "%s: done in %s\n", head, time.Since(began).Round(time.Second))
		}
	}
	return nil
}

// watch runs one step and prints a line now and then while it lasts.
func watch(ctx context.Context, out io.Writer, head string, log *os.File, s step) (bool, error) {
	type result struct {
		changed bool
		err     error
	}
	done := make(chan result, 1)
	go func() {
		changed, err := s.run(ctx, log)
		done <- result{changed, err}
	}()
	began := time.Now()
	first := time.NewTimer(time.Second)
	defer first.Stop()
	again := time.NewTicker(tick)
	defer again.Stop()
	for {
		select {
		case r := <-done:
			return r.changed, r.err
		case <-first.C:
			fmt.Fprintln(out, head)
		case <-again.C:
			fmt.Fprintf(out, "%s: at work for %s\n", head, time.Since(began).Round(time.Second))
		}
	}
}

// tail shows the last lines of a log.
func tail(out io.Writer, path string, lines int) {
	text, err := os.ReadFile(path)
	if err != nil {
		return
	}
	at := len(text)
	for n := 0; at > 0; at-- {
		if text[at-1] == '\n' {
			if n++; n > lines {
				break
			}
		}
	}
	fmt.Fprintf(out, "%s\n(the end of %s)\n", text[at:], path)
}
