package galera

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// annotationProvisionedBy tells the volume controllers which driver grows a volume that they did not provision.
const annotationProvisionedBy = "pv.kubernetes.io/provisioned-by"

// claimName names the member's claim and volume. A new generation and another file system give a new name, because a
// new name is what makes the engine create the new claim before it removes the old one.
func (m memberSpec) claimName() string {
	return contract.Claim(m.member, m.volume.Generation) + m.volume.variant()
}

// resourceName is what the engine calls the claim or the volume. It tells generations and file systems apart as the claim's
// name does.
func (m memberSpec) resourceName(kind string) string {
	return fmt.Sprintf("%s-g%d%s-%s", m.member, m.volume.Generation, m.volume.variant(), kind)
}

// variant ends names where the file system is not the usual one.
func (v VolumeArgs) variant() string {
	if v.FileSystem == XFS {
		return ""
	}
	return "-" + string(v.FileSystem)
}

// size is the volume's size as a Kubernetes quantity.
func (v VolumeArgs) size() string { return fmt.Sprintf("%dGi", v.SizeGiB) }

// accessMode is, on a disk that we name ourselves, the one that keeps every second pod away from it. Not every
// provisioner knows that mode, so that a claim on a storage class asks for the usual one.
func (v VolumeArgs) accessMode() string {
	if v.Static != nil {
		return "ReadWriteOncePod"
	}
	return "ReadWriteOnce"
}

// persistentVolume makes an existing disk known to Kubernetes, reserved for the member's claim. It is kept when the
// claim goes, since the disk is not Kubernetes' to delete.
func (m memberSpec) persistentVolume() *corev1.PersistentVolumeArgs {
	static := m.volume.Static
	return &corev1.PersistentVolumeArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:        pulumi.String(m.claimName()),
			Labels:      m.labels(),
			Annotations: pulumi.StringMap{annotationProvisionedBy: pulumi.String(static.Driver)},
		},
		Spec: &corev1.PersistentVolumeSpecArgs{
			AccessModes:                   pulumi.StringArray{pulumi.String(m.volume.accessMode())},
			Capacity:                      pulumi.StringMap{"storage": pulumi.String(m.volume.size())},
			PersistentVolumeReclaimPolicy: pulumi.String("Retain"),
			StorageClassName:              pulumi.String(m.volume.StorageClass),
			ClaimRef: &corev1.ObjectReferenceArgs{
				ApiVersion: pulumi.String("v1"),
				Kind:       pulumi.String("PersistentVolumeClaim"),
				Namespace:  m.args.Namespace.ToStringOutput().ToStringPtrOutput(),
				Name:       pulumi.String(m.claimName()),
			},
			Csi: &corev1.CSIPersistentVolumeSourceArgs{
				Driver:           pulumi.String(static.Driver),
				VolumeHandle:     static.Handle,
				FsType:           pulumi.String(string(m.volume.FileSystem)),
				VolumeAttributes: pulumi.ToStringMap(static.Attributes),
			},
			NodeAffinity: &corev1.VolumeNodeAffinityArgs{Required: inZone(static.TopologyKey, m.zone)},
		},
	}
}

// inZone selects the nodes that a disk of the zone can be attached to. Without it the scheduler may choose a node
// where attaching fails for ever.
func inZone(topologyKey, zone string) *corev1.NodeSelectorArgs {
	return &corev1.NodeSelectorArgs{NodeSelectorTerms: corev1.NodeSelectorTermArray{&corev1.NodeSelectorTermArgs{
		MatchExpressions: corev1.NodeSelectorRequirementArray{&corev1.NodeSelectorRequirementArgs{
			Key: pulumi.String(topologyKey), Operator: pulumi.String("In"), Values: pulumi.StringArray{pulumi.String(zone)},
		}},
	}}}
}
