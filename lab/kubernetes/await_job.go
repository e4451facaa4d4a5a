package kubernetes

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// logLines is how much of a failing pod's log is shown.
const logLines = 10

// lookAtJob adds to the verdict on a Job what its newest pod said last: while it runs the last line, when it failed some
// more.
func lookAtJob(ctx context.Context, link cluster, job *unstructured.Unstructured) (verdict, error) {
	pods, err := ownPods(ctx, link, job)
	if err != nil {
		return verdict{}, err
	}
	v := judgeJob(job, pods)
	if v.ready {
		return v, nil
	}
	pod := newest(pods, v.failed)
	if pod == nil {
		return v, nil
	}
	lines := int64(1)
	if v.failed {
		lines = logLines
	}
	if said := lastWords(ctx, link, pod, lines); said != "" {
		v.reasons = append(v.reasons, fmt.Sprintf("last log lines of pod %s:\n%s", pod.GetName(), said))
		if !v.failed {
			v.reasons[len(v.reasons)-1] = said
		}
	}
	return v, nil
}

// finalReasons are those for which the real provider takes a Job to have failed (provider/pkg/await/checker/job). One that
// failed for another, such as PodFailurePolicy, it goes on waiting for until its time is up.
var finalReasons = []string{"BackoffLimitExceeded", "DeadlineExceeded"}

// judgeJob: ready means the Complete condition (or SuccessCriteriaMet, which precedes it), and the Failed condition is
// final where the provider knows its reason. A suspended Job is not waited for.
func judgeJob(job *unstructured.Unstructured, pods []unstructured.Unstructured) verdict {
	for _, done := range []string{"Complete", "SuccessCriteriaMet"} {
		if text(condition(job, done), "status") == "True" {
			return ready()
		}
	}
	if text(condition(job, "Suspended"), "status") == "True" {
		return ready()
	}
	for _, end := range []string{"Failed", "FailureTarget"} {
		if c := condition(job, end); text(c, "status") == "True" && slices.Contains(finalReasons, text(c, "reason")) {
			return failed("the Job failed: "+joined(": ", text(c, "reason"), text(c, "message")), podProblems(pods)...)
		}
	}
	if field[any](job.Object, "status", "startTime") == nil {
		return waiting("Job %q to start", job.GetName())
	}
	v := waiting("Job %q to complete (%d running, %d succeeded, %d failed)", job.GetName(),
		field[int64](job.Object, "status", "active"), field[int64](job.Object, "status", "succeeded"),
		field[int64](job.Object, "status", "failed"))
	v.reasons = podProblems(pods)
	return v
}

// newest returns the pod created last, of those that failed or of all.
func newest(pods []unstructured.Unstructured, onlyFailed bool) *unstructured.Unstructured {
	sorted := make([]*unstructured.Unstructured, 0, len(pods))
	for n := range pods {
		if !onlyFailed || text(pods[n].Object, "status", "phase") == "Failed" || podProblem(&pods[n]) != "" {
			sorted = append(sorted, &pods[n])
		}
	}
	if len(sorted) == 0 {
		return nil
	}
	sort.Slice(sorted, func(a, b int) bool {
		x, y := sorted[a].GetCreationTimestamp(), sorted[b].GetCreationTimestamp()
		if x.Equal(&y) {
			return sorted[a].GetName() > sorted[b].GetName()
		}
		return y.Before(&x)
	})
	return sorted[0]
}

// lastWords returns the last lines of a pod's log, of the container that failed if one did, else of the first; nothing if
// there is no log to read.
func lastWords(ctx context.Context, link cluster, pod *unstructured.Unstructured, lines int64) string {
	container := ""
	for _, list := range []string{"containerStatuses", "initContainerStatuses"} {
		for _, s := range field[[]any](pod.Object, "status", list) {
			if s, ok := s.(map[string]any); ok && (container == "" || containerProblem(s) != "") {
				container = text(s, "name")
			}
		}
	}
	if container == "" {
		return ""
	}
	said, err := link.logs(ctx, pod.GetNamespace(), pod.GetName(), container, lines)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(said)
}
