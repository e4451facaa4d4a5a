package pipelines

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

const repository = "../.."

// read reads a file of the repository into a value; strictly, where every key must be known.
func read(t *testing.T, name string, strictly bool, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(strictly)
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// stackNames returns the stacks that the repository has files of, without the lab's.
func stackNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(repository, "Pulumi.*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "Pulumi."), ".yaml")
		if name != "lab" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// environmentOf returns the environment that a stack belongs to.
func environmentOf(stack string) string { return strings.TrimSuffix(stack, "-databases") }

// called matches the repository's own commands and scripts in a script.
var called = regexp.MustCompile(`(?:\./)?((?:cmd|\.ci|azure-pipelines|policy)/[a-z]+)\b`)

// checkScript wants everything of the repository that a script calls to be there.
func checkScript(t *testing.T, where, script string) {
	t.Helper()
	for _, match := range called.FindAllStringSubmatch(script, -1) {
		exists(t, where, match[1])
	}
}

// exists wants a path, in which * stands for anything, to be in the repository.
func exists(t *testing.T, where, path string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(repository, strings.TrimSuffix(path, "/**")))
	if err != nil || len(found) == 0 {
		t.Errorf("%s: there is no %s (%v)", where, path, err)
	}
}

// script returns the path of a script of the repository. It reads it, so that Go's cache of results knows of it.
func script(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(repository, name)
	if _, err := os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return path
}
