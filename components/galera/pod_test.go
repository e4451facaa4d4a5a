package galera

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func podTemplateOf(t *testing.T, args ClusterArgs, member string) any {
	t.Helper()
	return declare(t, args, nil).find(t, "StatefulSet", member).at(t, "spec.template")
}

// What a pod does not hold cannot restart it.
func TestPodsAreTheSameWhateverTheNumberOfMembersAndTheSizeOfDisks(t *testing.T) {
	want := podTemplateOf(t, static(3), "orders-1")
	more := static(5)
	for i := range more.Members {
		more.Members[i].Volume.SizeGiB *= 2
	}
	more.Service.Port, more.Service.ReadPort = 13306, 13307
	more.Settings = map[string]string{"max_connections": "123"} // is taken over
	if diff := cmp.Diff(want, podTemplateOf(t, more, "orders-1")); diff != "" {
		t.Error(diff)
	}
}

func TestPodChangesWithWhatItRunsOnAndWith(t *testing.T) {
	base := podTemplateOf(t, static(3), "orders-1")
	for name, change := range map[string]func(*ClusterArgs){
		"settings":    func(a *ClusterArgs) { a.Settings = map[string]string{"sql_mode": "ANSI_QUOTES"} },
		"memory":      func(a *ClusterArgs) { a.Resources.Memory = "4Gi" },
		"generation":  func(a *ClusterArgs) { a.Members[1].Volume.Generation = 2 },
		"file system": func(a *ClusterArgs) { a.Members[1].Volume.FileSystem = Ext4 },
		"grace":       func(a *ClusterArgs) { a.TerminationGraceSeconds = 60 },
	} {
		args := static(3)
		change(&args)
		if cmp.Equal(base, podTemplateOf(t, args, "orders-1")) {
			t.Errorf("%s: the pod is the same", name)
		}
	}
}

func TestPodMeetsTheRestrictedStandard(t *testing.T) {
	r := declare(t, static(3), nil)
	for _, owner := range []declared{r.find(t, "StatefulSet", "orders-0"), r.find(t, "Job", "orders-rollout")} {
		for path, want := range map[string]any{
			"spec.template.spec.securityContext.runAsNonRoot":                           true,
			"spec.template.spec.securityContext.runAsUser":                              999.0,
			"spec.template.spec.securityContext.seccompProfile.type":                    "RuntimeDefault",
			"spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation": false,
			"spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem":   true,
			"spec.template.spec.containers[0].securityContext.capabilities.drop[0]":     "ALL",
		} {
			if got := owner.at(t, path); got != want {
				t.Errorf("%s: %s is %v, want %v", owner.name, path, got, want)
			}
		}
	}
}

func TestReadinessIsAskedOften(t *testing.T) {
	set := declare(t, static(3), nil).find(t, "StatefulSet", "orders-0")
	if period := set.at(t, "spec.template.spec.containers[0].readinessProbe.periodSeconds").(float64); period > 2 {
		t.Errorf("readiness is asked every %v s, want at most 2", period)
	}
}
