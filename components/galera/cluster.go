package galera

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	clusterToken = "galera-aks:galera:Cluster"
	memberToken  = "galera-aks:galera:Member"
)

// Cluster is a MariaDB Galera cluster on Kubernetes. It is up, or changed, when its creation, or update, completes.
type Cluster struct {
	pulumi.ResourceState

	// Name is the cluster's name, which is also the name of the Service that leads to the writer.
	Name pulumi.StringOutput `pulumi:"name"`
	// Address is where applications outside the Kubernetes cluster connect: the load balancer's address, or the
	// Service's own where there is no load balancer.
	Address pulumi.StringOutput `pulumi:"address"`
	// Host is the DNS name, inside the Kubernetes cluster, that leads to the writer.
	Host pulumi.StringOutput `pulumi:"host"`
	// ReadHost is the DNS name, inside the Kubernetes cluster, that leads to every member that is in step.
	ReadHost pulumi.StringOutput `pulumi:"readHost"`
	// Port is the port for reading and writing.
	Port pulumi.IntOutput `pulumi:"port"`
	// ReadPort is the port for reading.
	ReadPort pulumi.IntOutput `pulumi:"readPort"`
	// Schema is the application's database.
	Schema pulumi.StringOutput `pulumi:"schema"`
	// User is the application's user name.
	User pulumi.StringOutput `pulumi:"user"`
	// Password is the application user's password; it is a secret.
	Password pulumi.StringOutput `pulumi:"password"`

	// Members are the cluster's members in order.
	Members []*Member
}

// Member is one member of a cluster: its volume, its claim, and a StatefulSet of exactly one pod.
type Member struct {
	pulumi.ResourceState

	// Name is the member's name, which is also the name of its StatefulSet.
	Name pulumi.StringOutput `pulumi:"name"`
	// Zone is the zone that the member is pinned to.
	Zone pulumi.StringOutput `pulumi:"zone"`
	// Claim is the name of the claim that holds the member's data.
	Claim pulumi.StringOutput `pulumi:"claim"`
}

// NewCluster declares a cluster. The name is the cluster's, and the names of all its objects start with it. The
// provider that the options give, or the default one, must lead to the Kubernetes cluster and use server-side apply.
//
// All problems with the arguments are reported at once, each naming the argument, the bound and the value found, before
// any resource is registered.
func NewCluster(
	ctx *pulumi.Context, name string, args *ClusterArgs, opts ...pulumi.ResourceOption,
) (*Cluster, error) {
	return nil, fmt.Errorf("galera cluster %q: not complete yet", name)
}
