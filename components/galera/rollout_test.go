package galera

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func rolloutNameOf(t *testing.T, args ClusterArgs) string {
	t.Helper()
	return declare(t, args, nil).find(t, "Job", "orders-rollout").at(t, "metadata.name").(string)
}

func TestRolloutIsNamedByWhatMembersShouldBe(t *testing.T) {
	base := rolloutNameOf(t, static(3))
	if !regexp.MustCompile(`^orders-rollout-[0-9a-f]{8}$`).MatchString(base) {
		t.Fatalf("the rollout is called %s", base)
	}
	for name, c := range map[string]struct {
		change  func(*ClusterArgs)
		another bool
	}{
		"nothing":     {func(*ClusterArgs) {}, false},
		"disk size":   {func(a *ClusterArgs) { a.Members[0].Volume.SizeGiB = 64 }, false},
		"service":     {func(a *ClusterArgs) { a.Service.ExternalTrafficPolicy = TrafficLocal }, false},
		"timeout":     {func(a *ClusterArgs) { a.RolloutTimeout = 2 * time.Hour }, false},
		"image":       {func(a *ClusterArgs) { a.Image = pulumi.String("other") }, true},
		"settings":    {func(a *ClusterArgs) { a.Settings = map[string]string{"max_connections": "123"} }, true},
		"one volume":  {func(a *ClusterArgs) { a.Members[2].Volume.Generation = 2 }, true},
		"more of us":  {func(a *ClusterArgs) { a.Members = static(5).Members }, true},
		"fewer of us": {func(a *ClusterArgs) { a.Members = static(1).Members }, true},
	} {
		args := static(3)
		c.change(&args)
		if got := rolloutNameOf(t, args); (got != base) != c.another {
			t.Errorf("%s: the name is %s after %s, another name should be %t", name, got, base, c.another)
		}
	}
}

func TestRolloutComesAfterAllSetsAndMayTakeItsTime(t *testing.T) {
	args := static(3)
	args.RolloutTimeout = 90 * time.Minute
	job := declare(t, args, nil).find(t, "Job", "orders-rollout")
	for _, member := range []string{"orders-0", "orders-1", "orders-2"} {
		if !job.dependsOnName("StatefulSet", member) {
			t.Errorf("the rollout does not depend on the set of %s", member)
		}
	}
	if !job.dependsOnName("RoleBinding", "orders-rollout") {
		t.Error("the rollout does not depend on its rights")
	}
	if job.createTimeout != "1h30m0s" {
		t.Errorf("the rollout may take %s, want 1h30m0s", job.createTimeout)
	}
	if job.has("spec.activeDeadlineSeconds") || job.has("spec.ttlSecondsAfterFinished") {
		t.Error("the rollout ends, or goes, by a clock")
	}
}

func TestRolloutFailsAtOnceOnlyWhereSettingsHelp(t *testing.T) {
	job := declare(t, static(3), nil).find(t, "Job", "orders-rollout")
	if got := job.at(t, "spec.podFailurePolicy.rules[0].action"); got != "FailJob" {
		t.Fatalf("the first rule is %v, want FailJob", got)
	}
	codes := job.at(t, "spec.podFailurePolicy.rules[0].onExitCodes.values").([]any)
	if !slices.Contains(codes, any(3.0)) || slices.Contains(codes, any(1.0)) {
		t.Errorf("the rollout fails at once on %v, want 3 among them and not 1", codes)
	}
	if got := job.at(t, "spec.template.spec.restartPolicy"); got != "Never" {
		t.Errorf("the restart policy is %v, with which a failure policy is refused", got)
	}
}

// The server of the new image judges the new settings in the rollout, where it can do no harm.
func TestRolloutHasTheMembersSettings(t *testing.T) {
	r := declare(t, static(3), nil)
	job, set := r.find(t, "Job", "orders-rollout"), r.find(t, "StatefulSet", "orders-0")
	for job, set := range map[any]any{
		job.at(t, "spec.template.spec.volumes[0].configMap.name"):               set.at(t, "spec.template.spec.volumes[1].configMap.name"),
		job.at(t, "spec.template.spec.containers[0].volumeMounts[0].mountPath"): set.at(t, "spec.template.spec.containers[0].volumeMounts[1].mountPath"),
		job.at(t, "spec.template.spec.containers[0].image"):                     set.at(t, "spec.template.spec.containers[0].image"),
	} {
		if job != set {
			t.Errorf("the rollout has %v, members have %v", job, set)
		}
	}
}

func TestRolloutIsToldTheNumberOfMembers(t *testing.T) {
	job := declare(t, static(5), nil).find(t, "Job", "orders-rollout")
	command := job.at(t, "spec.template.spec.containers[0].command").([]any)
	if want := []any{"/usr/local/bin/galera-member", "rollout", "--members", "5"}; !slices.Equal(command, want) {
		t.Errorf("the rollout runs %v, want %v", command, want)
	}
}
