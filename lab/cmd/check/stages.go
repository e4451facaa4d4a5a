package main

import (
	"path/filepath"
	"time"

	"github.com/galera-aks/galera-aks/lab/tools"
)

// stages lists the tests of the project, the cheapest first.
func stages(repository string) []stage {
	lab, plugin := filepath.Join(repository, "lab"), filepath.Join(repository, "components/plugin")
	linter := tools.In(repository).Command("golangci-lint")
	lint := func(folder string, args ...string) step {
		config := filepath.Join(repository, ".golangci.yml")
		return step{folder: folder, command: append([]string{linter, "run", "--timeout", "14m", "--config", config}, args...)}
	}
	in := func(folder string, command ...string) step { return step{folder: folder, command: command} }
	// The members' image is built from go.mod and go.sum alone, so both must be complete without the workspace.
	tidy := func(folder string) step {
		return step{folder: folder, command: []string{"go", "mod", "tidy", "-diff"}, env: []string{"GOWORK=off"}}
	}
	tests := func(folder string, args ...string) step {
		command := append([]string{"go", "test", "-json", "-timeout", "15m"}, args...)
		return step{folder: folder, command: command, tests: true}
	}
	return []stage{
		{
			name: "lint", says: "formatting, modules, vet and the linters' explicit list", deadline: 25 * time.Minute,
			steps: []step{
				{folder: repository, command: []string{"gofmt", "-l", "."}, silent: true},
				tidy(repository),
				tidy(lab),
				tidy(plugin),
				in(repository, "go", "vet", "./..."),
				in(plugin, "go", "vet", "./..."),
				in(lab, "go", "vet", "-tags", "stage", "./..."),
				lint(repository),
				lint(plugin),
				lint(lab, "--build-tags", "stage"),
				in(repository, tools.In(repository).Command("actionlint")),
				in(repository, "shellcheck", ".ci/run", ".ci/stack", "azure-pipelines/comment"),
			},
		},
		{
			name: "project", says: "settings, components, members with a real mariadbd, the package for other languages", deadline: 25 * time.Minute,
			steps: []step{
				tests(repository, "./..."),
				// Go's cache of results does not know of files outside of a module, and the example is one.
				tests(plugin, "-count", "1", "./..."),
			},
		},
		{
			name: "lab", says: "the stand-ins, and the real engine in process", deadline: 20 * time.Minute,
			steps: []step{tests(lab, "./...")},
		},
		{
			name: "region", says: "the whole: a region, the real engine and CLI, a database, faults", deadline: 30 * time.Minute,
			// One after the other, since a machine can hold one region.
			steps: []step{
				tests(lab, "-tags", "stage", "-count", "1", "-v", "-run", "^TestRegion$", "./stage"),
				tests(lab, "-tags", "stage", "-count", "1", "-run", "^TestRegion$", "./node"),
			},
		},
	}
}
