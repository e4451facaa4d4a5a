package galera

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func checkNameOf(t *testing.T, args ClusterArgs) string {
	t.Helper()
	return declare(t, args, nil).find(t, "Job", "orders-check").at(t, "metadata.name").(string)
}

// A check runs when there is something to try, and only then.
func TestCheckIsNamedByWhatItTries(t *testing.T) {
	base := checkNameOf(t, static(3))
	for name, c := range map[string]struct {
		change  func(*ClusterArgs)
		another bool
	}{
		"disk size":  {func(a *ClusterArgs) { a.Members[0].Volume.SizeGiB = 64 }, false},
		"one volume": {func(a *ClusterArgs) { a.Members[2].Volume.Generation = 2 }, false},
		"more of us": {func(a *ClusterArgs) { a.Members = static(5).Members }, false},
		"image":      {func(a *ClusterArgs) { a.Image = pulumi.String("other") }, true},
		"settings":   {func(a *ClusterArgs) { a.Settings = map[string]string{"sql_mode": "ANSI_QUOTES"} }, true},
		"online":     {func(a *ClusterArgs) { a.Settings = map[string]string{"max_connections": "123"} }, true},
	} {
		args := static(3)
		c.change(&args)
		if got := checkNameOf(t, args); (got != base) != c.another {
			t.Errorf("%s: the name is %s after %s, another name should be %t", name, got, base, c.another)
		}
	}
}

// What fails the check has changed nothing: neither what members should be nor what they have mounted.
func TestNothingThatMembersSeeComesBeforeTheCheck(t *testing.T) {
	r := declare(t, static(3), nil)
	for kind, name := range map[string]string{"StatefulSet": "orders-0", "ConfigMap": "orders-online"} {
		if !r.find(t, kind, name).dependsOnName("Job", "orders-check") {
			t.Errorf("%s %s does not come after the check", kind, name)
		}
	}
	check := r.find(t, "Job", "orders-check")
	if got := check.at(t, "spec.activeDeadlineSeconds"); got != 100.0 {
		t.Errorf("an image that cannot be pulled is waited for %v seconds, want 100", got)
	}
	if got := check.at(t, "spec.template.spec.automountServiceAccountToken"); got != false {
		t.Error("the check has rights in the cluster")
	}
}

// The server of the new image judges what members will have.
func TestCheckHasTheMembersSettings(t *testing.T) {
	args := static(3)
	args.Settings = map[string]string{"max_connections": "123"}
	r := declare(t, args, nil)
	check, set := r.find(t, "Job", "orders-check"), r.find(t, "StatefulSet", "orders-0")
	for check, set := range map[any]any{
		check.at(t, "spec.template.spec.volumes[1].configMap.name"):               set.at(t, "spec.template.spec.volumes[1].projected.sources[0].configMap.name"),
		check.at(t, "spec.template.spec.containers[0].volumeMounts[1].mountPath"): set.at(t, "spec.template.spec.containers[0].volumeMounts[1].mountPath"),
		check.at(t, "spec.template.spec.containers[0].image"):                     set.at(t, "spec.template.spec.containers[0].image"),
		check.at(t, "spec.template.spec.containers[0].env[0].value"):              r.find(t, "ConfigMap", "orders-online").at(t, `data["online.cnf"]`),
	} {
		if check != set {
			t.Errorf("the check has %v, members have %v", check, set)
		}
	}
	if text := check.at(t, "spec.template.spec.containers[0].env[0].value").(string); !strings.Contains(text, "max_connections = 123") {
		t.Errorf("the check tries\n%s", text)
	}
}
