package buildcontext

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/galera-aks/galera-aks/internal/golden"
)

// task is a registry task as the registry reads it.
type task struct {
	Version string
	Steps   []struct {
		Cmd     string
		Build   string
		Push    []string
		Timeout int
	}
}

func TestTask(t *testing.T) {
	context := Context{Archive: []byte("an archive"), Hash: strings.Repeat("0123456789abcdef", 4)}
	golden.Check(t, "task.golden.yaml", context.Task("mariadb-galera"))
}

// TestTheStepsUnpackTheContext runs the steps with this machine's shell, as the registry would with its own.
func TestTheStepsUnpackTheContext(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell on this machine")
	}
	files := repository()
	large := make([]byte, 3*chunk)
	for i := range large {
		large[i] = byte(rand.IntN(256))
	}
	files["member/large.bin"].Data = large
	context, err := Pack(files)
	if err != nil {
		t.Fatal(err)
	}
	workspace := t.TempDir()
	scripts := scriptsOf(t, context.Task("mariadb-galera"))
	if len(scripts) < 5 {
		t.Errorf("a context of more than four chunks must take at least five steps, got %d", len(scripts))
	}
	for _, script := range scripts {
		if len(script) >= 128*1024 {
			t.Errorf("a step's argument is %d bytes long, which Linux refuses", len(script))
		}
		run := exec.Command("sh", "-c", script)
		run.Dir = workspace
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%.60s...: %v\n%s", script, err, out)
		}
	}
	for _, name := range []string{"go.mod", Dockerfile, "member/large.bin"} {
		got, err := os.ReadFile(filepath.Join(workspace, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(files[name].Data) {
			t.Errorf("%s: got other content than was packed", name)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(workspace, "context.*")); len(left) > 0 {
		t.Errorf("left in the image's context: %v", left)
	}
}

// scriptsOf returns the scripts of a task's steps, checking that the others build and push.
func scriptsOf(t *testing.T, text string) []string {
	t.Helper()
	var parsed task
	if err := yaml.Unmarshal([]byte(text), &parsed); err != nil {
		t.Fatal(err)
	}
	var scripts []string
	var built, pushed bool
	for _, step := range parsed.Steps {
		switch {
		case step.Cmd != "":
			script, found := strings.CutPrefix(step.Cmd, shell+" sh -c '")
			script, closed := strings.CutSuffix(script, "'")
			if !found || !closed || strings.ContainsAny(script, "'$") || strings.Contains(script, "{{") {
				t.Errorf("the registry would not pass this on as it is: %.80s", step.Cmd)
			}
			scripts = append(scripts, script)
		case step.Build != "":
			built = len(scripts) > 0
		case len(step.Push) > 0:
			pushed = built && strings.Contains(parsed.Steps[len(scripts)].Build, step.Push[0])
		}
	}
	if !built || !pushed {
		t.Errorf("want steps that unpack, then build, then push what was built, got\n%.200s", text)
	}
	return scripts
}
