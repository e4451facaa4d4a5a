package controlplane

import (
	"context"
	"errors"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	coreapply "k8s.io/client-go/applyconfigurations/core/v1"
	discoveryapply "k8s.io/client-go/applyconfigurations/discovery/v1"
	rbacapply "k8s.io/client-go/applyconfigurations/rbac/v1"

	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
)

// owner is the lab's name as the manager of what it applies.
var owner = metav1.ApplyOptions{FieldManager: "galera-aks-lab", Force: true}

const (
	systemNamespace = "kube-system"
	dnsService      = "kube-dns"
)

// applyObjects makes what a cluster has before anybody uses it.
func (c *ControlPlane) applyObjects(ctx context.Context) error {
	return host.Await(ctx, "the cluster's own objects", func(ctx context.Context) (bool, string, error) {
		// The API server makes its namespaces and roles a moment after it is ready.
		if err := errors.Join(c.applyAccess(ctx), c.applyDNSService(ctx)); err != nil {
			return false, err.Error(), nil
		}
		return true, "", nil
	})
}

// applyAccess lets the API server reach kubelets, and CoreDNS read what it answers from.
func (c *ControlPlane) applyAccess(ctx context.Context) error {
	rbac := c.client.RbacV1()
	read := rbacapply.ClusterRole(dnsUser).WithRules(
		rbacapply.PolicyRule().WithAPIGroups("").WithResources("endpoints", "services", "pods", "namespaces").WithVerbs("list", "watch"),
		rbacapply.PolicyRule().WithAPIGroups("discovery.k8s.io").WithResources("endpointslices").WithVerbs("list", "watch"),
	)
	_, err := rbac.ClusterRoles().Apply(ctx, read, owner)
	for user, role := range map[string]string{dnsUser: dnsUser, kubeletsUser: "system:kubelet-api-admin"} {
		binding := rbacapply.ClusterRoleBinding(user).
			WithRoleRef(rbacapply.RoleRef().WithAPIGroup(rbacv1.GroupName).WithKind("ClusterRole").WithName(role)).
			WithSubjects(rbacapply.Subject().WithAPIGroup(rbacv1.GroupName).WithKind(rbacv1.UserKind).WithName(user))
		_, failure := rbac.ClusterRoleBindings().Apply(ctx, binding, owner)
		err = errors.Join(err, failure)
	}
	return err
}

// applyDNSService makes the Service of the cluster's DNS, without a selector: its server is no pod.
func (c *ControlPlane) applyDNSService(ctx context.Context) error {
	service := coreapply.Service(dnsService, systemNamespace).
		WithLabels(map[string]string{"k8s-app": "kube-dns", "kubernetes.io/name": "CoreDNS"}).
		WithSpec(coreapply.ServiceSpec().
			WithClusterIP(fabric.DNSService.String()).
			WithPorts(
				coreapply.ServicePort().WithName("dns").WithPort(dnsPort).WithProtocol(corev1.ProtocolUDP),
				coreapply.ServicePort().WithName("dns-tcp").WithPort(dnsPort).WithProtocol(corev1.ProtocolTCP),
			))
	_, err := c.client.CoreV1().Services(systemNamespace).Apply(ctx, service, owner)
	return err
}

const dnsPort = 53

// applyDNSEndpoint tells the nodes whether the cluster's DNS answers.
func (c *ControlPlane) applyDNSEndpoint(ctx context.Context, ready bool) error {
	slice := discoveryapply.EndpointSlice(dnsService, systemNamespace).
		WithLabels(map[string]string{
			discoveryv1.LabelServiceName: dnsService,
			discoveryv1.LabelManagedBy:   owner.FieldManager,
		}).
		WithAddressType(discoveryv1.AddressTypeIPv4).
		WithEndpoints(discoveryapply.Endpoint().
			WithAddresses(fabric.DNS.String()).
			WithConditions(discoveryapply.EndpointConditions().WithReady(ready))).
		WithPorts(
			discoveryapply.EndpointPort().WithName("dns").WithPort(dnsPort).WithProtocol(corev1.ProtocolUDP),
			discoveryapply.EndpointPort().WithName("dns-tcp").WithPort(dnsPort).WithProtocol(corev1.ProtocolTCP),
		)
	_, err := c.client.DiscoveryV1().EndpointSlices(systemNamespace).Apply(ctx, slice, owner)
	return err
}
