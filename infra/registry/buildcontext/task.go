package buildcontext

import (
	"encoding/base64"
	"fmt"
	"strings"
)

const (
	// shell is the image that the steps which unpack the context run in. It has a shell, base64 and tar, and is one
	// of Azure's own, so that build agents need no further registry for it.
	shell = "mcr.microsoft.com/azurelinux/busybox:1.36"
	// chunk is how many characters of the context one step writes. Linux takes at most 128 KiB in one argument.
	chunk = 96 * 1024
	// packed is the file that the steps write, in the directory that all steps share.
	packed = "context.b64"
	// buildSeconds is how long the build may take: it compiles the supervisor and installs MariaDB.
	buildSeconds = 3000
)

// TaskSeconds is how long the whole task may take, in seconds.
const TaskSeconds = 3600

// Task returns the registry task that unpacks the context, builds the image from it and pushes it to the registry that runs
// the task, under the repository's name and the context's tag. The format is that of
// https://learn.microsoft.com/azure/container-registry/container-registry-tasks-reference-yaml.
func (c Context) Task(repository string) string {
	image := fmt.Sprintf("$Registry/%s:%s", repository, c.Tag())
	var b strings.Builder
	b.WriteString("version: v1.1.0\nsteps:\n")
	for _, part := range parts(base64.StdEncoding.EncodeToString(c.Archive), chunk) {
		fmt.Fprintf(&b, "  - cmd: %s sh -c 'printf %%s %s >> %s'\n", shell, part, packed)
	}
	fmt.Fprintf(&b, "  - cmd: %s sh -c 'base64 -d %s > context.tgz && tar -xzf context.tgz && rm %s context.tgz'\n",
		shell, packed, packed)
	fmt.Fprintf(&b, "  - build: -t %s -f %s .\n    timeout: %d\n", image, Dockerfile, buildSeconds)
	fmt.Fprintf(&b, "  - push:\n      - %s\n", image)
	return b.String()
}

// parts splits a text into parts of at most that size.
func parts(text string, size int) []string {
	var out []string
	for len(text) > size {
		out = append(out, text[:size])
		text = text[size:]
	}
	return append(out, text)
}
