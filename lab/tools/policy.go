package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// policySources are the folders that the policy pack is built from.
var policySources = []string{
	"policy", "stacks/settings", "infra", "member/contract", "member/ledger", "member/serverconfig", "member/state",
}

// policyPack is the project's policy pack as a program.
func policyPack(repository string) (Tool, error) {
	from := []string{"go.mod", "go.sum"}
	for _, folder := range policySources {
		files, err := sources(repository, folder)
		if err != nil {
			return Tool{}, fmt.Errorf("finding what the policy pack is made from: %w", err)
		}
		from = append(from, files...)
	}
	// Built as bin/lab is, so that the two share what they have in common.
	return built("galera-policy", "the policy pack (1 minute on a new machine)", goBuild{folder: ".", pkg: "./policy", flags: "-s -w"}, from...), nil
}

// PolicyPack returns the path of the project's policy pack, which is built where its sources have changed.
func PolicyPack(ctx context.Context, repository string, log io.Writer) (string, error) {
	pack, err := policyPack(repository)
	if err != nil {
		return "", err
	}
	if _, err := pack.ensure(ctx, repository, log); err != nil {
		return "", err
	}
	return In(repository).Command(pack.Name), nil
}

// makingPolicyPack is the step that builds the policy pack.
func makingPolicyPack(repository string) step {
	return step{says: "the policy pack (1 minute on a new machine)", run: func(ctx context.Context, log io.Writer) (bool, error) {
		pack, err := policyPack(repository)
		if err != nil {
			return false, err
		}
		return pack.ensure(ctx, repository, log)
	}}
}

// sources returns the Go files below a folder, without tests, as paths below the repository.
func sources(repository, folder string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(filepath.Join(repository, folder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		relative, err := filepath.Rel(repository, path)
		files = append(files, filepath.ToSlash(relative))
		return err
	})
	slices.Sort(files)
	return files, err
}

// PolicyConfig returns the path of the policy pack's configuration for an environment, or nothing where the environment
// keeps to the rules as they are.
func PolicyConfig(repository, environment string) (string, error) {
	path := filepath.Join(repository, "policy", "environments", environment+".json")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	} else if err != nil {
		return "", fmt.Errorf("finding the policy pack's configuration: %w", err)
	}
	return path, nil
}
