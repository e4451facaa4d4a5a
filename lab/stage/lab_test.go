//go:build stage

package stage_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/lab/tools"
)

// loadRole is this test program's argument to be the writer on the application's host instead.
const loadRole = "write-load"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == loadRole {
		os.Exit(writeLoad())
	}
	os.Exit(m.Run())
}

// repository is the project's folder.
var repository = func() string {
	folder, err := tools.Repository()
	if err != nil {
		panic(err)
	}
	return folder
}()

// state is the lab's folder.
func state(elements ...string) string {
	return filepath.Join(append([]string{repository, ".lab"}, elements...)...)
}

// say shows a line of progress while the test runs.
func say(format string, args ...any) {
	for line := range strings.Lines(fmt.Sprintf(format, args...)) {
		fmt.Println("# " + strings.TrimRight(line, "\n"))
	}
}

// ran is what came of a command.
type ran struct {
	// out is what it wrote to its standard output, all that and its standard error together.
	out, all string
	code     int
	took     time.Duration
}

// tail is the end of what a command has said.
func (r ran) tail() string {
	const lines = 40
	all := strings.Split(strings.TrimSpace(r.all), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// command is bin/lab with arguments, not started yet.
func command(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(repository, "bin", "lab"), args...)
	cmd.Dir = repository
	return cmd
}

// lab runs bin/lab as a user would.
func lab(t *testing.T, args ...string) ran {
	t.Helper()
	var out bytes.Buffer
	var all transcript
	cmd := command(args...)
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&out, &all), &all
	began := time.Now()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("bin/lab %s: %v", strings.Join(args, " "), err)
	}
	return ran{out: out.String(), all: all.text.String(), code: cmd.ProcessState.ExitCode(), took: time.Since(began)}
}

// transcript takes what a command writes to its standard output and what it writes to its standard error, at once.
type transcript struct {
	lock sync.Mutex
	text strings.Builder
}

func (w *transcript) Write(p []byte) (int, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.text.Write(p)
}

// must runs bin/lab and ends the test where that fails.
func must(t *testing.T, args ...string) ran {
	t.Helper()
	r := lab(t, args...)
	if r.code != 0 {
		t.Fatalf("bin/lab %s: exit code %d\n%s", strings.Join(args, " "), r.code, r.tail())
	}
	return r
}

// contains checks that a command has said some things.
func (r ran) contains(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(r.all, w) {
			t.Errorf("no word of %q in:\n%s", w, r.tail())
		}
	}
}
