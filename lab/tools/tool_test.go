package tools

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// copying is a tool that copies its source, and counts how often it is made.
func copying(times *int) Tool {
	return Tool{Name: "copy", From: []string{"source"}, Recipe: "1", Make: func(_ context.Context, repository, out string, _ io.Writer) error {
		*times++
		text, err := os.ReadFile(filepath.Join(repository, "source"))
		if err != nil {
			return err
		}
		return os.WriteFile(out, text, 0o644)
	}}
}

func TestToolIsMadeOncePerSource(t *testing.T) {
	repository, times := t.TempDir(), 0
	for _, text := range []string{"a", "a", "b", "a"} {
		if err := os.WriteFile(filepath.Join(repository, "source"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := copying(&times).ensure(t.Context(), repository, io.Discard); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(In(repository).Command("copy"))
		if err != nil || string(got) != text {
			t.Errorf("the command is %q, %v; want %q", got, err, text)
		}
	}
	if times != 2 {
		t.Errorf("made %d times, want 2: once for each source", times)
	}
}

func TestToolThatFailsIsNotKept(t *testing.T) {
	repository := t.TempDir()
	fails := Tool{Name: "x", Make: func(_ context.Context, _, out string, _ io.Writer) error {
		if err := os.Mkdir(out, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, "half"), nil, 0o644); err != nil {
			return err
		}
		return errors.New("no")
	}}
	if _, err := fails.ensure(t.Context(), repository, io.Discard); err == nil {
		t.Error("no error")
	}
	kept, err := os.ReadDir(In(repository).Cache())
	if err != nil || len(kept) != 0 {
		t.Errorf("the cache holds %v, %v; want nothing", kept, err)
	}
}
