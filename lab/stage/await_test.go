//go:build stage

package stage_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/lab/host"
)

// await waits until something is so, and fails with what was last seen, and with everything else, when that takes longer
// than the limit.
func await(t *testing.T, what string, limit time.Duration, is func() (bool, string)) {
	t.Helper()
	const interval = 200 * time.Millisecond
	for deadline := time.Now().Add(limit); ; time.Sleep(interval) {
		so, seen := is()
		if so {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s; last seen: %s", what, limit, seen)
		}
	}
}

// situation is everything that helps to understand why something does not come about.
func situation() string {
	var text strings.Builder
	show := func(args ...string) {
		cmd := command(args...)
		out, err := cmd.CombinedOutput()
		text.WriteString("$ bin/lab " + strings.Join(args, " ") + "\n" + string(out))
		if err != nil {
			text.WriteString(err.Error() + "\n")
		}
	}
	show("status")
	show("kubectl", "--request-timeout=5s", "get", "pods,jobs,pvc", "--all-namespaces", "--output", "wide")
	show("kubectl", "--request-timeout=5s", "get", "events", "--all-namespaces", "--sort-by", ".lastTimestamp", "--field-selector", "type=Warning")
	show("kubectl", "--request-timeout=5s", "logs", "--namespace", namespace, "--selector", memberSelector, "--tail", "15", "--prefix", "--container", "member")
	show("kubectl", "--request-timeout=5s", "logs", "--namespace", namespace, "--selector", rolloutSelector, "--tail", "5", "--prefix")
	logs, _ := filepath.Glob(state("region", "logs", "*.log"))
	for _, log := range logs {
		if info, err := os.Stat(log); err == nil && info.Size() > 0 {
			text.WriteString("the end of " + filepath.Base(log) + ":\n" + host.Tail(log) + "\n")
		}
	}
	if out, err := exec.Command("free", "-m").Output(); err == nil {
		text.Write(out)
	}
	return text.String()
}
