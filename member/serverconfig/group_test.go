package serverconfig

import (
	"math"
	"strings"
	"testing"
)

func TestGroupNamesFitAndDiffer(t *testing.T) {
	long := strings.Repeat("x", maxClusterName)
	seen := map[string]bool{}
	for _, cluster := range []string{"orders", long, long[:maxClusterName-1] + "y", long[:maxClusterName-2]} {
		for _, epoch := range []int64{1, 2, 17, math.MaxInt64} {
			name := GroupName(cluster, epoch)
			if len(name) > maxClusterName || !safeName.MatchString(name) || seen[name] {
				t.Errorf("%s in epoch %d is called %q (seen before: %v)", cluster, epoch, name, seen[name])
			}
			seen[name] = true
		}
	}
	if got := GroupName("orders", 7); got != "orders-e7" {
		t.Errorf("got %q", got)
	}
}
