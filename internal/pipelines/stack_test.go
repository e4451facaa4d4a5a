package pipelines

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// stage runs .ci/stack with commands in the place of pulumi and go that write down how they are called, and returns that.
func stage(t *testing.T, pulumi string, args ...string) (calls string, code int) {
	t.Helper()
	bin, log := t.TempDir(), filepath.Join(t.TempDir(), "calls")
	for name, script := range map[string]string{
		"pulumi": "echo pulumi \"$@\" >> " + log + "\n" + pulumi,
		// A review is written wherever one is asked for.
		"go": "echo go \"$@\" >> " + log + `
while [ $# -gt 0 ]; do [ "$1" = --out ] && echo reviewed > "$2"; shift; done`,
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), script(t, ".ci/stack"), args...)
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	said, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatalf("%v\n%s", err, said)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

func TestStackPreview(t *testing.T) {
	for _, c := range []struct {
		pulumi string
		want   int
	}{
		{"exit 0", 0},
		{`[ "$1" = preview ] && exit 255; exit 0`, 255}, // what the policies refuse is reviewed, and fails
	} {
		folder := t.TempDir()
		calls, code := stage(t, c.pulumi, "preview", "prod-databases", folder)
		if code != c.want {
			t.Errorf("ended with %d, want %d\n%s", code, c.want, calls)
		}
		if text, err := os.ReadFile(filepath.Join(folder, "review.md")); err != nil || string(text) != "reviewed\n" {
			t.Errorf("the review is %q, %v", text, err)
		}
		if strings.Contains(calls, "pulumi up") {
			t.Errorf("a preview updates:\n%s", calls)
		}
	}
}

func TestStackPreviewWithoutReview(t *testing.T) {
	// A preview that did not come far writes nothing that could be reviewed: let its folder be one that cannot be written to.
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "preview.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	if calls, code := stage(t, "exit 0", "preview", "prod", folder); code == 0 {
		t.Errorf("a preview that could not be kept passes:\n%s", calls)
	}
}

func TestStackUp(t *testing.T) {
	calls, code := stage(t, "exit 0", "up", "dev", t.TempDir())
	if code != 0 || !strings.Contains(calls, "pulumi up --stack dev --non-interactive --yes --policy-pack ") ||
		!strings.Contains(calls, "--policy-pack-config policy/environments/dev.json") {
		t.Errorf("ended with %d\n%s", code, calls)
	}
	if _, code := stage(t, "exit 3", "up", "dev", t.TempDir()); code != 3 {
		t.Errorf("an update that fails ends with %d", code)
	}
}

var flag = regexp.MustCompile(`--[a-z-]+`)

// The commands have the flags that the script calls them with.
func TestStackFlags(t *testing.T) {
	calls, _ := stage(t, "exit 0", "preview", "dev", t.TempDir())
	more, _ := stage(t, "exit 0", "up", "dev", t.TempDir())
	for line := range strings.Lines(calls + more) {
		help := help(t, strings.Fields(line))
		for _, name := range flag.FindAllString(line, -1) {
			// Go's own flags are listed with one dash.
			listed := regexp.MustCompile(`(?m)` + name[1:] + `([^-a-z]|$)`)
			if help != "" && !listed.MatchString(help) {
				t.Errorf("%s: there is no flag %s", strings.TrimSpace(line), name)
			}
		}
	}
}

// help returns what a command says of its flags.
func help(t *testing.T, call []string) string {
	t.Helper()
	args := []string{"--help"}
	var command string
	switch {
	case call[0] == "pulumi":
		command, args = filepath.Join(repository, ".lab/bin/pulumi"), append([]string{call[1]}, args...)
		if call[1] == "stack" {
			args = []string{"stack", call[2], "--help"}
		}
	case call[1] == "run":
		command, args = "go", []string{"run", call[2], "--help"}
	default:
		return ""
	}
	cmd := exec.CommandContext(t.Context(), command, args...)
	if call[1] == "run" {
		cmd.Dir = repository
	}
	cmd.Env = append(os.Environ(), "PULUMI_DEBUG_COMMANDS=true", "PULUMI_HOME="+t.TempDir())
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatal(fmt.Errorf("%s %q: %w\n%s", command, args, err, said))
	}
	return string(said)
}
