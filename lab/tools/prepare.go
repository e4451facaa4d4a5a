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
	packages := RegionPackages
	if tests {
		packages = append(append([]string{}, packages...), MemberPackages...)
	}
	steps := []step{{
		says: fmt.Sprintf("Debian's packages (%d of %d missing)", len(missing(packages)), len(packages)),
		run:  func(ctx context.Context, log io.Writer) (bool, error) { return install(ctx, packages, log) },
	}}
	for _, tool := range []Tool{PulumiCLI(), Kube(), CoreDNS(), Pause(), Base()} {
		steps = append(steps, step{says: tool.Says, run: func(ctx context.Context, log io.Writer) (bool, error) {
			return tool.ensure(ctx, repository, log)
		}})
	}
	steps = append(steps, step{says: "bin/lab (5 minutes on a new machine)", run: func(ctx context.Context, log io.Writer) (bool, error) {
		return true, Lab(ctx, repository, log)
	}})
	return follow(ctx, out, filepath.Join(In(repository).Root(), "logs"), steps)
}

// Lab builds bin/lab. It is always built: Go's own cache knows what has changed.
func Lab(ctx context.Context, repository string, log io.Writer) error {
	build := goBuild{folder: ".", pkg: "./lab/cmd/lab"}
	return build.make(ctx, repository, filepath.Join(repository, "bin", "lab"), log)
}
