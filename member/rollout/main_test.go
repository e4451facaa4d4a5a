package rollout

import (
	"os"
	"testing"
)

func TestFromEnvironmentReportsEveryProblem(t *testing.T) {
	_, err := fromEnvironment(nil, func(string) string { return "" }, os.Stdout)
	want := "--members: must be at least 1, got 0\n--settings: must be the hash of the settings that members take over\nGALERA_CLUSTER: must name the cluster\nPOD_NAMESPACE: must name the namespace"
	if err == nil || err.Error() != want {
		t.Errorf("want %s\n got %v", want, err)
	}
}
