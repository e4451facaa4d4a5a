package image

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Builder builds images and pushes them to a registry.
type Builder struct {
	// Storage is the folder for images and their layers. It is kept, so that nothing is built twice.
	Storage string
	// Base is the archive of the file system that images start from.
	Base string
	// Endpoint is where the registry listens, as address and port. It speaks plain HTTP.
	Endpoint string
	// Namespace is the path of the network namespace in which the endpoint can be reached.
	Namespace string
	// Marker is the environment variable by which the lab finds its processes.
	Marker string
}

// Progress shows one line about what is being done.
type Progress func(line string)

// An Image is what a task has built and pushed.
type Image struct {
	// Repository and Tag are the image's name without the registry.
	Repository, Tag string
	// Digest identifies the pushed manifest.
	Digest string
}

// Run carries out a task and returns the image that it has pushed.
func (b Builder) Run(ctx context.Context, task Task, progress Progress) (Image, error) {
	steps, err := task.steps()
	if err != nil {
		return Image{}, err
	}
	if err := b.ensureBases(ctx, progress); err != nil {
		return Image{}, err
	}
	workspace, err := b.workspace()
	if err != nil {
		return Image{}, err
	}
	defer os.RemoveAll(workspace)
	var pushed Image
	for i, s := range steps {
		image, err := b.step(ctx, workspace, task, s, progress)
		if err != nil {
			return Image{}, fmt.Errorf("step %d of the task: %w", i+1, err)
		}
		if image.Digest != "" {
			pushed = image
		}
	}
	if pushed.Digest == "" {
		return Image{}, errors.New("the task has pushed no image")
	}
	return pushed, nil
}

// workspace makes a folder for one piece of work.
func (b Builder) workspace() (string, error) {
	if err := os.MkdirAll(b.Storage, 0o700); err != nil {
		return "", fmt.Errorf("making the folder of images: %w", err)
	}
	workspace, err := os.MkdirTemp(b.Storage, "workspace-")
	if err != nil {
		return "", fmt.Errorf("making a workspace: %w", err)
	}
	return workspace, nil
}

func (b Builder) step(ctx context.Context, workspace string, task Task, s step, progress Progress) (Image, error) {
	switch {
	case s.Cmd != "":
		command, err := withoutImage(s.Cmd)
		if err != nil {
			return Image{}, err
		}
		return Image{}, b.run(ctx, workspace, progress, "sh", "-c", command)
	case s.Build != "":
		build, err := parseBuild(s.Build)
		if err != nil {
			return Image{}, err
		}
		return Image{}, b.build(ctx, workspace, build, progress)
	case len(s.Push) == 1:
		return b.push(ctx, workspace, task.Registry, s.Push[0], progress)
	}
	return Image{}, errors.New("it must be cmd, build, or push of one image")
}

// build runs the Dockerfile in a chroot. The machine's Go, its modules and its build cache are laid over the golang image,
// since a build here cannot fetch any.
func (b Builder) build(ctx context.Context, workspace string, build build, progress Progress) error {
	toolchain, err := goFolders(ctx)
	if err != nil {
		return err
	}
	return b.run(ctx, workspace, progress, b.buildah("build", "--isolation", "chroot", "--layers", "--pull-never",
		"--disable-compression", "--timestamp", "0",
		"--volume", toolchain.root+":/usr/local/go:ro",
		"--volume", toolchain.modules+":/go/pkg/mod:ro",
		"--volume", toolchain.cache+":/root/.cache/go-build",
		"--file", filepath.Join(workspace, build.file), "--tag", build.tag, filepath.Join(workspace, build.context))...)
}

// push pushes an image under its own name, to where the registry really listens.
func (b Builder) push(ctx context.Context, workspace, registry, name string, progress Progress) (Image, error) {
	path, found := strings.CutPrefix(name, registry+"/")
	if !found {
		return Image{}, fmt.Errorf("push %s: the registry is %s", name, registry)
	}
	repository, tag, found := strings.Cut(path, ":")
	if !found {
		return Image{}, fmt.Errorf("push %s: must have a tag", name)
	}
	// buildah compresses what it pushes to a registry, whatever it is told. Nothing is gained by compressing what does not
	// leave the machine, so the image takes the way through a folder.
	folder, digests := filepath.Join(workspace, "pushed"), filepath.Join(workspace, "digest")
	if err := b.run(ctx, workspace, progress, b.buildah("push", "--quiet", "--disable-compression", name, "dir:"+folder)...); err != nil {
		return Image{}, err
	}
	push := []string{"skopeo", "copy", "--quiet", "--insecure-policy", "--preserve-digests", "--dest-tls-verify=false",
		"--digestfile", digests, "dir:" + folder, "docker://" + b.Endpoint + "/" + path}
	if b.Namespace != "" {
		push = append([]string{"nsenter", "--net=" + b.Namespace}, push...)
	}
	if err := b.run(ctx, workspace, progress, push...); err != nil {
		return Image{}, err
	}
	digest, err := os.ReadFile(digests)
	if err != nil {
		return Image{}, fmt.Errorf("reading the digest of what was pushed: %w", err)
	}
	return Image{Repository: repository, Tag: tag, Digest: strings.TrimSpace(string(digest))}, nil
}

// PushFile pushes an image that holds one program and nothing else.
func (b Builder) PushFile(ctx context.Context, program, name string, progress Progress) error {
	workspace, err := b.workspace()
	if err != nil {
		return err
	}
	defer os.RemoveAll(workspace)
	content, err := os.ReadFile(program)
	if err != nil {
		return fmt.Errorf("reading the program of the image %s: %w", name, err)
	}
	base := filepath.Base(program)
	if err := os.WriteFile(filepath.Join(workspace, base), content, 0o755); err != nil {
		return fmt.Errorf("writing the image %s: %w", name, err)
	}
	file := fmt.Sprintf("FROM scratch\nCOPY %s /%s\nENTRYPOINT [\"/%s\"]\n", base, base, base)
	if err := os.WriteFile(filepath.Join(workspace, "Dockerfile"), []byte(file), 0o644); err != nil {
		return fmt.Errorf("writing the image %s: %w", name, err)
	}
	if err := b.build(ctx, workspace, build{tag: "lab/" + name, file: "Dockerfile", context: "."}, progress); err != nil {
		return err
	}
	_, err = b.push(ctx, workspace, "lab", "lab/"+name, progress)
	return err
}
