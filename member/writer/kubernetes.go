package writer

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	coordination "k8s.io/api/coordination/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"github.com/galera-aks/galera-aks/member/contract"
)

// fieldManager owns what members write in the eyes of server-side apply.
const fieldManager = "galera-member"

// Kubernetes keeps the lease in a Lease that exists already, and the marks as labels.
type Kubernetes struct {
	client    kubernetes.Interface
	namespace string
	lease     string
}

// NewKubernetes returns the roles of a cluster.
func NewKubernetes(client kubernetes.Interface, namespace, cluster string) *Kubernetes {
	return &Kubernetes{client: client, namespace: namespace, lease: contract.WriterLease(cluster)}
}

// Lease reads the newest version from the API server.
func (k *Kubernetes) Lease(ctx context.Context) (Lease, error) {
	object, err := k.client.CoordinationV1().Leases(k.namespace).Get(ctx, k.lease, meta.GetOptions{})
	if err != nil {
		return Lease{}, fmt.Errorf("reading the writer's lease: %w", err)
	}
	return leaseOf(object), nil
}

// Take changes the lease if it is still at the version that was read. A holder that stays does not change since when it
// holds.
func (k *Kubernetes) Take(ctx context.Context, read Lease, pod string) (Lease, error) {
	var patch struct {
		Metadata struct {
			ResourceVersion string `json:"resourceVersion"`
		} `json:"metadata"`
		Spec coordination.LeaseSpec `json:"spec"`
	}
	patch.Metadata.ResourceVersion = read.Version
	now, seconds := meta.NewMicroTime(time.Now()), int32(leaseTime/time.Second)
	patch.Spec.HolderIdentity, patch.Spec.RenewTime, patch.Spec.LeaseDurationSeconds = &pod, &now, &seconds
	if read.Holder != pod {
		patch.Spec.AcquireTime = &now
	}
	body, err := json.Marshal(patch)
	if err != nil {
		return Lease{}, fmt.Errorf("changing the writer's lease: %w", err)
	}
	object, err := k.client.CoordinationV1().Leases(k.namespace).Patch(ctx, k.lease, types.MergePatchType, body, meta.PatchOptions{FieldManager: fieldManager})
	if errors.IsConflict(err) {
		return Lease{}, ErrConflict
	}
	if err != nil {
		return Lease{}, fmt.Errorf("changing the writer's lease: %w", err)
	}
	return leaseOf(object), nil
}

func leaseOf(object *coordination.Lease) Lease {
	lease := Lease{Version: object.ResourceVersion}
	if object.Spec.HolderIdentity != nil {
		lease.Holder = *object.Spec.HolderIdentity
	}
	if object.Spec.RenewTime != nil {
		lease.Renewed = object.Spec.RenewTime.Time
	}
	return lease
}

// Mark labels a pod.
func (k *Kubernetes) Mark(ctx context.Context, pod string, writer bool) error {
	var patch struct {
		Metadata struct {
			Labels map[string]*string `json:"labels"`
		} `json:"metadata"`
	}
	var role *string
	if writer {
		value := contract.RoleWriter
		role = &value
	}
	patch.Metadata.Labels = map[string]*string{contract.LabelRole: role}
	body, err := json.Marshal(patch)
	if err == nil {
		_, err = k.client.CoreV1().Pods(k.namespace).Patch(ctx, pod, types.MergePatchType, body, meta.PatchOptions{FieldManager: fieldManager})
	}
	switch {
	case err == nil, errors.IsNotFound(err) && !writer:
		return nil
	case writer:
		return fmt.Errorf("marking %s as the writer: %w", pod, err)
	}
	return fmt.Errorf("taking the writer's mark off %s: %w", pod, err)
}
