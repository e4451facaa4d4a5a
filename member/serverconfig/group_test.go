package serverconfig

import (
	"strings"
	"testing"
)

func TestGroupNamesFitAndDiffer(t *testing.T) {
	long := strings.Repeat("x", maxClusterName)
	seen := map[string]bool{}
	for _, cluster := range []string{"orders", long, long[:maxClusterName-1] + "y", long[:maxClusterName-2]} {
		for _, group := range []string{"e1", "e2", "e17", "e2v17", "e9223372036854775807v9223372036854775807"} {
			name := GroupName(cluster, group)
			if len(name) > maxClusterName || !safeName.MatchString(name) || seen[name] {
				t.Errorf("%s in group %s is called %q (seen before: %v)", cluster, group, name, seen[name])
			}
			seen[name] = true
		}
	}
	if got := GroupName("orders", "e7"); got != "orders-e7" {
		t.Errorf("got %q", got)
	}
}
