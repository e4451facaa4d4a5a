package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/authorization/v3"
	"github.com/pulumi/pulumi-azure-native-sdk/managedidentity/v3"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/armid"
	"github.com/galera-aks/galera-aks/infra/egress"
)

// Built-in roles, the same in every tenant. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
const (
	roleAcrPull                   = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
	roleNetworkContributor        = "4d97b98b-1d4f-4787-a291-c67834d212e7"
	roleManagedIdentityOperator   = "f1a07417-d97a-45cb-824c-7a7467783830"
	rolePrivateDNSZoneContributor = "b12aa53e-6015-4669-85d0-8515ebb3ae7f"
	roleContributor               = "b24988ac-6180-42a0-ab88-20f7382dd24c"
)

// identities are who the cluster is to Azure.
type identities struct {
	// controlPlane is who Kubernetes acts as: it makes load balancers and attaches disks.
	controlPlane *managedidentity.UserAssignedIdentity
	// kubelet is who nodes act as: it pulls images.
	kubelet *managedidentity.UserAssignedIdentity
}

// identities makes the identities. They are ours, and not the cluster's own, so that they have their rights before the
// cluster needs them.
func (b *builder) identities() (identities, error) {
	one := func(suffix string) (*managedidentity.UserAssignedIdentity, error) {
		id, err := managedidentity.NewUserAssignedIdentity(b.ctx, b.child(suffix), &managedidentity.UserAssignedIdentityArgs{
			ResourceGroupName: b.args.ResourceGroup,
			Location:          pulumi.String(b.args.Location),
			Tags:              pulumi.ToStringMap(b.args.Tags),
		}, b.options()...)
		if err != nil {
			return nil, fmt.Errorf("declaring the identity %s: %w", suffix, err)
		}
		return id, nil
	}
	controlPlane, err := one("controlplane")
	if err != nil {
		return identities{}, err
	}
	kubelet, err := one("kubelet")
	if err != nil {
		return identities{}, err
	}
	return identities{controlPlane: controlPlane, kubelet: kubelet}, nil
}

// grant is one right that an identity needs.
type grant struct {
	name      string
	principal pulumi.StringInput
	scope     pulumi.StringInput
	role      string
}

// grants returns the rights that the identities need, each on the narrowest scope.
func (b *builder) grants(ids identities) []grant {
	network := b.args.Network
	controlPlane := ids.controlPlane.PrincipalId
	all := []grant{
		{"nodes-subnet", controlPlane, network.NodesSubnetID, roleNetworkContributor},
		{"apiserver-subnet", controlPlane, network.APIServerSubnetID, roleNetworkContributor},
		{"loadbalancers-subnet", controlPlane, network.LoadBalancersSubnetID, roleNetworkContributor},
		{"kubelet-identity", controlPlane, ids.kubelet.ID(), roleManagedIdentityOperator},
		// The storage driver's documentation asks for Contributor where disks are kept outside the nodes' group.
		{"data", controlPlane, b.args.DataResourceGroupID, roleContributor},
		{"pull", ids.kubelet.PrincipalId, b.args.RegistryID, roleAcrPull},
	}
	if b.args.Egress == egress.UserDefinedRouting {
		all = append(all, grant{"routes", controlPlane, network.RouteTableID, roleNetworkContributor})
	}
	if b.args.API.PrivateZoneID != nil {
		all = append(all, grant{"api-zone", controlPlane, b.args.API.PrivateZoneID, rolePrivateDNSZoneContributor})
	}
	return all
}

// roles assigns the rights and returns the assignments, which must be there before the cluster is made.
func (b *builder) roles(ids identities) ([]pulumi.Resource, error) {
	var assigned []pulumi.Resource
	for _, g := range b.grants(ids) {
		// Azure names assignments by GUID. One kept in the state stays the same over a replacement of the rest.
		guid, err := random.NewRandomUuid(b.ctx, b.child("role-"+g.name), nil, b.options()...)
		if err != nil {
			return nil, fmt.Errorf("declaring the name of the role assignment %s: %w", g.name, err)
		}
		assignment, err := authorization.NewRoleAssignment(b.ctx, b.child("role-"+g.name),
			&authorization.RoleAssignmentArgs{
				RoleAssignmentName: guid.Result,
				PrincipalId:        g.principal,
				// Named, so that Azure does not look for an identity that its directory may not show yet.
				PrincipalType: pulumi.String(authorization.PrincipalTypeServicePrincipal),
				Scope:         g.scope,
				RoleDefinitionId: b.args.SubscriptionID.ToStringOutput().ApplyT(func(subscription string) string {
					return armid.RoleDefinition(subscription, g.role)
				}).(pulumi.StringOutput),
			}, b.options()...)
		if err != nil {
			return nil, fmt.Errorf("declaring the role assignment %s: %w", g.name, err)
		}
		assigned = append(assigned, assignment)
	}
	return assigned, nil
}
