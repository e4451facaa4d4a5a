package image

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The images that the members' Dockerfile starts from.
const (
	debianImage = "docker.io/library/debian:trixie-slim"
	golangImage = "docker.io/library/golang:1.26-trixie"
)

// ensureBases makes the base images of the archive, unless they were made of this very one.
func (b Builder) ensureBases(ctx context.Context, progress Progress) error {
	base, err := filepath.EvalSymlinks(b.Base)
	if err != nil {
		return fmt.Errorf("finding the file system that images start from: %w", err)
	}
	made := filepath.Join(b.Storage, "bases")
	if now, err := os.ReadFile(made); err == nil && string(now) == base {
		return nil
	}
	container, err := b.output(ctx, b.buildah("from", "scratch")...)
	if err != nil {
		return err
	}
	container = strings.TrimSpace(container)
	const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	for _, args := range [][]string{
		{"add", "--quiet", container, base, "/"},
		{"config", "--cmd", `["bash"]`, "--env", path, container},
		{"commit", "--quiet", "--disable-compression", "--timestamp", "0", container, debianImage},
		{"config", "--workingdir", "/go", "--env", "GOPATH=/go", "--env", "GOTOOLCHAIN=local", "--env", "GOPROXY=off",
			"--env", "GOFLAGS=-buildvcs=false", "--env", strings.Replace(path, "=", "=/go/bin:/usr/local/go/bin:", 1), container},
		{"commit", "--quiet", "--disable-compression", "--timestamp", "0", container, golangImage},
		{"rm", container},
	} {
		if err := b.run(ctx, b.Storage, progress, b.buildah(args...)...); err != nil {
			return fmt.Errorf("making the base images: %w", err)
		}
	}
	if err := os.WriteFile(made, []byte(base), 0o644); err != nil {
		return fmt.Errorf("noting what the base images were made of: %w", err)
	}
	return nil
}

// goToolchain are the folders of the machine's Go.
type goToolchain struct{ root, modules, cache string }

func goFolders(ctx context.Context) (goToolchain, error) {
	out, err := Builder{}.output(ctx, "go", "env", "GOROOT", "GOMODCACHE", "GOCACHE")
	if err != nil {
		return goToolchain{}, fmt.Errorf("finding the machine's Go: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 3 {
		return goToolchain{}, fmt.Errorf("finding the machine's Go: unexpected answer %q", out)
	}
	return goToolchain{root: lines[0], modules: lines[1], cache: lines[2]}, nil
}
