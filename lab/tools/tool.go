package tools

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// A Tool is something that is made once and kept.
type Tool struct {
	// Name is the tool's file name.
	Name string
	// Says tells a reader what is made and how long it takes on a new machine.
	Says string
	// From are the files, below the repository, that the tool is made from.
	From []string
	// Recipe is what else the tool depends on: versions, flags, commands.
	Recipe string
	// Make makes the tool at the path out. What it prints goes to the log.
	Make func(ctx context.Context, repository, out string, log io.Writer) error
}

// hash identifies what a tool is made from.
func (t Tool) hash(repository string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, t.Name, runtime.Version(), runtime.GOARCH, t.Recipe)
	for _, name := range t.From {
		text, err := os.ReadFile(filepath.Join(repository, name))
		if err != nil {
			return "", fmt.Errorf("%s: reading what it is made from: %w", t.Name, err)
		}
		fmt.Fprintln(sum, name, len(text))
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12], nil
}

// ensure makes the tool unless the cache has it, and links it under its plain name. It reports whether it was made.
func (t Tool) ensure(ctx context.Context, repository string, log io.Writer) (made bool, err error) {
	folder := In(repository)
	hash, err := t.hash(repository)
	if err != nil {
		return false, err
	}
	path := filepath.Join(folder.Cache(), t.Name+"-"+hash)
	if _, err := os.Stat(path); err != nil {
		if err := t.make(ctx, repository, path, log); err != nil {
			return false, err
		}
		made = true
	}
	return made, link(path, folder.Command(t.Name))
}

// make lets the tool appear at its path only when it is whole.
func (t Tool) make(ctx context.Context, repository, path string, log io.Writer) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("%s: making the cache: %w", t.Name, err)
	}
	part := fmt.Sprintf("%s.part%d", path, os.Getpid())
	defer os.RemoveAll(part)
	if err := t.Make(ctx, repository, part, log); err != nil {
		return fmt.Errorf("making %s: %w", t.Name, err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("%s: keeping it: %w", t.Name, err)
	}
	return nil
}

// link points a name at a path, replacing what it pointed at before in one step.
func link(path, name string) error {
	if now, err := os.Readlink(name); err == nil && now == path {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("making the folder of commands: %w", err)
	}
	part := fmt.Sprintf("%s.part%d", name, os.Getpid())
	if err := os.Symlink(path, part); err != nil {
		return fmt.Errorf("naming %s: %w", name, err)
	}
	if err := os.Rename(part, name); err != nil {
		return fmt.Errorf("naming %s: %w", name, err)
	}
	return nil
}
