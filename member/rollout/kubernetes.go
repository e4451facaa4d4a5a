package rollout

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// Kubernetes is the little of a Kubernetes API that a rollout needs, within one namespace.
type Kubernetes interface {
	// Set returns a StatefulSet.
	Set(ctx context.Context, name string) (*appsv1.StatefulSet, error)
	// Pod returns a pod, or nil where there is none.
	Pod(ctx context.Context, name string) (*corev1.Pod, error)
	// DeletePod deletes the pod if it still has this UID; that it is gone or another is no error.
	DeletePod(ctx context.Context, name string, uid types.UID) error
	// Annotate annotates the pod if it still has this UID; that it is gone or another is no error.
	Annotate(ctx context.Context, name string, uid types.UID, key, value string) error
}

// NewKubernetes returns a namespace of the API that the client leads to.
func NewKubernetes(client kubernetes.Interface, namespace string) Kubernetes {
	return api{client: client, namespace: namespace}
}

// apiTimeout is how long the API server may take to answer one request.
const apiTimeout = 10 * time.Second

type api struct {
	client    kubernetes.Interface
	namespace string
}

func (a api) Set(ctx context.Context, name string) (*appsv1.StatefulSet, error) {
	set, err := a.client.AppsV1().StatefulSets(a.namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, fmt.Errorf("reading StatefulSet %s: %w", name, err)
	}
	return set, nil
}

func (a api) Pod(ctx context.Context, name string) (*corev1.Pod, error) {
	pod, err := a.client.CoreV1().Pods(a.namespace).Get(ctx, name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading pod %s: %w", name, err)
	}
	return pod, nil
}

func (a api) DeletePod(ctx context.Context, name string, uid types.UID) error {
	err := a.client.CoreV1().Pods(a.namespace).Delete(ctx, name, metav1.DeleteOptions{
		Preconditions: &metav1.Preconditions{UID: &uid},
	})
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		return fmt.Errorf("deleting pod %s: %w", name, err)
	}
	return nil
}

// annotation is a change of a pod's annotations, and metadata what it says.
type annotation struct {
	Metadata metadata `json:"metadata"`
}

type metadata struct {
	UID         types.UID         `json:"uid"`
	Annotations map[string]string `json:"annotations"`
}

func (a api) Annotate(ctx context.Context, name string, uid types.UID, key, value string) error {
	// The API server refuses to change a UID, and so leaves a pod that came after alone.
	patch, err := json.Marshal(annotation{metadata{UID: uid, Annotations: map[string]string{key: value}}})
	if err != nil {
		return fmt.Errorf("preparing to annotate pod %s: %w", name, err)
	}
	_, err = a.client.CoreV1().Pods(a.namespace).Patch(ctx, name, types.MergePatchType, patch, metav1.PatchOptions{})
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) && !apierrors.IsInvalid(err) {
		return fmt.Errorf("annotating pod %s: %w", name, err)
	}
	return nil
}

func podCondition(pod *corev1.Pod, kind corev1.PodConditionType) *corev1.PodCondition {
	for i := range pod.Status.Conditions {
		if pod.Status.Conditions[i].Type == kind {
			return &pod.Status.Conditions[i]
		}
	}
	return nil
}

// memberContainer is the first container's status; a member's pod has one container.
func memberContainer(pod *corev1.Pod) *corev1.ContainerStatus {
	if len(pod.Status.ContainerStatuses) == 0 {
		return nil
	}
	return &pod.Status.ContainerStatuses[0]
}
