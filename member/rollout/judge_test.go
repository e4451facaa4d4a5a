package rollout

import (
	"errors"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/galera-aks/galera-aks/member/rollout/plan"
	"github.com/galera-aks/galera-aks/member/state"
)

func TestJudge(t *testing.T) {
	pod := func(ready corev1.ConditionStatus, reason string, container corev1.ContainerState) *corev1.Pod {
		return &corev1.Pod{Status: corev1.PodStatus{
			Conditions:        []corev1.PodCondition{{Type: corev1.PodReady, Status: ready, Reason: reason}},
			ContainerStatuses: []corev1.ContainerStatus{{State: container}},
		}}
	}
	runs := corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}
	crashed := corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}}
	ending := pod(corev1.ConditionTrue, "", runs)
	ending.DeletionTimestamp = &metav1.Time{}
	unschedulable := &corev1.Pod{Status: corev1.PodStatus{Conditions: []corev1.PodCondition{
		{Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Message: "0/3 nodes are available"},
	}}}
	synced := state.Wsrep{ClusterStatus: state.StatusPrimary, State: state.StateSynced}
	silent := errors.New("connection refused")
	for name, c := range map[string]struct {
		pod    *corev1.Pod
		report state.Report
		err    error
		want   plan.Condition
	}{
		"serves":               {pod(corev1.ConditionTrue, "", runs), state.Report{Wsrep: synced, Ready: true, Phase: state.PhaseRunning}, nil, plan.Synced},
		"not yet in endpoints": {pod(corev1.ConditionFalse, "", runs), state.Report{Wsrep: synced, Ready: true, Phase: state.PhaseRunning}, nil, plan.Busy},
		"Synced but not ready": {pod(corev1.ConditionTrue, "", runs), state.Report{Wsrep: synced, Phase: state.PhaseRunning}, nil, plan.Busy},
		"donor":                {pod(corev1.ConditionTrue, "", runs), state.Report{Wsrep: state.Wsrep{ClusterStatus: state.StatusPrimary, State: state.StateDonor}}, nil, plan.Busy},
		"partitioned":          {pod(corev1.ConditionFalse, "", runs), state.Report{Phase: state.PhaseRunning}, nil, plan.Stranded},
		"waits for its view":   {pod(corev1.ConditionFalse, "", runs), state.Report{Phase: state.PhaseRestoring}, nil, plan.Stranded},
		"joins":                {pod(corev1.ConditionFalse, "", runs), state.Report{Phase: state.PhaseJoining}, nil, plan.Down},
		"holds":                {pod(corev1.ConditionFalse, "", runs), state.Report{Phase: state.PhaseHolding}, nil, plan.Down},
		"drains":               {pod(corev1.ConditionTrue, "", runs), state.Report{Wsrep: synced, Draining: true}, nil, plan.Leaving},
		"is being deleted":     {ending, state.Report{}, silent, plan.Leaving},
		"ready but silent":     {pod(corev1.ConditionTrue, "", runs), state.Report{}, silent, plan.Busy},
		"runs but is silent":   {pod(corev1.ConditionFalse, "", runs), state.Report{}, silent, plan.Busy},
		"its node is lost":     {pod(corev1.ConditionFalse, "NodeNotReady", runs), state.Report{}, silent, plan.Stranded},
		"crashes":              {pod(corev1.ConditionFalse, "", crashed), state.Report{}, silent, plan.Down},
		"no node takes it":     {unschedulable, state.Report{}, silent, plan.Down},
	} {
		t.Run(name, func(t *testing.T) {
			if got, detail := judge(c.pod, c.report, c.err); got != c.want {
				t.Errorf("want %s, got %s (%s)", c.want, got, detail)
			}
		})
	}
}
