package main

import (
	"path/filepath"
	"time"

	"github.com/galera-aks/galera-aks/lab/tools"
)

// stages lists the tests of the project, the cheapest first.
func stages(repository string) []stage {
	lab := filepath.Join(repository, "lab")
	linter := tools.In(repository).Command("golangci-lint")
	in := func(folder string, command ...string) step { return step{folder: folder, command: command} }
	tests := func(folder string, args ...string) step {
		command := append([]string{"go", "test", "-json", "-timeout", "15m"}, args...)
		return step{folder: folder, command: command, tests: true}
	}
	return []stage{
		{
			name: "lint", says: "formatting, vet and the linters' explicit list", deadline: 15 * time.Minute,
			steps: []step{
				{folder: repository, command: []string{"gofmt", "-l", "."}, silent: true},
				in(repository, "go", "vet", "./..."),
				in(lab, "go", "vet", "./..."),
				in(lab, "go", "vet", "-tags", "stage", "./stage"),
				in(repository, linter, "run", "--timeout", "14m"),
				in(lab, linter, "run", "--timeout", "14m", "--config", filepath.Join(repository, ".golangci.yml")),
			},
		},
		{
			name: "project", says: "settings, components, members with a real mariadbd", deadline: 20 * time.Minute,
			steps: []step{tests(repository, "./...")},
		},
		{
			name: "lab", says: "the stand-ins, and the real engine in process", deadline: 20 * time.Minute,
			steps: []step{tests(lab, "./...")},
		},
		{
			name: "region", says: "the whole: a region, the real engine and CLI, a database, faults", deadline: 30 * time.Minute,
			steps: []step{tests(lab, "-tags", "stage", "-count", "1", "-v", "./stage")},
		},
	}
}
