package galera

import (
	appsv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apps/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// statefulSet keeps exactly one pod of the member. It never restarts the pod by itself (OnDelete) and the engine does
// not wait for it: both are the rollout's. With the Parallel policy a template that cannot start can be followed by one
// that can; the default policy would wait for the first for ever.
func (m memberSpec) statefulSet() *appsv1.StatefulSetArgs {
	meta := m.meta(m.member)
	meta.Annotations = pulumi.StringMap{annotationSkipAwait: pulumi.String("true")}
	selector := m.selector(contract.ComponentMember)
	selector[contract.LabelMember] = pulumi.String(m.member)
	return &appsv1.StatefulSetArgs{
		Metadata: meta,
		Spec: &appsv1.StatefulSetSpecArgs{
			Replicas:            pulumi.Int(1),
			ServiceName:         pulumi.String(contract.MembersService(m.name)),
			PodManagementPolicy: pulumi.String("Parallel"),
			UpdateStrategy:      &appsv1.StatefulSetUpdateStrategyArgs{Type: pulumi.String("OnDelete")},
			Selector:            &metav1.LabelSelectorArgs{MatchLabels: selector},
			Template:            m.podTemplate(),
		},
	}
}
