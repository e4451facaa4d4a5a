package rollout

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/rollout/plan"
	"github.com/galera-aks/galera-aks/member/state"
)

// judge says what a member is good for, from its pod and from what it tells about itself. It calls a member down, which
// allows a restart at any time, only on evidence: the member says so itself, or nothing runs in its pod.
func judge(pod *corev1.Pod, report state.Report, unanswered error) (plan.Condition, string) {
	switch {
	case pod.DeletionTimestamp != nil:
		return plan.Leaving, "its pod is ending"
	case unanswered == nil:
		return judgeReport(pod, report)
	case nodeLost(pod):
		return plan.Stranded, "its node does not answer"
	case running(pod):
		// A supervisor that hangs is restarted by its liveness probe, one that has just started answers soon.
		return plan.Busy, fmt.Sprintf("it runs, but does not tell its state: %v", unanswered)
	default:
		return plan.Down, standstill(pod)
	}
}

func judgeReport(pod *corev1.Pod, report state.Report) (plan.Condition, string) {
	switch {
	case report.Draining:
		return plan.Leaving, "it is stopping"
	case report.Wsrep.Synced() && report.Ready && ready(pod):
		return plan.Synced, ""
	case report.Wsrep.Synced():
		return plan.Busy, words("Synced, not yet Ready", report.WaitsFor)
	case report.Wsrep.Primary():
		return plan.Busy, words(report.Wsrep.State, report.WaitsFor)
	case report.Phase == state.PhaseRestoring, report.Phase == state.PhaseRunning:
		return plan.Stranded, words("without a Primary", report.WaitsFor)
	default:
		return plan.Down, words(string(report.Phase), report.WaitsFor)
	}
}

func words(what, waitsFor string) string {
	if waitsFor == "" {
		return what
	}
	return what + ": " + waitsFor
}

func ready(pod *corev1.Pod) bool {
	condition := podCondition(pod, corev1.PodReady)
	return condition != nil && condition.Status == corev1.ConditionTrue
}

// nodeLost tells whether Kubernetes has given the pod's node up; the container statuses are then stale.
func nodeLost(pod *corev1.Pod) bool {
	condition := podCondition(pod, corev1.PodReady)
	return condition != nil && (condition.Status == corev1.ConditionUnknown || condition.Reason == "NodeNotReady")
}

// running tells whether the member's container runs.
func running(pod *corev1.Pod) bool {
	status := memberContainer(pod)
	return status != nil && status.State.Running != nil
}

// standstill says why nothing runs in a pod, as far as Kubernetes knows.
func standstill(pod *corev1.Pod) string {
	if scheduled := podCondition(pod, corev1.PodScheduled); scheduled != nil && scheduled.Status != corev1.ConditionTrue {
		return words("no node takes it", scheduled.Message)
	}
	status := memberContainer(pod)
	switch {
	case status == nil:
		return "its container is not there yet"
	case status.State.Waiting != nil:
		return words(status.State.Waiting.Reason, status.State.Waiting.Message)
	case status.State.Terminated != nil:
		return ended(status.State.Terminated)
	default:
		return "its container is not there yet"
	}
}

// restartsOfRefusal and restartsOfMemory are how often a container must have been restarted before its end counts as
// one that repeats itself. A refusal is the supervisor's own judgement and needs little more; want of memory may be bad luck.
const (
	restartsOfRefusal = 1
	restartsOfMemory  = 3
)

// hopeless says why a pod that is as it should be will never start, or "" where it may. What runs has not failed: how
// it ended long ago says nothing.
func hopeless(pod *corev1.Pod) string {
	status := memberContainer(pod)
	if status == nil || status.State.Running != nil {
		return ""
	}
	if waiting := status.State.Waiting; waiting != nil {
		switch waiting.Reason {
		case "CreateContainerConfigError", "InvalidImageName":
			return words(waiting.Reason, waiting.Message)
		}
	}
	last := status.LastTerminationState.Terminated
	if status.State.Terminated != nil {
		last = status.State.Terminated
	}
	switch {
	case last == nil:
	case last.ExitCode == contract.ExitNeedsSettings && status.RestartCount >= restartsOfRefusal:
		return ended(last)
	case last.Reason == "OOMKilled" && status.RestartCount >= restartsOfMemory:
		return fmt.Sprintf("it was killed for want of memory %d times", status.RestartCount)
	}
	return ""
}

// failuresInARow is how often a member's server must have failed before it could serve, without success in between, until
// it is not waited for any more. Once may be bad luck, such as a donor that was lost; the pauses between the first tries
// are seconds.
const failuresInARow = 3

// refuses says why a member that is as it should be does not get on, by its own report, or "" where it does or may.
func refuses(report state.Report, settings string) string {
	switch {
	case report.Failures >= failuresInARow:
		return fmt.Sprintf("does not get on: its server has failed %d times in a row before it could serve: %s", report.Failures, report.LastFailure)
	case report.Settings.Hash == settings && len(report.Settings.Refused) > 0:
		var words []string
		for _, r := range report.Settings.Refused {
			words = append(words, r.String())
		}
		return "does not take over " + strings.Join(words, "; ")
	}
	return ""
}

func ended(last *corev1.ContainerStateTerminated) string {
	return words(fmt.Sprintf("it ended with code %d", last.ExitCode), lastLine(last.Message))
}

// lastLine is the last line of a text that is not empty.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}
