package drain

import (
	"errors"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	ktesting "k8s.io/client-go/testing"
)

// cluster is a node with a member, a pod of a DaemonSet, and one that has ended. The budget refuses some evictions before it
// grants one.
func cluster(refusals int) *fake.Clientset {
	controller := true
	client := fake.NewClientset(
		&corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "node"}},
		&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "orders", Name: "orders-0-0"}, Spec: corev1.PodSpec{NodeName: "node"}},
		&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "kube-system", Name: "agent",
			OwnerReferences: []metav1.OwnerReference{{Kind: "DaemonSet", Name: "agent", Controller: &controller}}},
			Spec: corev1.PodSpec{NodeName: "node"}},
		&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "orders", Name: "orders-rollout"}, Spec: corev1.PodSpec{NodeName: "node"},
			Status: corev1.PodStatus{Phase: corev1.PodSucceeded}},
	)
	client.PrependReactor("create", "pods", func(action ktesting.Action) (bool, runtime.Object, error) {
		if action.GetSubresource() != "eviction" {
			return false, nil, nil
		}
		if refusals > 0 {
			refusals--
			return true, nil, apierrors.NewTooManyRequests("the budget", 1)
		}
		eviction := action.(ktesting.CreateAction).GetObject().(*policyv1.Eviction)
		pods := corev1.SchemeGroupVersion.WithResource("pods")
		return true, nil, client.Tracker().Delete(pods, eviction.Namespace, eviction.Name)
	})
	return client
}

func TestADrainKeepsToTheBudget(t *testing.T) {
	client := cluster(1)
	if err := Node(t.Context(), client, "node", time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := client.CoreV1().Pods("orders").Get(t.Context(), "orders-0-0", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("the member: want it gone, got %v", err)
	}
	if _, err := client.CoreV1().Pods("kube-system").Get(t.Context(), "agent", metav1.GetOptions{}); err != nil {
		t.Errorf("the DaemonSet's pod: want it there, got %v", err)
	}
	node, err := client.CoreV1().Nodes().Get(t.Context(), "node", metav1.GetOptions{})
	if err != nil || !node.Spec.Unschedulable {
		t.Errorf("the node: want it cordoned, got %+v, %v", node.Spec, err)
	}
}

func TestADrainThatIsBlockedFails(t *testing.T) {
	client := cluster(1 << 20)
	if err := Node(t.Context(), client, "node", 2*interval); !errors.Is(err, ErrBlocked) {
		t.Errorf("want that it is blocked, got %v", err)
	}
	if _, err := client.CoreV1().Pods("orders").Get(t.Context(), "orders-0-0", metav1.GetOptions{}); err != nil {
		t.Errorf("the member: want it there, got %v", err)
	}
}

func TestANodeThatIsGoneNeedsNoDrain(t *testing.T) {
	if err := Node(t.Context(), fake.NewClientset(), "node", time.Minute); err != nil {
		t.Error(err)
	}
}

func TestAPodIsWaitedForUntilItsNodeHasGivenItUp(t *testing.T) {
	now := metav1.Now()
	ended := corev1.PodStatus{Phase: corev1.PodSucceeded}
	if !stays(&corev1.Pod{Status: ended}) {
		t.Error("a pod that has ended by itself: want it left alone")
	}
	if stays(&corev1.Pod{ObjectMeta: metav1.ObjectMeta{DeletionTimestamp: &now}, Status: ended}) {
		t.Error("a pod that was evicted and has ended: want it waited for")
	}
}
