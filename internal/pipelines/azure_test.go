package pipelines

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

func pipeline(t *testing.T, name string) Pipeline {
	t.Helper()
	var p Pipeline
	read(t, path.Join("azure-pipelines", name), true, &p)
	return p
}

func TestPipelinesCallWhatIsThere(t *testing.T) {
	for _, name := range []string{"preview.yml", "up.yml"} {
		p := pipeline(t, name)
		for _, path := range slices.Concat(p.Trigger.Paths.Include, p.PR.Paths.Include) {
			exists(t, name, path)
		}
		for _, stage := range p.Stages {
			exists(t, name, path.Join("azure-pipelines", stage.Template))
		}
	}
	for _, name := range []string{"templates/preview.yml", "templates/up.yml"} {
		for _, stage := range pipeline(t, name).Stages {
			for _, job := range stage.Jobs {
				checkAzureSteps(t, name, job.AllSteps())
			}
		}
	}
	checkAzureSteps(t, "templates/tools.yml", pipeline(t, "templates/tools.yml").Steps)
}

func checkAzureSteps(t *testing.T, where string, steps []AzureStep) {
	t.Helper()
	for _, step := range steps {
		if step.Template != "" {
			exists(t, where, path.Join("azure-pipelines/templates", step.Template))
		}
		if step.Checkout != "" && step.PersistCredentials {
			t.Errorf("%s leaves the token for everything that follows", where)
		}
		checkScript(t, where, step.Script())
		if step.Script() == "" {
			continue
		}
		lint := exec.CommandContext(t.Context(), "shellcheck", "--shell", "bash", "-")
		lint.Stdin = strings.NewReader(step.Script())
		if said, err := lint.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", where, err, said)
		}
	}
}

// Every stack has a preview, and an update after its preview, which comes after what it builds on.
func TestPipelinesTakeEveryStackInOrder(t *testing.T) {
	var previewed []string
	for _, stage := range pipeline(t, "preview.yml").Stages {
		previewed = append(previewed, stage.Parameters.Stack)
		checkPool(t, stage.Parameters)
	}
	slices.Sort(previewed)
	if want := stackNames(t); !slices.Equal(previewed, want) {
		t.Errorf("previews of %q, want %q", previewed, want)
	}
	var updated []string
	done := map[string]bool{}
	for _, stage := range pipeline(t, "up.yml").Stages {
		checkPool(t, stage.Parameters)
		stack := stage.Parameters.Stack
		if path.Base(stage.Template) == "preview.yml" {
			for _, before := range stage.Parameters.After {
				if !done[before] {
					t.Errorf("the preview of %s waits for %s, which does not come before it", stack, before)
				}
			}
			if environment, found := strings.CutSuffix(stack, "-databases"); found && !slices.Contains(stage.Parameters.After, "up_"+environment) {
				t.Errorf("%s does not wait for its platform", stack)
			}
			done["preview "+stack] = true
			continue
		}
		if !done["preview "+stack] {
			t.Errorf("the update of %s has no preview", stack)
		}
		done["up_"+strings.ReplaceAll(stack, "-", "_")] = true
		updated = append(updated, stack)
	}
	slices.Sort(updated)
	if want := stackNames(t); !slices.Equal(updated, want) {
		t.Errorf("updates of %q, want %q", updated, want)
	}
}

func checkPool(t *testing.T, a Arguments) {
	t.Helper()
	if a.Environment != environmentOf(a.Stack) {
		t.Errorf("%s belongs to the environment %s", a.Stack, a.Environment)
	}
	inside := a.Stack == "dev" || strings.HasSuffix(a.Stack, "-databases")
	if own := a.Pool.Name == "galera-"+a.Environment; own != inside {
		t.Errorf("%s runs in the pool %v", a.Stack, a.Pool)
	}
}

func TestPipelinesUpdateFromMainOnly(t *testing.T) {
	for _, stage := range pipeline(t, "templates/up.yml").Stages {
		if !strings.Contains(stage.Condition, "eq(variables['Build.SourceBranch'], 'refs/heads/main')") || stage.LockBehavior != "sequential" {
			t.Errorf("updates run if %s, locked %q", stage.Condition, stage.LockBehavior)
		}
		for _, job := range stage.Jobs {
			if job.Deployment == "" || job.Environment == "" {
				t.Error("an update has no environment that could ask for approval")
			}
		}
	}
	if p := pipeline(t, "up.yml"); !p.PR.None || !slices.Equal(p.Trigger.Branches.Include, []string{"main"}) {
		t.Errorf("updates are started by %+v and %+v", p.Trigger, p.PR)
	}
}
