package image

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// buildah returns a command of buildah on the builder's own storage.
func (b Builder) buildah(args ...string) []string {
	return append([]string{"buildah", "--storage-driver", "overlay",
		"--root", filepath.Join(b.Storage, "images"), "--runroot", filepath.Join(b.Storage, "run")}, args...)
}

func (b Builder) command(ctx context.Context, words ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = os.Environ()
	if b.Marker != "" {
		cmd.Env = append(cmd.Env, b.Marker)
	}
	// What a build has started ends with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// run runs a command in a folder and shows what it prints, line by line. An error holds the last lines.
func (b Builder) run(ctx context.Context, folder string, progress Progress, words ...string) error {
	cmd := b.command(ctx, words...)
	cmd.Dir = folder
	read, write := io.Pipe()
	cmd.Stdout, cmd.Stderr = write, write
	last := make(chan string, 1)
	go func() { last <- follow(read, progress) }()
	err := cmd.Run()
	write.Close()
	said := <-last
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", short(words), err, said)
	}
	return nil
}

// output runs a command and returns what it prints.
func (b Builder) output(ctx context.Context, words ...string) (string, error) {
	cmd := b.command(ctx, words...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", short(words), err, said.String())
	}
	return out.String(), nil
}

// kept is how many lines of a failed command an error shows.
const kept = 30

// follow shows lines as they come and returns the last ones.
func follow(in io.Reader, progress Progress) string {
	var tail []string
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		if progress != nil {
			progress(line)
		}
		if tail = append(tail, line); len(tail) > kept {
			tail = tail[1:]
		}
	}
	// A line longer than the scanner takes must not stop the command that prints it.
	_, _ = io.Copy(io.Discard, in)
	return strings.Join(tail, "\n")
}

// short names a command in an error without its long arguments.
func short(words []string) string {
	text := strings.Join(words, " ")
	if len(text) > 160 {
		text = text[:160] + "…"
	}
	return text
}
