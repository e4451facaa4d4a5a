package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
)

// builderPackages are Debian's packages that build the members' image and talk to the database from the application's
// host.
var builderPackages = []string{"buildah", "skopeo", "mmdebstrap", "ca-certificates", "mariadb-client"}

// regionPackages lists every Debian package that the region needs.
func regionPackages() []string {
	names := slices.Clone(builderPackages)
	for _, p := range host.Packages() {
		names = append(names, p.Name)
	}
	return names
}

// memberPackages are Debian's packages that the tests of the supervisor with a real mariadbd need.
var memberPackages = []string{"mariadb-server", "galera-4", "mariadb-backup"}

// pipelinePackages are Debian's packages that the tests of the pipelines need. actionlint uses shellcheck where it is.
var pipelinePackages = []string{"curl", "jq", "shellcheck"}

// missing returns the packages that are not installed.
func missing(packages []string) []string {
	var lack []string
	for _, name := range packages {
		status, err := exec.Command("dpkg-query", "-W", "-f", "${db:Status-Status}", name).Output()
		if err != nil || string(status) != "installed" {
			lack = append(lack, name)
		}
	}
	return lack
}

// install installs what is missing of some packages, without letting any of them start a service.
func install(ctx context.Context, packages []string, log io.Writer) (bool, error) {
	lack := missing(packages)
	if len(lack) == 0 {
		return false, nil
	}
	allow, err := denyServices()
	if err != nil {
		return false, err
	}
	defer allow()
	if err := apt(ctx, log, "update"); err != nil {
		return false, err
	}
	return true, apt(ctx, log, append([]string{"install", "-y", "--no-install-recommends"}, lack...)...)
}

func apt(ctx context.Context, log io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "apt-get", args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("apt-get %s: %w", strings.Join(args, " "), err)
	}
	return nil
}

// denyServices keeps Debian from starting what it installs, by its own means: a policy that answers 101, «forbidden».
// A policy that the machine already has is left as it is.
func denyServices() (allow func(), err error) {
	const policy = "/usr/sbin/policy-rc.d"
	file, err := os.OpenFile(policy, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return func() {}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("keeping packages from starting services: %w", err)
	}
	defer file.Close()
	if _, err := file.WriteString("#!/bin/sh\nexit 101\n"); err != nil {
		return nil, fmt.Errorf("keeping packages from starting services: %w", err)
	}
	return func() { os.Remove(policy) }, nil
}
