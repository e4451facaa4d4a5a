package drill

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/drain"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/state"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// podUID returns the UID of a member's pod.
func (r *Run) podUID(ctx context.Context, member string) (string, error) {
	pod, err := r.api.CoreV1().Pods(r.Database.Namespace).Get(ctx, contract.Pod(member), metav1.GetOptions{})
	if err != nil {
		return "", fmt.Errorf("looking for the pod of %s: %w", member, err)
	}
	return string(pod.UID), nil
}

// AwaitRunning waits until a member's container runs.
func (r *Run) AwaitRunning(ctx context.Context, member string, patience time.Duration) error {
	return r.await(ctx, patience, "the container of "+member+" to run", func(ctx context.Context) (bool, string, error) {
		pod, err := r.api.CoreV1().Pods(r.Database.Namespace).Get(ctx, contract.Pod(member), metav1.GetOptions{})
		if err != nil {
			return false, err.Error(), nil
		}
		for _, c := range pod.Status.ContainerStatuses {
			if c.Name == contract.ComponentMember {
				return c.State.Running != nil, fmt.Sprintf("it is %s", waitingReason(c)), nil
			}
		}
		return false, "it was not begun", nil
	})
}

func waitingReason(c corev1.ContainerStatus) string {
	if c.State.Waiting != nil {
		return c.State.Waiting.Reason
	}
	return "ended"
}

// AwaitHold waits until members hold, each with a sentence that names what it waits for, and an event that says so.
func (r *Run) AwaitHold(ctx context.Context, patience time.Duration, naming string, members ...string) error {
	for _, member := range members {
		var sentence string
		err := r.await(ctx, patience, member+" to hold for "+naming, func(ctx context.Context) (bool, string, error) {
			report, err := inventory.Report(ctx, r.api, r.Database.Namespace, contract.Pod(member))
			if err != nil {
				return false, err.Error(), nil
			}
			sentence = report.WaitsFor
			held := report.Phase == state.PhaseHolding && strings.Contains(sentence, naming)
			return held, fmt.Sprintf("it is %s: %s", report.Phase, sentence), nil
		})
		if err != nil {
			return err
		}
		r.Notef("%s holds: %s", member, sentence)
		if err := r.AwaitEvent(ctx, "Holding", 10*time.Second, member); err != nil {
			r.Missf("%v", err)
		}
	}
	return nil
}

// AwaitEvent waits until there is an event of a reason about one of some members' pods since the drill began.
func (r *Run) AwaitEvent(ctx context.Context, reason string, patience time.Duration, members ...string) error {
	return r.await(ctx, patience, "an event "+reason+" of "+strings.Join(members, " or "), func(ctx context.Context) (bool, string, error) {
		list, err := r.api.CoreV1().Events(r.Database.Namespace).List(ctx, metav1.ListOptions{FieldSelector: "reason=" + reason})
		if err != nil {
			return false, err.Error(), nil
		}
		for _, e := range list.Items {
			last := e.LastTimestamp.Time
			if e.EventTime.After(last) {
				last = e.EventTime.Time
			}
			for _, member := range members {
				// Times of events have whole seconds.
				if e.InvolvedObject.Name == contract.Pod(member) && last.After(r.began.Add(-time.Second)) {
					return true, "", nil
				}
			}
		}
		return false, "there is none", nil
	})
}

// nodeOf names the node of a member's zone.
func (r *Run) nodeOf(ctx context.Context, member string) (string, error) {
	list, err := r.api.CoreV1().Nodes().List(ctx, metav1.ListOptions{LabelSelector: contract.TopologyZone + "=" + r.ZoneOf(member)})
	if err != nil || len(list.Items) == 0 {
		return "", fmt.Errorf("looking for the node of %s in %s: %w", member, r.ZoneOf(member), err)
	}
	return list.Items[0].Name, nil
}

// Cordon keeps new pods from a node, or lets them on it again.
func (r *Run) Cordon(ctx context.Context, node string, cordoned bool) error {
	return drain.Cordon(ctx, r.api, node, cordoned)
}
