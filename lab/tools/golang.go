package tools

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Versions of what is built here, as the design lists them.
const (
	pulumiVersion     = "3.259.0"
	kubernetesVersion = "1.35.4"
)

// GoBuild describes a command built from Go sources.
type goBuild struct {
	folder string   // the module's folder, below the repository
	pkg    string   // the package to build
	flags  string   // linker flags
	env    []string // besides the environment
	trim   bool     // leave paths out, so that the cache of one clone serves the next
}

func (b goBuild) make(ctx context.Context, repository, out string, log io.Writer) error {
	args := []string{"build", "-o", out}
	if b.trim {
		args = append(args, "-trimpath")
	}
	if b.flags != "" {
		args = append(args, "-ldflags", b.flags)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, b.pkg)...)
	cmd.Dir = filepath.Join(repository, b.folder)
	cmd.Env = append(os.Environ(), b.env...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build %s: %w", b.pkg, err)
	}
	return nil
}

func (b goBuild) recipe() string {
	return strings.Join(append([]string{b.pkg, b.flags}, b.env...), " ")
}

// A version of the Kubernetes binaries must be stamped in, or the nodes and the API server disagree about each other.
func kubernetesFlags() string {
	minor := strings.Split(kubernetesVersion, ".")[1]
	set := func(pkg, key, value string) string { return fmt.Sprintf("-X %s.%s=%s", pkg, key, value) }
	flags := []string{"-s", "-w"}
	for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
		flags = append(flags,
			set(pkg, "gitVersion", "v"+kubernetesVersion),
			set(pkg, "gitMajor", "1"),
			set(pkg, "gitMinor", minor),
			set(pkg, "gitCommit", "lab"),
			set(pkg, "gitTreeState", "clean"),
			set(pkg, "buildDate", "1970-01-01T00:00:00Z"))
	}
	return strings.Join(flags, " ")
}

func built(name, says string, b goBuild, from ...string) Tool {
	return Tool{Name: name, Says: says, From: from, Recipe: b.recipe(), Make: b.make}
}

// The nested modules are built with the workspace off: their pinned versions must not mix with anything.
var alone = []string{"GOWORK=off", "CGO_ENABLED=0"}

// PulumiCLI is the engine's command. Without the version stamped in, the Automation API refuses it.
func PulumiCLI() Tool {
	return built("pulumi", "the Pulumi CLI (4 minutes on a new machine)", goBuild{
		// Built as bin/lab is, so that the two share what they have in common.
		folder: "lab", pkg: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", env: []string{"GOWORK=off"},
		flags: "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=" + pulumiVersion,
	}, "lab/go.mod", "lab/go.sum")
}

// Kube is the control plane, the node agents, etcd and kubectl in one binary.
func Kube() Tool {
	return built("kube", "Kubernetes "+kubernetesVersion+" (5 minutes on a new machine)", goBuild{
		folder: "lab/build/kube", pkg: ".", env: alone, trim: true, flags: kubernetesFlags(),
	}, "lab/build/kube/go.mod", "lab/build/kube/go.sum", "lab/build/kube/main.go")
}

// CoreDNS is the cluster's DNS server.
func CoreDNS() Tool {
	return built("coredns", "CoreDNS (1 minute on a new machine)", goBuild{
		folder: "lab/build/coredns", pkg: ".", env: alone, trim: true, flags: "-s -w",
	}, "lab/build/coredns/go.mod", "lab/build/coredns/go.sum", "lab/build/coredns/main.go")
}

// Pause is the process that holds a pod's namespaces.
func Pause() Tool {
	return built("pause", "the pod's first process", goBuild{
		folder: "lab", pkg: "./pause", env: alone, trim: true, flags: "-s -w",
	}, "lab/pause/main.go")
}

// Linter is golangci-lint, which only the tests need.
func Linter() Tool {
	return built("golangci-lint", "the linter (3 minutes on a new machine)", goBuild{
		folder: "lab/build/lint", pkg: "github.com/golangci/golangci-lint/v2/cmd/golangci-lint", env: alone, trim: true, flags: "-s -w",
	}, "lab/build/lint/go.mod", "lab/build/lint/go.sum")
}

// WorkflowLinter is actionlint, for GitHub's workflow files. It is apart from the other linter, because the two want different
// versions of the same YAML package. Only the tests need it.
func WorkflowLinter() Tool {
	return built("actionlint", "the linter of workflows", goBuild{
		folder: "lab/build/actionlint", pkg: "github.com/rhysd/actionlint/cmd/actionlint", env: alone, trim: true, flags: "-s -w",
	}, "lab/build/actionlint/go.mod", "lab/build/actionlint/go.sum")
}
