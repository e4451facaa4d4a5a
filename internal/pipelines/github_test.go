package pipelines

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const workflows = ".github/workflows"

// trusted are the actions of others that the workflows use.
var trusted = []string{
	"actions/checkout@v4", "actions/setup-go@v5", "actions/upload-artifact@v4", "actions/download-artifact@v4", "pulumi/actions@v6",
}

func workflow(t *testing.T, name string) Workflow {
	t.Helper()
	var w Workflow
	read(t, filepath.Join(workflows, name), false, &w)
	return w
}

func TestWorkflowsCallWhatIsThere(t *testing.T) {
	for _, name := range []string{"preview.yml", "up.yml", "stack.yml"} {
		w := workflow(t, name)
		for event, trigger := range w.On {
			for _, path := range trigger.Paths {
				exists(t, name+": "+event, path)
			}
		}
		for id, job := range w.Jobs {
			if job.Uses != "" {
				exists(t, name+": "+id, job.Uses)
			}
			checkSteps(t, name+": "+id, job.Steps)
		}
	}
}

func checkSteps(t *testing.T, where string, steps []Step) {
	t.Helper()
	for _, step := range steps {
		checkScript(t, where, step.Run)
		switch {
		case step.Uses == "":
		case strings.HasPrefix(step.Uses, "./"):
			var action Action
			read(t, filepath.Join(step.Uses, "action.yml"), false, &action)
			checkSteps(t, step.Uses, action.Runs.Steps)
		case !slices.Contains(trusted, step.Uses):
			t.Errorf("%s uses %s, which is not among those that are trusted", where, step.Uses)
		}
		if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != "false" {
			t.Errorf("%s leaves the token for everything that follows", where)
		}
	}
}

// Every stack has a preview, and an update after those it builds on.
func TestWorkflowsTakeEveryStackInOrder(t *testing.T) {
	var previewed []string
	for _, include := range workflow(t, "preview.yml").Jobs["stack"].Strategy.Matrix.Include {
		previewed = append(previewed, include["stack"])
		checkRunner(t, include["stack"], include["environment"], include["runner"])
	}
	slices.Sort(previewed)
	if want := stackNames(t); !slices.Equal(previewed, want) {
		t.Errorf("previews of %q, want %q", previewed, want)
	}
	up := workflow(t, "up.yml")
	var updated []string
	for id, job := range up.Jobs {
		updated = append(updated, job.With["stack"])
		checkRunner(t, job.With["stack"], job.With["environment"], job.With["runner"])
		if environment, found := strings.CutSuffix(id, "-databases"); found && job.Needs != environment {
			t.Errorf("%s needs %q, want %q", id, job.Needs, environment)
		}
		if id != "dev" && job.Needs == "" {
			t.Errorf("%s waits for nothing", id)
		}
		if job.With["up"] != "true" {
			t.Errorf("%s does not update", id)
		}
	}
	slices.Sort(updated)
	if want := stackNames(t); !slices.Equal(updated, want) {
		t.Errorf("updates of %q, want %q", updated, want)
	}
}

// checkRunner wants what talks to a cluster to run inside the network of its environment.
func checkRunner(t *testing.T, stack, environment, runner string) {
	t.Helper()
	if environment != environmentOf(stack) {
		t.Errorf("%s belongs to the environment %s", stack, environment)
	}
	inside := stack == "dev" || strings.HasSuffix(stack, "-databases")
	if own := strings.Contains(runner, `"galera-`+environment+`"`); own != inside {
		t.Errorf("%s runs on %s", stack, runner)
	}
}

// Forks get no identity; who has an identity cannot write to pull requests, and who can write runs nothing of theirs.
func TestWorkflowsAskForLittle(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(repository, workflows, "*.yml"))
	if err != nil || len(files) != 3 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"pull_request_target", "secrets."} {
			if strings.Contains(string(text), word) {
				t.Errorf("%s has %s", file, word)
			}
		}
		w := workflow(t, filepath.Base(file))
		if w.Permissions == nil || len(w.Permissions) > 0 {
			t.Errorf("%s grants every job %v", file, w.Permissions)
		}
	}
	preview := workflow(t, "preview.yml").Jobs["stack"].If
	if !strings.Contains(preview, "github.event.pull_request.head.repo.full_name == github.repository") {
		t.Errorf("forks are previewed: %s", preview)
	}
	stack := workflow(t, "stack.yml")
	for id, job := range stack.Jobs {
		if job.Permissions["id-token"] == "write" && job.Permissions["pull-requests"] != "" {
			t.Errorf("%s has an identity and can write to pull requests", id)
		}
		if job.Permissions["pull-requests"] == "write" {
			for _, step := range job.Steps {
				if strings.HasPrefix(step.Uses, "actions/checkout@") || strings.HasPrefix(step.Uses, "./") {
					t.Errorf("%s runs what the pull request brings along", id)
				}
			}
		}
	}
	up := stack.Jobs["up"]
	if !strings.Contains(up.If, "github.event.repository.default_branch") || up.Environment == "" || up.Concurrency["cancel-in-progress"] != "false" {
		t.Errorf("updates run if %s, in the environment %q, with %v", up.If, up.Environment, up.Concurrency)
	}
}
