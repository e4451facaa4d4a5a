package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// machineSettings are the kernel settings that belong to the whole machine and that kubelet sets for itself.
var machineSettings = []string{"vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops"}

// SaveSettings remembers the machine's kernel settings that a kubelet is going to change, so that Down can put them back.
// Only the first call in a region's life does anything.
func (r *Region) SaveSettings() error {
	if _, err := os.Stat(r.settingsPath()); err == nil {
		return nil
	}
	values := make(map[string]string)
	for _, key := range machineSettings {
		if value, err := os.ReadFile(filepath.Join("/proc/sys", key)); err == nil {
			values[key] = strings.TrimSpace(string(value))
		}
	}
	content, err := json.Marshal(values)
	if err != nil {
		return fmt.Errorf("remembering kernel settings: %w", err)
	}
	return WriteFile(r.settingsPath(), content, 0o644)
}

// restoreSettings puts back what SaveSettings remembered.
func (r *Region) restoreSettings() error {
	content, err := os.ReadFile(r.settingsPath())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var values map[string]string
	if err == nil {
		err = json.Unmarshal(content, &values)
	}
	for key, value := range values {
		err = errors.Join(err, writeSysctl(key, value))
	}
	if err != nil {
		return fmt.Errorf("putting kernel settings back: %w", err)
	}
	return os.Remove(r.settingsPath())
}

func (r *Region) settingsPath() string { return r.Path("machine-settings.json") }

func writeSysctl(key, value string) error {
	if err := os.WriteFile(filepath.Join("/proc/sys", key), []byte(value), 0o644); err != nil {
		return fmt.Errorf("setting %s to %s: %w", key, value, err)
	}
	return nil
}
