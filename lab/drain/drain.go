// Package drain takes the pods off a node as Azure does before it removes or upgrades one: no new pod comes to the node, and
// each that is there is evicted when the disruption budgets allow it.
//
// What it does not do: pods of a DaemonSet stay, as with every drain, and nobody is told why a budget refuses.
package drain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// interval is the time between two looks at a node that is being drained.
const interval = 500 * time.Millisecond

// ErrBlocked is what a drain ends with when pods are left on the node at its end.
var ErrBlocked = errors.New("pods are left on the node")

// Node drains a node, and returns when no pod is left on it. Pods that are left when the patience is over make it fail
// with [ErrBlocked]; the node keeps its cordon.
func Node(ctx context.Context, client kubernetes.Interface, node string, patience time.Duration) error {
	if err := Cordon(ctx, client, node, true); apierrors.IsNotFound(err) {
		return nil
	} else if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		left, err := round(limited, client, node)
		if err == nil && len(left) == 0 {
			return nil
		}
		select {
		case <-limited.Done():
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("node %s: %w after %s: %s", node, ErrBlocked, patience, strings.Join(left, ", "))
		case <-ticker.C:
		}
	}
}

// Cordon keeps new pods from a node, or lets them on it again.
func Cordon(ctx context.Context, client kubernetes.Interface, node string, cordoned bool) error {
	patch := fmt.Appendf(nil, `{"spec":{"unschedulable":%t}}`, cordoned)
	if _, err := client.CoreV1().Nodes().Patch(ctx, node, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		return fmt.Errorf("cordoning %s: %w", node, err)
	}
	return nil
}

// Evict asks once for the eviction of a pod. A pod that is gone counts as evicted.
func Evict(ctx context.Context, client kubernetes.Interface, namespace, pod string) (granted bool, err error) {
	eviction := &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: pod}}
	err = client.PolicyV1().Evictions(namespace).Evict(ctx, eviction)
	switch {
	case err == nil, apierrors.IsNotFound(err):
		return true, nil
	case apierrors.IsTooManyRequests(err):
		return false, nil
	}
	return false, fmt.Errorf("evicting the pod %s/%s: %w", namespace, pod, err)
}

// round asks for the eviction of every pod on a node that is not leaving yet, and returns those that are still there.
func round(ctx context.Context, client kubernetes.Interface, node string) (left []string, err error) {
	list, err := client.CoreV1().Pods("").List(ctx, metav1.ListOptions{FieldSelector: "spec.nodeName=" + node})
	if err != nil {
		return []string{"(not known)"}, fmt.Errorf("listing the pods of %s: %w", node, err)
	}
	for i := range list.Items {
		pod := &list.Items[i]
		if stays(pod) {
			continue
		}
		left = append(left, pod.Namespace+"/"+pod.Name)
		if pod.DeletionTimestamp == nil {
			_, evicted := Evict(ctx, client, pod.Namespace, pod.Name)
			err = errors.Join(err, evicted)
		}
	}
	return left, err
}

// stays tells whether a pod is no business of a drain: it has ended by itself, or it belongs to the node. One that was evicted
// is waited for until its node has given it up, also when it has ended: with the node gone too early, its successor would
// have to wait until somebody notices that.
func stays(pod *corev1.Pod) bool {
	ended := pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
	if ended && pod.DeletionTimestamp == nil {
		return true
	}
	owner := metav1.GetControllerOf(pod)
	return owner != nil && (owner.Kind == "DaemonSet" || owner.Kind == "Node")
}
