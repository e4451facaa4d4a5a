package galeracluster

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/components/galera"
)

// GaleraCluster is a [galera.Cluster] as other languages see it.
type GaleraCluster struct {
	pulumi.ResourceState

	ClusterName pulumi.StringOutput `pulumi:"clusterName"`
	Address     pulumi.StringOutput `pulumi:"address"`
	Host        pulumi.StringOutput `pulumi:"host"`
	ReadHost    pulumi.StringOutput `pulumi:"readHost"`
	Port        pulumi.IntOutput    `pulumi:"port"`
	ReadPort    pulumi.IntOutput    `pulumi:"readPort"`
	Schema      pulumi.StringOutput `pulumi:"schema"`
	User        pulumi.StringOutput `pulumi:"user"`
	Password    pulumi.StringOutput `pulumi:"password" provider:"secret"`
}

// New declares a cluster. Everything that is wrong with the arguments is reported at once, before anything is registered.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*GaleraCluster, error) {
	clusterArgs, err := args.cluster(name)
	if err != nil {
		return nil, err
	}
	c := &GaleraCluster{}
	if err := ctx.RegisterComponentResource(token, name, c, opts...); err != nil {
		return nil, fmt.Errorf("registering galera cluster %s: %w", name, err)
	}
	cluster, err := galera.NewCluster(ctx, name, clusterArgs, pulumi.Parent(c))
	if err != nil {
		return nil, err
	}
	c.ClusterName, c.Address = cluster.Name, cluster.Address
	c.Host, c.ReadHost, c.Port, c.ReadPort = cluster.Host, cluster.ReadHost, cluster.Port, cluster.ReadPort
	c.Schema, c.User, c.Password = cluster.Schema, cluster.User, cluster.Password
	return c, nil
}
