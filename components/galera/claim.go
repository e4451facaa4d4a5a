package galera

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// claim is the member's claim. It is an object of its own, not a template of the StatefulSet, because templates are
// immutable: a change of size would replace the set.
func (m memberSpec) claim() *corev1.PersistentVolumeClaimArgs {
	spec := &corev1.PersistentVolumeClaimSpecArgs{
		AccessModes:      pulumi.StringArray{pulumi.String(m.volume.accessMode())},
		StorageClassName: pulumi.String(m.volume.StorageClass),
		Resources: &corev1.VolumeResourceRequirementsArgs{
			Requests: pulumi.StringMap{"storage": pulumi.String(m.volume.size())},
		},
	}
	if m.volume.Static != nil {
		spec.VolumeName = pulumi.String(m.claimName())
	}
	return &corev1.PersistentVolumeClaimArgs{Metadata: m.meta(m.claimName()), Spec: spec}
}
