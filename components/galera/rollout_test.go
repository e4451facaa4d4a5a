package galera

import (
	"fmt"
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
		"settings":    {func(a *ClusterArgs) { a.Settings = map[string]string{"sql_mode": "ANSI_QUOTES"} }, true},
		"online":      {func(a *ClusterArgs) { a.Settings = map[string]string{"max_connections": "123"} }, true},
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

// The engine's provider knows of two reasons for which a Job fails. The action FailJob would give a third.
func TestJobsFailAtOnceAndForAReasonThatTheProviderKnows(t *testing.T) {
	r := declare(t, static(3), nil)
	for _, name := range []string{"orders-check", "orders-rollout"} {
		job := r.find(t, "Job", name)
		if got := job.at(t, "spec.backoffLimit"); got != 0.0 {
			t.Errorf("%s: %v failures are one too few, want 0", name, got)
		}
		for i := range job.at(t, "spec.podFailurePolicy.rules").([]any) {
			if got := job.at(t, fmt.Sprintf("spec.podFailurePolicy.rules[%d].action", i)); got != "Ignore" {
				t.Errorf("%s: rule %d is %v, want Ignore", name, i, got)
			}
		}
		codes := job.at(t, "spec.podFailurePolicy.rules[0].onExitCodes.values").([]any)
		if slices.Contains(codes, any(3.0)) || !slices.Contains(codes, any(1.0)) {
			t.Errorf("%s: it begins again after %v, want 1 among them and not 3", name, codes)
		}
		if got := job.at(t, "spec.template.spec.restartPolicy"); got != "Never" {
			t.Errorf("%s: the restart policy is %v, with which a failure policy is refused", name, got)
		}
		if got := job.at(t, "metadata.annotations[\"pulumi.com/replaceUnready\"]"); got != "true" {
			t.Errorf("%s: a run that finds it failed does not make it anew", name)
		}
	}
}

func TestRolloutIsToldTheNumberOfMembers(t *testing.T) {
	job := declare(t, static(5), nil).find(t, "Job", "orders-rollout")
	command := job.at(t, "spec.template.spec.containers[0].command").([]any)
	if want := []any{"/usr/local/bin/galera-member", "rollout", "--members", "5", "--settings", command[5]}; !slices.Equal(command, want) {
		t.Errorf("the rollout runs %v, want %v", command, want)
	}
}
