package galera

import (
	"maps"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// membersService gives every member's pod a DNS name, ready or not: members have to find one another in order to become
// ready.
func (s spec) membersService() *corev1.ServiceArgs {
	meta := s.meta(contract.MembersService(s.name))
	meta.Annotations = pulumi.StringMap{annotationSkipAwait: pulumi.String("true")}
	return &corev1.ServiceArgs{
		Metadata: meta,
		Spec: &corev1.ServiceSpecArgs{
			ClusterIP:                pulumi.String("None"),
			PublishNotReadyAddresses: pulumi.Bool(true),
			Selector:                 s.selector(contract.ComponentMember),
			Ports: corev1.ServicePortArray{
				servicePort(portSQL, contract.PortSQL),
				servicePort(portGroup, contract.PortGroup),
				servicePort(portIncremental, contract.PortIncremental),
				servicePort(portSnapshot, contract.PortSnapshot),
				servicePort(portSupervisor, contract.PortSupervisor),
			},
		},
	}
}

// writerService leads to the member that the supervisors have labelled as the writer.
func (s spec) writerService() *corev1.ServiceArgs {
	selector := s.selector(contract.ComponentMember)
	selector[contract.LabelRole] = pulumi.String(contract.RoleWriter)
	return s.clientService(contract.WriterService(s.name), selector, s.args.Service.Port)
}

// readersService leads to every member that is ready, the writer included.
func (s spec) readersService() *corev1.ServiceArgs {
	return s.clientService(contract.ReadersService(s.name), s.selector(contract.ComponentMember), s.args.Service.ReadPort)
}

// clientService is a Service for applications.
//
// The engine waits for the load balancer's address only. By default it would also wait until the Service's endpoints are
// all ready and have been so for ten seconds; whether members are ready is the rollout's to say, and the load balancer
// can take shape meanwhile.
func (s spec) clientService(name string, selector pulumi.StringMap, port int) *corev1.ServiceArgs {
	meta := s.meta(name)
	annotations := maps.Clone(s.args.Service.Annotations)
	if annotations == nil {
		annotations = pulumi.StringMap{}
	}
	service := &corev1.ServiceSpecArgs{
		Type:     pulumi.String(string(s.args.Service.Type)),
		Selector: selector,
		Ports:    corev1.ServicePortArray{servicePort(portSQL, port)},
	}
	switch s.args.Service.Type {
	case LoadBalancer:
		annotations[annotationWaitFor] = pulumi.String("jsonpath={.status.loadBalancer.ingress}")
		service.ExternalTrafficPolicy = pulumi.String(string(s.args.Service.ExternalTrafficPolicy))
		if len(s.args.Service.SourceRanges) > 0 {
			service.LoadBalancerSourceRanges = pulumi.ToStringArray(s.args.Service.SourceRanges)
		}
	default:
		annotations[annotationSkipAwait] = pulumi.String("true")
	}
	meta.Annotations = annotations
	return &corev1.ServiceArgs{Metadata: meta, Spec: service}
}

func servicePort(name string, port int) *corev1.ServicePortArgs {
	return &corev1.ServicePortArgs{Name: pulumi.String(name), Port: pulumi.Int(port), TargetPort: pulumi.String(name), Protocol: pulumi.String("TCP")}
}
