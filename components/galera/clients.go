package galera

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// declareClientServices declares the Services that applications use, and works out the cluster's address.
func (c *Cluster) declareClientServices(ctx *pulumi.Context, s spec) error {
	writer, err := corev1.NewService(ctx, contract.WriterService(s.name), s.writerService(), pulumi.Parent(c))
	if err != nil {
		return fmt.Errorf("declaring the writer's Service: %w", err)
	}
	_, err = corev1.NewService(ctx, contract.ReadersService(s.name), s.readersService(), pulumi.Parent(c))
	if err != nil {
		return fmt.Errorf("declaring the readers' Service: %w", err)
	}
	c.Address = s.address(writer)
	return nil
}

// address is where applications connect.
func (s spec) address(writer *corev1.Service) pulumi.StringOutput {
	switch {
	case s.args.Service.Address != "":
		return pulumi.String(s.args.Service.Address).ToStringOutput()
	case s.args.Service.Type == LoadBalancer:
		return writer.Status.ApplyT(balancerAddress).(pulumi.StringOutput)
	default:
		return writer.Spec.ClusterIP().Elem()
	}
}

// balancerAddress is the first address, or else the first name, that a load balancer has reported.
func balancerAddress(status *corev1.ServiceStatus) string {
	if status == nil || status.LoadBalancer == nil {
		return ""
	}
	for _, ingress := range status.LoadBalancer.Ingress {
		if ingress.Ip != nil && *ingress.Ip != "" {
			return *ingress.Ip
		}
		if ingress.Hostname != nil && *ingress.Hostname != "" {
			return *ingress.Hostname
		}
	}
	return ""
}
