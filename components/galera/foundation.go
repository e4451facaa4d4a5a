package galera

import (
	"fmt"

	coordinationv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/coordination/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	policyv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/policy/v1"
	rbacv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/rbac/v1"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// declareFoundation declares what members need before they start, and returns it.
func (c *Cluster) declareFoundation(ctx *pulumi.Context, s spec) ([]pulumi.Resource, error) {
	var foundation []pulumi.Resource
	for _, part := range []func(*pulumi.Context, spec) ([]pulumi.Resource, error){
		c.declareSettings, c.declareMemory, c.declareNetwork,
	} {
		declared, err := part(ctx, s)
		if err != nil {
			return nil, err
		}
		foundation = append(foundation, declared...)
	}
	check, err := c.declareCheck(ctx, s, foundation)
	if err != nil {
		return nil, err
	}
	online, err := corev1.NewConfigMap(ctx, contract.Online(s.name), s.onlineMap(), pulumi.Parent(c), pulumi.DependsOn([]pulumi.Resource{check}))
	if err != nil {
		return nil, fmt.Errorf("declaring the settings that members take over: %w", err)
	}
	foundation = append(foundation, check, online)
	binding, err := c.declareAccess(ctx, s.serviceAccount(contract.ServiceAccount(s.name)), s.memberRole(),
		s.binding(contract.ServiceAccount(s.name)), contract.ServiceAccount(s.name))
	if err != nil {
		return nil, err
	}
	return append(foundation, binding), nil
}

// declareSettings declares the server settings and the passwords.
func (c *Cluster) declareSettings(ctx *pulumi.Context, s spec) ([]pulumi.Resource, error) {
	config, err := corev1.NewConfigMap(ctx, s.settingsName(), s.configMap(), pulumi.Parent(c), formerly(s.name+"-server"))
	if err != nil {
		return nil, fmt.Errorf("declaring the server settings: %w", err)
	}
	passwords := pulumi.StringMap{}
	for _, key := range secretKeys() {
		generated, err := random.NewRandomPassword(ctx, s.name+"-"+key, password(), pulumi.Parent(c))
		if err != nil {
			return nil, fmt.Errorf("declaring the %s: %w", key, err)
		}
		passwords[key] = pulumi.ToSecret(generated.Result).(pulumi.StringOutput)
	}
	c.Password = passwords[contract.SecretApplicationPassword].ToStringOutput()
	secret, err := corev1.NewSecret(ctx, contract.Secrets(s.name), s.secret(passwords), pulumi.Parent(c),
		pulumi.AdditionalSecretOutputs([]string{"data", "stringData"}))
	if err != nil {
		return nil, fmt.Errorf("declaring the passwords: %w", err)
	}
	return []pulumi.Resource{config, secret}, nil
}

// declareMemory declares the Leases that hold what the cluster must not forget.
func (c *Cluster) declareMemory(ctx *pulumi.Context, s spec) ([]pulumi.Resource, error) {
	ledger, err := coordinationv1.NewLease(ctx, contract.Ledger(s.name), s.ledger(), pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the ledger: %w", err)
	}
	writer, err := coordinationv1.NewLease(ctx, contract.WriterLease(s.name), s.writerLease(), pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the writer's lease: %w", err)
	}
	return []pulumi.Resource{ledger, writer}, nil
}

// declareNetwork declares the members' names, who may talk to them, and how many may be away.
func (c *Cluster) declareNetwork(ctx *pulumi.Context, s spec) ([]pulumi.Resource, error) {
	service, err := corev1.NewService(ctx, contract.MembersService(s.name), s.membersService(), pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the members' Service: %w", err)
	}
	members, err := networkingv1.NewNetworkPolicy(ctx, s.name, s.memberPolicy(), pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the members' network policy: %w", err)
	}
	rollout, err := networkingv1.NewNetworkPolicy(ctx, contract.RolloutAccount(s.name), s.rolloutPolicy(), pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the rollout's network policy: %w", err)
	}
	budget, err := policyv1.NewPodDisruptionBudget(ctx, s.name, s.budget(), pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the disruption budget: %w", err)
	}
	return []pulumi.Resource{service, members, rollout, budget}, nil
}

// declareAccess declares an account with a role of its own, all of one name, and returns the binding, which comes last.
func (c *Cluster) declareAccess(
	ctx *pulumi.Context, account *corev1.ServiceAccountArgs, role *rbacv1.RoleArgs, binding *rbacv1.RoleBindingArgs, name string,
) (pulumi.Resource, error) {
	declaredAccount, err := corev1.NewServiceAccount(ctx, name, account, pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the account %s: %w", name, err)
	}
	declaredRole, err := rbacv1.NewRole(ctx, name, role, pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the role %s: %w", name, err)
	}
	declared, err := rbacv1.NewRoleBinding(ctx, name, binding, pulumi.Parent(c),
		pulumi.DependsOn([]pulumi.Resource{declaredAccount, declaredRole}))
	if err != nil {
		return nil, fmt.Errorf("binding the role %s: %w", name, err)
	}
	return declared, nil
}
