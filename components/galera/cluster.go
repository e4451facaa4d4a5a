package galera

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

const clusterToken = "galera-aks:galera:Cluster"

// Cluster is a MariaDB Galera cluster on Kubernetes. It is up, or changed, when its creation, or update, completes.
type Cluster struct {
	pulumi.ResourceState

	// Name is the cluster's name, which is also the name of the Service that leads to the writer.
	Name pulumi.StringOutput `pulumi:"name"`
	// Address is where applications outside the Kubernetes cluster connect: the address that the arguments give, else
	// the load balancer's, or the Service's own where there is no load balancer.
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

// NewCluster declares a cluster. The name is the cluster's, of at most 32 characters, and the names of all its objects
// start with it. The provider that the options give, or the default one, must lead to the Kubernetes cluster and use
// server-side apply; it should let ConfigMaps change in place (enableConfigMapMutable), or else the settings that members
// take over while they run are gone for a moment whenever they change.
//
// All problems with the arguments are reported at once, each naming the argument, the bound and the value found, before
// any resource is registered.
func NewCluster(
	ctx *pulumi.Context, name string, args *ClusterArgs, opts ...pulumi.ResourceOption,
) (*Cluster, error) {
	if args == nil {
		return nil, fmt.Errorf("galera cluster %q: %w", name, errors.New("arguments must be given"))
	}
	s, err := newSpec(name, *args)
	if err != nil {
		return nil, err
	}
	cluster := &Cluster{}
	if err := ctx.RegisterComponentResourceV2(clusterToken, name, s.inputs(), cluster, opts...); err != nil {
		return nil, fmt.Errorf("registering galera cluster %s: %w", name, err)
	}
	if err := cluster.declare(ctx, s); err != nil {
		return nil, fmt.Errorf("galera cluster %s: %w", name, err)
	}
	return cluster, nil
}

// declare declares everything that belongs to the cluster, in the order in which it comes to be.
func (c *Cluster) declare(ctx *pulumi.Context, s spec) error {
	foundation, err := c.declareFoundation(ctx, s)
	if err != nil {
		return err
	}
	if err := c.declareMembers(ctx, s, foundation); err != nil {
		return err
	}
	// The load balancer takes its shape while the members start.
	if err := c.declareClientServices(ctx, s); err != nil {
		return err
	}
	if err := c.declareRollout(ctx, s); err != nil {
		return err
	}
	return c.registerOutputs(ctx, s)
}

// declareMembers declares the members, each after the one before it.
func (c *Cluster) declareMembers(ctx *pulumi.Context, s spec, foundation []pulumi.Resource) error {
	after := foundation
	for _, m := range s.members() {
		member, err := newMember(ctx, c, m, after)
		if err != nil {
			return err
		}
		c.Members = append(c.Members, member)
		after = append([]pulumi.Resource{member.set}, foundation...)
	}
	return nil
}

// inputs are the arguments that are worth seeing in the state and by policies.
func (s spec) inputs() pulumi.Map {
	return pulumi.Map{
		"namespace": s.args.Namespace,
		"image":     s.args.Image,
		"members":   pulumi.Int(len(s.args.Members)),
		"allowEven": pulumi.Bool(s.args.AllowEven),
		"cpu":       pulumi.String(s.args.Resources.CPU),
		"memory":    pulumi.String(s.args.Resources.Memory),
		"settings":  pulumi.ToStringMap(s.args.Settings),
		"address":   pulumi.String(s.args.Service.Address),
	}
}

// registerOutputs sets what does not come from a resource, and registers all outputs.
func (c *Cluster) registerOutputs(ctx *pulumi.Context, s spec) error {
	c.Name = pulumi.String(s.name).ToStringOutput()
	c.Host = s.host(contract.WriterService(s.name))
	c.ReadHost = s.host(contract.ReadersService(s.name))
	c.Port = pulumi.Int(s.args.Service.Port).ToIntOutput()
	c.ReadPort = pulumi.Int(s.args.Service.ReadPort).ToIntOutput()
	c.Schema = pulumi.String(s.args.Schema).ToStringOutput()
	c.User = pulumi.String(s.args.User).ToStringOutput()
	outputs := pulumi.Map{
		"name": c.Name, "address": c.Address, "host": c.Host, "readHost": c.ReadHost, "port": c.Port,
		"readPort": c.ReadPort, "schema": c.Schema, "user": c.User, "password": c.Password,
	}
	if err := ctx.RegisterResourceOutputs(c, outputs); err != nil {
		return fmt.Errorf("registering outputs: %w", err)
	}
	return nil
}

// host is the DNS name of one of the cluster's Services.
func (s spec) host(service string) pulumi.StringOutput {
	return pulumi.Sprintf("%s.%s.svc.cluster.local", service, s.args.Namespace)
}
