package galera

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

const (
	// annotationSafeToEvict keeps the cluster autoscaler from draining a node only to save it.
	annotationSafeToEvict = "cluster-autoscaler.kubernetes.io/safe-to-evict"

	// serverUser is the user and group that the image's server runs as.
	serverUser = 999
)

// podTemplate is the member's pod. Whatever stands in it restarts the member when it changes, and so nothing may stand
// in it that says how many members there are or how large their disks are.
func (m memberSpec) podTemplate() *corev1.PodTemplateSpecArgs {
	return &corev1.PodTemplateSpecArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Labels: m.labels(),
			Annotations: pulumi.StringMap{
				annotationSafeToEvict:       pulumi.String("false"),
				contract.AnnotationSettings: pulumi.String(m.settingsHash),
			},
		},
		Spec: &corev1.PodSpecArgs{
			ServiceAccountName:            pulumi.String(contract.ServiceAccount(m.name)),
			AutomountServiceAccountToken:  pulumi.Bool(true),
			EnableServiceLinks:            pulumi.Bool(false),
			TerminationGracePeriodSeconds: pulumi.Int(m.args.TerminationGraceSeconds),
			SecurityContext:               podSecurity(),
			NodeSelector:                  m.nodeSelector(),
			Tolerations:                   m.tolerations(),
			Affinity:                      m.affinity(),
			TopologySpreadConstraints:     m.spread(),
			Containers:                    corev1.ContainerArray{m.container()},
			Volumes:                       m.volumes(),
		},
	}
}

// podSecurity meets the "restricted" Pod Security Standard. The volume's ownership is changed only when it is not the
// server's already: going through all files at each start would take longer the more data there is.
func podSecurity() *corev1.PodSecurityContextArgs {
	return &corev1.PodSecurityContextArgs{
		RunAsNonRoot:        pulumi.Bool(true),
		RunAsUser:           pulumi.Int(serverUser),
		RunAsGroup:          pulumi.Int(serverUser),
		FsGroup:             pulumi.Int(serverUser),
		FsGroupChangePolicy: pulumi.String("OnRootMismatch"),
		SeccompProfile:      &corev1.SeccompProfileArgs{Type: pulumi.String("RuntimeDefault")},
	}
}

// containerSecurity is every container's.
func containerSecurity() *corev1.SecurityContextArgs {
	return &corev1.SecurityContextArgs{
		AllowPrivilegeEscalation: pulumi.Bool(false),
		ReadOnlyRootFilesystem:   pulumi.Bool(true),
		Capabilities:             &corev1.CapabilitiesArgs{Drop: pulumi.StringArray{pulumi.String("ALL")}},
	}
}
