package galera

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// topologyHost is the node label that names a node.
const topologyHost = "kubernetes.io/hostname"

// nodeSelector pins the member to its zone, where its disk is.
func (m memberSpec) nodeSelector() pulumi.StringMap {
	selector := pulumi.ToStringMap(m.args.NodeSelector)
	if m.zone != "" {
		selector[contract.TopologyZone] = pulumi.String(m.zone)
	}
	return selector
}

// tolerations are what the arguments say.
func (s spec) tolerations() corev1.TolerationArray {
	var tolerations corev1.TolerationArray
	for _, t := range s.args.Tolerations {
		args := &corev1.TolerationArgs{Key: pulumi.String(t.Key), Operator: pulumi.String("Exists")}
		if t.Value != "" {
			args.Operator, args.Value = pulumi.String("Equal"), pulumi.String(t.Value)
		}
		if t.Effect != "" {
			args.Effect = pulumi.String(string(t.Effect))
		}
		tolerations = append(tolerations, args)
	}
	return tolerations
}

// affinity keeps the members of a cluster on nodes of their own, unless they may share.
func (m memberSpec) affinity() *corev1.AffinityArgs {
	term := &corev1.PodAffinityTermArgs{
		TopologyKey:   pulumi.String(topologyHost),
		LabelSelector: &metav1.LabelSelectorArgs{MatchLabels: m.selector(contract.ComponentMember)},
	}
	apart := &corev1.PodAntiAffinityArgs{}
	if m.args.AllowSharedNodes {
		apart.PreferredDuringSchedulingIgnoredDuringExecution = corev1.WeightedPodAffinityTermArray{
			&corev1.WeightedPodAffinityTermArgs{Weight: pulumi.Int(100), PodAffinityTerm: term},
		}
	} else {
		apart.RequiredDuringSchedulingIgnoredDuringExecution = corev1.PodAffinityTermArray{term}
	}
	return &corev1.AffinityArgs{PodAntiAffinity: apart}
}

// spread spreads members over zones. For a member that is pinned to its zone this only states what holds already; for
// one that is not it is a wish, because nodes without the zone label would otherwise be out of the question.
func (m memberSpec) spread() corev1.TopologySpreadConstraintArray {
	unsatisfiable := "DoNotSchedule"
	if m.zone == "" {
		unsatisfiable = "ScheduleAnyway"
	}
	return corev1.TopologySpreadConstraintArray{&corev1.TopologySpreadConstraintArgs{
		MaxSkew:           pulumi.Int(1),
		TopologyKey:       pulumi.String(contract.TopologyZone),
		WhenUnsatisfiable: pulumi.String(unsatisfiable),
		LabelSelector:     &metav1.LabelSelectorArgs{MatchLabels: m.selector(contract.ComponentMember)},
	}}
}
