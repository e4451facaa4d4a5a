package host

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"
)

// packagesFile has a line for each Debian package that a region needs: its name, and the programs it is needed for. The
// Makefile installs the first word of each line.
//
//go:embed packages.txt
var packagesFile string

// Package is a Debian package that a region needs.
type Package struct {
	Name string
	// Commands are programs by name, or by path where they are not on the search path.
	Commands []string
}

// Packages lists the Debian packages that a region needs.
func Packages() []Package {
	var packages []Package
	for line := range strings.Lines(packagesFile) {
		if words := strings.Fields(line); len(words) > 0 {
			packages = append(packages, Package{Name: words[0], Commands: words[1:]})
		}
	}
	return packages
}

// Find finds a program where the lab's processes look for it, whatever this program's own search path is.
func Find(command string) (string, error) {
	if filepath.IsAbs(command) {
		_, err := os.Stat(command)
		return command, err
	}
	for _, folder := range filepath.SplitList(searchPath) {
		path := filepath.Join(folder, command)
		if info, err := os.Stat(path); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
			return path, nil
		}
	}
	return "", os.ErrNotExist
}
