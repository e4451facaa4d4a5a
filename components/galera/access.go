package galera

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	rbacv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/rbac/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// serviceAccount is an account whose token only pods that ask for it get.
func (s spec) serviceAccount(name string) *corev1.ServiceAccountArgs {
	return &corev1.ServiceAccountArgs{Metadata: s.meta(name), AutomountServiceAccountToken: pulumi.Bool(false)}
}

// memberRole is what members may do: keep the cluster's two Leases, label one another's pods, and tell what happens. The
// rules name their objects; whatever needs no names, such as listing or creating, is left out on purpose, except for
// events: nothing can be said by them but what happened, and Kubernetes knows no names of what is yet to be created. The
// pods of all members that the cluster could have are named, so that one that is being removed can still hand its role over.
func (s spec) memberRole() *rbacv1.RoleArgs {
	return &rbacv1.RoleArgs{
		Metadata: s.meta(contract.ServiceAccount(s.name)),
		Rules: rbacv1.PolicyRuleArray{
			rule("coordination.k8s.io", "leases", s.leaseNames(), "get", "update", "patch"),
			rule("", "pods", s.possiblePodNames(), "get", "patch"),
			&rbacv1.PolicyRuleArgs{
				ApiGroups: pulumi.ToStringArray([]string{""}),
				Resources: pulumi.ToStringArray([]string{"events"}),
				Verbs:     pulumi.ToStringArray([]string{"create"}),
			},
		},
	}
}

// rolloutRole is what the rollout may do: see what members should be and are, delete their pods, and annotate them, so that
// the kubelet looks at the files that they mount.
func (s spec) rolloutRole() *rbacv1.RoleArgs {
	return &rbacv1.RoleArgs{
		Metadata: s.meta(contract.RolloutAccount(s.name)),
		Rules: rbacv1.PolicyRuleArray{
			rule("apps", "statefulsets", s.setNames(), "get"),
			rule("", "pods", s.podNames(), "get", "delete", "patch"),
			rule("coordination.k8s.io", "leases", s.leaseNames(), "get"),
		},
	}
}

func (s spec) leaseNames() []string {
	return []string{contract.Ledger(s.name), contract.WriterLease(s.name)}
}

// binding gives an account the role of the same name.
func (s spec) binding(account string) *rbacv1.RoleBindingArgs {
	return &rbacv1.RoleBindingArgs{
		Metadata: s.meta(account),
		RoleRef: &rbacv1.RoleRefArgs{
			ApiGroup: pulumi.String("rbac.authorization.k8s.io"), Kind: pulumi.String("Role"), Name: pulumi.String(account),
		},
		Subjects: rbacv1.SubjectArray{&rbacv1.SubjectArgs{
			Kind:      pulumi.String("ServiceAccount"),
			Name:      pulumi.String(account),
			Namespace: s.args.Namespace.ToStringOutput().ToStringPtrOutput(),
		}},
	}
}

func rule(group, kind string, names []string, verbs ...string) *rbacv1.PolicyRuleArgs {
	return &rbacv1.PolicyRuleArgs{
		ApiGroups:     pulumi.ToStringArray([]string{group}),
		Resources:     pulumi.ToStringArray([]string{kind}),
		ResourceNames: pulumi.ToStringArray(names),
		Verbs:         pulumi.ToStringArray(verbs),
	}
}
