package tools

import (
	"fmt"
	"os"
	"path/filepath"
)

// Folder is the lab's own folder in the repository. Git ignores it.
type Folder struct{ root string }

// In returns the lab's folder of a repository.
func In(repository string) Folder { return Folder{root: filepath.Join(repository, ".lab")} }

// Root is the folder itself.
func (f Folder) Root() string { return f.root }

// Cache holds what Make has made, by hash.
func (f Folder) Cache() string { return filepath.Join(f.root, "cache") }

// Bin holds links to the commands that are in use, under their plain names.
func (f Folder) Bin() string { return filepath.Join(f.root, "bin") }

// Region holds everything of the region that is up; `lab down` removes it.
func (f Folder) Region() string { return filepath.Join(f.root, "region") }

// Command returns the path of a tool under its plain name.
func (f Folder) Command(name string) string { return filepath.Join(f.Bin(), name) }

// Repository returns the folder of the repository that the current folder is in.
func Repository() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("finding the repository: %w", err)
	}
	for at := folder; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "Pulumi.yaml")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("finding the repository: no folder above %s has a Pulumi.yaml", folder)
		}
	}
}
