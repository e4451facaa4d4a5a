package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
)

// Prepare makes a machine ready for the region: packages, tools, and bin/lab itself. What is there already is left
// alone, so that a second call is quick. With tests, it also installs what the tests need.
//
// On a machine that cannot host the region it says why before it does anything, makes what `bin/lab preview` needs, and
// returns an error.
func Prepare(ctx context.Context, repository string, tests bool, out io.Writer) error {
	folder := In(repository)
	need := folder.Need()
	need.BeforeInstall = true
	lacking := host.Missing(ctx, need)
	steps := append(forRegion(repository, tests), forPreview(repository)...)
	if len(lacking) > 0 {
		fmt.Fprintf(out, "This machine cannot host the region; missing:\n  %s\n", strings.Join(lacking, "\n  "))
		fmt.Fprintln(out, "Only what `bin/lab preview` needs is made.")
		steps = forPreview(repository)
	}
	if err := follow(ctx, out, filepath.Join(folder.Root(), "logs"), steps); err != nil {
		return err
	}
	if len(lacking) > 0 {
		return errors.New("this machine cannot host the region, see above; `bin/lab preview` works")
	}
	return nil
}

// forPreview makes what previews of environments need, which is no more than Go.
func forPreview(repository string) []step {
	return []step{
		making(PulumiCLI(), repository),
		makingPolicyPack(repository),
		building(command{goBuild{folder: ".", pkg: "./lab/cmd/lab"}, "bin/lab (5 minutes on a new machine)", "bin/lab"}, repository),
	}
}

// forRegion makes what the region needs besides.
func forRegion(repository string, tests bool) []step {
	packages, made := regionPackages(), []Tool{Kube(), CoreDNS(), Pause(), Base()}
	if tests {
		packages, made = append(packages, memberPackages...), append(made, Linter(), WorkflowLinter(), TypeScript())
		packages = slices.Concat(packages, pipelinePackages, nodePackages())
	}
	steps := []step{{
		says: fmt.Sprintf("Debian's packages (%d of %d missing)", len(missing(packages)), len(packages)),
		run:  func(ctx context.Context, log io.Writer) (bool, error) { return install(ctx, packages, log) },
	}}
	for _, tool := range made {
		steps = append(steps, making(tool, repository))
	}
	for _, c := range []command{
		// The image's build compiles it again, without a network: here its modules are fetched and the compiler's cache filled.
		{goBuild{folder: ".", pkg: "./member/cmd/galera-member", env: alone, trim: true, flags: "-s -w"}, "the members' supervisor (1 minute on a new machine)", ".lab/bin/galera-member"},
		{goBuild{folder: ".", pkg: "./lab/cmd/agent"}, "the lab's agent (1 minute on a new machine)", ".lab/bin/agent"},
	} {
		steps = append(steps, building(c, repository))
	}
	return append(steps, step{says: "the log-in to clusters", run: func(context.Context, io.Writer) (bool, error) {
		folder := In(repository)
		return false, link(folder.Command("agent"), folder.Command("kubelogin"))
	}})
}

func making(t Tool, repository string) step {
	return step{says: t.Says, run: func(ctx context.Context, log io.Writer) (bool, error) { return t.ensure(ctx, repository, log) }}
}

func building(c command, repository string) step {
	return step{says: c.says, run: func(ctx context.Context, log io.Writer) (bool, error) {
		return false, c.make(ctx, repository, filepath.Join(repository, c.path), log)
	}}
}

// A command is a program of this repository. It is always built: Go's own cache knows what has changed.
type command struct {
	goBuild
	says string
	path string
}
