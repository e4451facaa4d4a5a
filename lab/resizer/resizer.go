package resizer

import (
	"context"
	"fmt"
	"log"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// A Resizer is the running stand-in.
type Resizer struct {
	// Client reaches the cluster's API.
	Client kubernetes.Interface
	// Driver is the name of the driver whose volumes it grows.
	Driver string
	// Size returns the size in bytes of the disk that a volume's handle names.
	Size func(handle string) (int64, error)

	said map[string]string
}

// interval is the time between two looks at the claims.
const interval = time.Second

// Run works until the context ends. Failures are logged and tried again: the API server may be away for long.
func (r *Resizer) Run(ctx context.Context) error {
	r.said = map[string]string{}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		r.look(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// look grows what there is to grow.
func (r *Resizer) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	claims, err := r.Client.CoreV1().PersistentVolumeClaims("").List(ctx, metav1.ListOptions{})
	if err != nil {
		r.say("the claims", fmt.Sprintf("listing them: %v", err))
		return
	}
	for i := range claims.Items {
		claim := &claims.Items[i]
		if name, err := claim.Namespace+"/"+claim.Name, r.grow(ctx, claim); err != nil {
			r.say(name, err.Error())
		}
	}
}

// say logs a line about a subject when it differs from the last one about it.
func (r *Resizer) say(subject, line string) {
	if r.said[subject] != line {
		r.said[subject] = line
		log.Printf("%s: %s", subject, line)
	}
}

// grow brings a claim's volume to the size that the claim asks for.
func (r *Resizer) grow(ctx context.Context, claim *corev1.PersistentVolumeClaim) error {
	want := claim.Spec.Resources.Requests[corev1.ResourceStorage]
	have, known := claim.Status.Capacity[corev1.ResourceStorage]
	if claim.Status.Phase != corev1.ClaimBound || !known || want.Cmp(have) <= 0 || awaitsKubelet(claim, want) {
		return nil
	}
	volume, err := r.Client.CoreV1().PersistentVolumes().Get(ctx, claim.Spec.VolumeName, metav1.GetOptions{})
	if err != nil {
		return fmt.Errorf("reading the volume: %w", err)
	}
	if volume.Spec.CSI == nil || volume.Spec.CSI.Driver != r.Driver {
		return nil
	}
	if err := r.mark(ctx, claim, want, corev1.PersistentVolumeClaimControllerResizeInProgress, corev1.PersistentVolumeClaimResizing); err != nil {
		return err
	}
	size, err := r.Size(volume.Spec.CSI.VolumeHandle)
	if err != nil {
		return err
	}
	if size < want.Value() {
		return fmt.Errorf("the disk has %d bytes, the claim asks for %s: waiting until it has grown", size, want.String())
	}
	if err := r.raise(ctx, volume, want); err != nil {
		return err
	}
	r.say(claim.Namespace+"/"+claim.Name, "the volume has "+want.String()+", the file system follows")
	return r.mark(ctx, claim, want, corev1.PersistentVolumeClaimNodeResizePending, corev1.PersistentVolumeClaimFileSystemResizePending)
}

// awaitsKubelet tells whether everything is done but the file system.
func awaitsKubelet(claim *corev1.PersistentVolumeClaim, want resource.Quantity) bool {
	allocated := claim.Status.AllocatedResources[corev1.ResourceStorage]
	switch claim.Status.AllocatedResourceStatuses[corev1.ResourceStorage] {
	case corev1.PersistentVolumeClaimNodeResizePending, corev1.PersistentVolumeClaimNodeResizeInProgress:
		return allocated.Cmp(want) == 0
	default:
		return false
	}
}

// raise writes the new size into the volume.
func (r *Resizer) raise(ctx context.Context, volume *corev1.PersistentVolume, want resource.Quantity) error {
	have := volume.Spec.Capacity[corev1.ResourceStorage]
	if have.Cmp(want) >= 0 {
		return nil
	}
	volume.Spec.Capacity[corev1.ResourceStorage] = want
	if _, err := r.Client.CoreV1().PersistentVolumes().Update(ctx, volume, metav1.UpdateOptions{}); err != nil {
		return fmt.Errorf("raising the volume's capacity: %w", err)
	}
	return nil
}

// mark writes into the claim's status how far its growing has come.
func (r *Resizer) mark(ctx context.Context, claim *corev1.PersistentVolumeClaim, want resource.Quantity,
	status corev1.ClaimResourceStatus, condition corev1.PersistentVolumeClaimConditionType,
) error {
	claim.Status.AllocatedResources = corev1.ResourceList{corev1.ResourceStorage: want}
	claim.Status.AllocatedResourceStatuses = map[corev1.ResourceName]corev1.ClaimResourceStatus{corev1.ResourceStorage: status}
	claim.Status.Conditions = []corev1.PersistentVolumeClaimCondition{{
		Type: condition, Status: corev1.ConditionTrue, LastTransitionTime: metav1.Now(),
	}}
	updated, err := r.Client.CoreV1().PersistentVolumeClaims(claim.Namespace).UpdateStatus(ctx, claim, metav1.UpdateOptions{})
	if err != nil {
		return fmt.Errorf("writing the claim's status: %w", err)
	}
	*claim = *updated
	return nil
}
