package host

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Children finds the live processes of a command's name that this program has started.
func Children(command string) ([]Identity, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	var children []Identity
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || parentOf(pid) != os.Getpid() {
			continue
		}
		name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		// A process may end while it is looked at.
		if err != nil || strings.TrimSpace(string(name)) != command {
			continue
		}
		if identity, err := identify(pid); err == nil {
			children = append(children, identity)
		}
	}
	return children, nil
}
