package resizer

import (
	"context"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

const (
	driver   = "disk.csi.azure.com"
	gigabyte = 1 << 30
)

func storage(text string) corev1.ResourceList {
	return corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(text)}
}

// grown looks once at a claim for some size on a volume of 2 GiB, whose disk has some size, and returns both.
func grown(t *testing.T, asks string, disk int64, change func(*corev1.PersistentVolumeClaim)) (*corev1.PersistentVolumeClaim, *corev1.PersistentVolume) {
	t.Helper()
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Namespace: "orders", Name: "data"},
		Spec:       corev1.PersistentVolumeClaimSpec{VolumeName: "data", Resources: corev1.VolumeResourceRequirements{Requests: storage(asks)}},
		Status:     corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimBound, Capacity: storage("2Gi")},
	}
	if change != nil {
		change(claim)
	}
	volume := &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: "data"},
		Spec: corev1.PersistentVolumeSpec{Capacity: storage("2Gi"), PersistentVolumeSource: corev1.PersistentVolumeSource{
			CSI: &corev1.CSIPersistentVolumeSource{Driver: driver, VolumeHandle: "/disks/data"},
		}},
	}
	r := &Resizer{Client: fake.NewClientset(claim, volume), Driver: driver, said: map[string]string{},
		Size: func(string) (int64, error) { return disk, nil }}
	r.look(context.Background())
	claim, err := r.Client.CoreV1().PersistentVolumeClaims("orders").Get(t.Context(), "data", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if volume, err = r.Client.CoreV1().PersistentVolumes().Get(t.Context(), "data", metav1.GetOptions{}); err != nil {
		t.Fatal(err)
	}
	return claim, volume
}

func capacity(v *corev1.PersistentVolume) int64 { return v.Spec.Capacity.Storage().Value() }

func TestAClaimThatAsksForMoreGrowsItsVolume(t *testing.T) {
	claim, volume := grown(t, "3Gi", 3*gigabyte, nil)
	if capacity(volume) != 3*gigabyte {
		t.Errorf("the volume: want 3 GiB, got %d", capacity(volume))
	}
	if got := claim.Status.AllocatedResourceStatuses[corev1.ResourceStorage]; got != corev1.PersistentVolumeClaimNodeResizePending {
		t.Errorf("what is left to do: want the node's part, got %q", got)
	}
	if c := claim.Status.Conditions; len(c) != 1 || c[0].Type != corev1.PersistentVolumeClaimFileSystemResizePending {
		t.Errorf("the condition: want FileSystemResizePending, got %v", c)
	}
	if claim.Status.Capacity.Storage().Value() != 2*gigabyte {
		t.Error("the claim has more before its file system has grown")
	}
}

func TestADiskThatIsTooSmallIsWaitedFor(t *testing.T) {
	claim, volume := grown(t, "3Gi", 2*gigabyte, nil)
	if capacity(volume) != 2*gigabyte {
		t.Errorf("the volume: want 2 GiB still, got %d", capacity(volume))
	}
	if c := claim.Status.Conditions; len(c) != 1 || c[0].Type != corev1.PersistentVolumeClaimResizing {
		t.Errorf("the condition: want Resizing, got %v", c)
	}
}

func TestWhatNeedsNoGrowingIsLeftAlone(t *testing.T) {
	for name, change := range map[string]func(*corev1.PersistentVolumeClaim){
		"same size": func(c *corev1.PersistentVolumeClaim) { c.Spec.Resources.Requests = storage("2Gi") },
		"not bound": func(c *corev1.PersistentVolumeClaim) { c.Status.Phase = corev1.ClaimPending },
		"the kubelet's turn": func(c *corev1.PersistentVolumeClaim) {
			c.Status.AllocatedResources = storage("3Gi")
			c.Status.AllocatedResourceStatuses = map[corev1.ResourceName]corev1.ClaimResourceStatus{
				corev1.ResourceStorage: corev1.PersistentVolumeClaimNodeResizeInProgress,
			}
		},
	} {
		claim, volume := grown(t, "3Gi", 3*gigabyte, change)
		if capacity(volume) != 2*gigabyte || len(claim.Status.Conditions) > 0 {
			t.Errorf("%s: the volume has %d, the claim %v", name, capacity(volume), claim.Status.Conditions)
		}
	}
}
