package environment

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// linkInstalled makes a plugin that the machine's user has installed known to the lab's engine, which has a home of its
// own, and reports whether there is one. A plugin on the search path is found by the engine itself.
func linkInstalled(name, version, home string) (bool, error) {
	if _, err := exec.LookPath("pulumi-resource-" + name); err == nil {
		return true, nil
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return false, nil
	}
	folder := fmt.Sprintf("resource-%s-v%s", name, version)
	installed := filepath.Join(user, ".pulumi", "plugins", folder)
	if _, err := os.Stat(installed); err != nil {
		return false, nil
	}
	plugins := filepath.Join(home, "plugins")
	if err := os.MkdirAll(plugins, 0o755); err != nil {
		return false, fmt.Errorf("making the folder of plugins: %w", err)
	}
	link := filepath.Join(plugins, folder)
	if _, err := os.Lstat(link); err == nil {
		return true, nil
	}
	if err := os.Symlink(installed, link); err != nil {
		return false, fmt.Errorf("linking the plugin %s: %w", name, err)
	}
	return true, nil
}
