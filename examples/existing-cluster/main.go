// Command existing-cluster is a whole Pulumi program that runs one Galera cluster on any Kubernetes cluster, such as a
// kind cluster on a laptop. It uses the component on its own: nothing of Azure is needed.
//
//	pulumi stack init laptop
//	pulumi config set image registry.example/galera-member@sha256:...
//	pulumi up
//
// The Kubernetes cluster is the one that the current kubeconfig leads to.
package main

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/galera-aks/galera-aks/components/galera"
)

// members is the number of members. They carry on when one of three is lost.
const members = 3

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	image, err := settings.Try("image")
	if err != nil {
		return fmt.Errorf("reading the settings: %w", err)
	}
	storageClass, sizeGiB := settings.Get("storageClass"), settings.GetInt("sizeGiB")

	namespace, err := corev1.NewNamespace(ctx, "orders", &corev1.NamespaceArgs{Metadata: &metav1.ObjectMetaArgs{
		Name: pulumi.String("orders"),
		// The component's pods keep to the strictest of the standards.
		Labels: pulumi.StringMap{"pod-security.kubernetes.io/enforce": pulumi.String("restricted")},
	}})
	if err != nil {
		return fmt.Errorf("declaring the namespace: %w", err)
	}

	args := &galera.ClusterArgs{
		Namespace: namespace.Metadata.Name().Elem(),
		Image:     pulumi.String(image),
		Resources: galera.Resources{CPU: "500m", Memory: "1Gi"},
		// A laptop has one node and no load balancer. Leave both lines out where there are more.
		AllowSharedNodes: true,
		Service:          galera.ServiceArgs{Type: galera.ClusterIP},
	}
	for range members {
		args.Members = append(args.Members, galera.MemberArgs{
			// Zone is left out, because the nodes have none.
			Volume: galera.VolumeArgs{SizeGiB: sizeGiB, StorageClass: storageClass, FileSystem: galera.Ext4},
		})
	}
	cluster, err := galera.NewCluster(ctx, "orders", args)
	if err != nil {
		return fmt.Errorf("declaring the database: %w", err)
	}

	ctx.Export("host", cluster.Host)
	ctx.Export("port", cluster.Port)
	ctx.Export("user", cluster.User)
	ctx.Export("password", cluster.Password)
	ctx.Export("schema", cluster.Schema)
	return nil
}
