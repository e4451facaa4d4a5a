// Command two-databases is a whole Pulumi program that runs two Galera clusters side by side on any Kubernetes cluster with
// three zones: a large one that takes most of the writes, and a small one. They share nothing but the image: each has its
// own namespace, its own members and its own address.
//
//	pulumi stack init test
//	pulumi config set image registry.example/galera-member@sha256:...
//	pulumi up
package main

import (
	"errors"
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/galera-aks/galera-aks/components/galera"
)

// zones are the values of the nodes' label topology.kubernetes.io/zone.
var zones = []string{"westeurope-1", "westeurope-2", "westeurope-3"}

// database is what differs between the databases.
type database struct {
	name      string
	sizeGiB   int
	resources galera.Resources
	settings  map[string]string
}

var databases = []database{
	{
		name: "orders", sizeGiB: 256, resources: galera.Resources{CPU: "4", Memory: "16Gi"},
		settings: map[string]string{"max_connections": "2000"},
	},
	{name: "users", sizeGiB: 32, resources: galera.Resources{CPU: "1", Memory: "4Gi"}},
}

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	image, err := settings.Try("image")
	if err != nil {
		return fmt.Errorf("reading the settings: %w", err)
	}
	// What is wrong with any of them is said before there is one of them.
	var problems []error
	for _, d := range databases {
		problems = append(problems, d.args(image, settings.Get("storageClass"), pulumi.String(d.name)).Validate(d.name))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	hosts := pulumi.StringMap{}
	for _, d := range databases {
		cluster, err := d.declare(ctx, image, settings.Get("storageClass"))
		if err != nil {
			return fmt.Errorf("declaring the database %s: %w", d.name, err)
		}
		hosts[d.name] = cluster.Host
	}
	ctx.Export("hosts", hosts)
	return nil
}

// declare declares a database in a namespace of its own.
func (d database) declare(ctx *pulumi.Context, image, storageClass string) (*galera.Cluster, error) {
	namespace, err := corev1.NewNamespace(ctx, d.name, &corev1.NamespaceArgs{Metadata: &metav1.ObjectMetaArgs{
		Name:   pulumi.String(d.name),
		Labels: pulumi.StringMap{"pod-security.kubernetes.io/enforce": pulumi.String("restricted")},
	}})
	if err != nil {
		return nil, fmt.Errorf("declaring the namespace: %w", err)
	}
	return galera.NewCluster(ctx, d.name, d.args(image, storageClass, namespace.Metadata.Name().Elem()))
}

func (d database) args(image, storageClass string, namespace pulumi.StringInput) *galera.ClusterArgs {
	args := &galera.ClusterArgs{
		Namespace: namespace,
		Image:     pulumi.String(image),
		Resources: d.resources,
		Settings:  d.settings,
	}
	for _, zone := range zones {
		args.Members = append(args.Members, galera.MemberArgs{
			Zone: zone, Volume: galera.VolumeArgs{SizeGiB: d.sizeGiB, StorageClass: storageClass, FileSystem: galera.Ext4},
		})
	}
	return args
}
