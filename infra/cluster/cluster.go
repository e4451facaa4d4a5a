// Package cluster is a platform's Kubernetes cluster as one component: AKS with one system pool, one database pool in each
// availability zone, its identities and what they may do, its maintenance windows, and the file to talk to it with.
package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/containerservice/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Token is the component's type.
const Token = "galera-aks:cluster:Cluster"

// What keeps other work off the database nodes, and database members on them. The label and the taint have the same key
// and value.
const (
	// WorkloadKey is the key of the label and the taint of database nodes.
	WorkloadKey = "workload"
	// WorkloadValue is the value of the label and the taint of database nodes.
	WorkloadValue = "galera"
)

// Cluster is a platform's Kubernetes cluster. A Kubernetes provider for it should be declared to depend on the component
// itself, so that on the way down the databases go before their nodes do.
type Cluster struct {
	pulumi.ResourceState

	// ID is the identifier of the managed cluster; it is also what a Kubernetes provider should take as the
	// identity of the cluster, so that a changed certificate or address does not look like another cluster.
	ID pulumi.StringOutput
	// Name is the name of the managed cluster.
	Name pulumi.StringOutput
	// Kubeconfig is the file to talk to it with, a secret. Its credential comes from kubelogin each time.
	Kubeconfig pulumi.StringOutput
	// OIDCIssuer is the address of the issuer of the cluster's tokens, for federated credentials.
	OIDCIssuer pulumi.StringOutput
	// NodeResourceGroup is the name of the resource group that Azure keeps the nodes in. It is locked.
	NodeResourceGroup pulumi.StringOutput
}

// New makes a cluster. It reports everything wrong with its arguments at once, before it registers anything.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Cluster, error) {
	if args == nil {
		args = &Args{}
	}
	a := args.withDefaults()
	if err := a.validate(); err != nil {
		return nil, fmt.Errorf("cluster %q: %w", name, err)
	}
	c := &Cluster{}
	if err := ctx.RegisterComponentResource(Token, name, c, opts...); err != nil {
		return nil, fmt.Errorf("registering cluster %q: %w", name, err)
	}
	b := &builder{ctx: ctx, name: name, args: a, parent: c}
	if err := b.build(c); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(c, pulumi.Map{
		"id":                c.ID,
		"name":              c.Name,
		"kubeconfig":        c.Kubeconfig,
		"oidcIssuer":        c.OIDCIssuer,
		"nodeResourceGroup": c.NodeResourceGroup,
	}); err != nil {
		return nil, fmt.Errorf("registering the outputs of cluster %q: %w", name, err)
	}
	return c, nil
}

// builder makes the resources of one cluster.
type builder struct {
	ctx    *pulumi.Context
	name   string
	args   Args
	parent pulumi.Resource
}

// build makes everything, in the order in which it depends on each other.
func (b *builder) build(c *Cluster) error {
	ids, err := b.identities()
	if err != nil {
		return err
	}
	granted, err := b.roles(ids)
	if err != nil {
		return err
	}
	managed, err := b.managed(ids, granted)
	if err != nil {
		return err
	}
	if err := b.databasePools(managed); err != nil {
		return err
	}
	if err := b.maintenance(managed); err != nil {
		return err
	}
	c.ID = managed.ID().ToStringOutput()
	c.Name = managed.Name
	c.Kubeconfig = b.kubeconfig(managed)
	c.OIDCIssuer = b.issuer(managed)
	c.NodeResourceGroup = managed.NodeResourceGroup.ApplyT(func(name *string) string {
		if name == nil {
			return b.args.nodeResourceGroup()
		}
		return *name
	}).(pulumi.StringOutput)
	return nil
}

// issuer returns the address of the issuer of the cluster's tokens. A preview may see the profile as it was asked for, which
// has no address yet.
func (b *builder) issuer(managed *containerservice.ManagedCluster) pulumi.StringOutput {
	return managed.OidcIssuerProfile.ApplyT(
		func(profile *containerservice.ManagedClusterOIDCIssuerProfileResponse) (string, error) {
			switch {
			case profile != nil && profile.IssuerURL != "":
				return profile.IssuerURL, nil
			case b.ctx.DryRun():
				return "", nil
			}
			return "", fmt.Errorf("the cluster %s has no issuer of tokens although one was asked for", b.args.Name)
		}).(pulumi.StringOutput)
}

// options returns the options of a child resource.
func (b *builder) options(more ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return append([]pulumi.ResourceOption{pulumi.Parent(b.parent)}, more...)
}

// child returns the name of a child resource.
func (b *builder) child(suffix string) string { return b.name + "-" + suffix }
