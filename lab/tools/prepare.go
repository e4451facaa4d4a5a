package tools

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
)

// Prepare makes a machine ready for the region: packages, tools, and bin/lab itself. What is there already is left
// alone, so that a second call is quick. With tests, it also installs what the tests of the supervisor need.
func Prepare(ctx context.Context, repository string, tests bool, out io.Writer) error {
	packages := regionPackages()
	if tests {
		packages = append(packages, memberPackages...)
	}
	steps := []step{{
		says: fmt.Sprintf("Debian's packages (%d of %d missing)", len(missing(packages)), len(packages)),
		run:  func(ctx context.Context, log io.Writer) (bool, error) { return install(ctx, packages, log) },
	}}
	wanted := []Tool{PulumiCLI(), Kube(), CoreDNS(), Pause(), Base()}
	if tests {
		wanted = append(wanted, Linter())
	}
	for _, tool := range wanted {
		steps = append(steps, step{says: tool.Says, run: func(ctx context.Context, log io.Writer) (bool, error) {
			return tool.ensure(ctx, repository, log)
		}})
	}
	for _, command := range commands {
		steps = append(steps, step{says: command.says, run: func(ctx context.Context, log io.Writer) (bool, error) {
			return false, command.make(ctx, repository, command.out(repository), log)
		}})
	}
	steps = append(steps, step{says: "the log-in to clusters", run: func(context.Context, io.Writer) (bool, error) {
		folder := In(repository)
		return false, link(folder.Command("agent"), folder.Command("kubelogin"))
	}})
	return follow(ctx, out, filepath.Join(In(repository).Root(), "logs"), steps)
}

// A command is a program of this repository. It is always built: Go's own cache knows what has changed.
type command struct {
	goBuild
	says string
	path string
}

func (c command) out(repository string) string { return filepath.Join(repository, c.path) }

var commands = []command{
	{goBuild{folder: ".", pkg: "./lab/cmd/agent"}, "the lab's agent (1 minute on a new machine)", ".lab/bin/agent"},
	{goBuild{folder: ".", pkg: "./lab/cmd/lab"}, "bin/lab (5 minutes on a new machine)", "bin/lab"},
}
