package main

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	storagev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/storage/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/components/galera"
	"github.com/galera-aks/galera-aks/infra/cluster"
	"github.com/galera-aks/galera-aks/infra/disk"
	"github.com/galera-aks/galera-aks/infra/network"
)

const (
	driver  = "disk.csi.azure.com"
	class   = "galera-static"
	sizeGiB = 64
)

// address is the database's private address, in the load balancers' subnet.
var address = netip.MustParseAddr("10.60.8.10")

// newDatabase declares a database on the platform: its place in Kubernetes, its disks, its members, its name.
func (p *platform) newDatabase(ctx *pulumi.Context, name string) (*galera.Cluster, error) {
	provider, err := kubernetes.NewProvider(ctx, "kubernetes", &kubernetes.ProviderArgs{
		Kubeconfig: p.cluster.Kubeconfig, ClusterIdentifier: p.cluster.ID,
		EnableServerSideApply: pulumi.Bool(true), EnableSecretMutable: pulumi.Bool(true), UpsertExistingObjects: pulumi.Bool(true),
	}, pulumi.DependsOn([]pulumi.Resource{p.cluster, p.network}))
	if err != nil {
		return nil, fmt.Errorf("declaring the provider for Kubernetes: %w", err)
	}
	// It provisions nothing; but only a claim with a class that allows it can grow.
	storage, err := storagev1.NewStorageClass(ctx, class, &storagev1.StorageClassArgs{
		Metadata: &metav1.ObjectMetaArgs{Name: pulumi.String(class)}, Provisioner: pulumi.String(driver),
		AllowVolumeExpansion: pulumi.Bool(true), ReclaimPolicy: pulumi.String("Retain"), VolumeBindingMode: pulumi.String("WaitForFirstConsumer"),
	}, pulumi.Provider(provider))
	if err != nil {
		return nil, fmt.Errorf("declaring the storage class: %w", err)
	}
	namespace, err := corev1.NewNamespace(ctx, name, &corev1.NamespaceArgs{Metadata: &metav1.ObjectMetaArgs{
		Name: pulumi.String(name), Labels: pulumi.StringMap{"pod-security.kubernetes.io/enforce": pulumi.String("restricted")},
	}}, pulumi.Provider(provider))
	if err != nil {
		return nil, fmt.Errorf("declaring the namespace: %w", err)
	}
	members, err := p.newMembers(ctx, name)
	if err != nil {
		return nil, err
	}
	database, err := galera.NewCluster(ctx, name, &galera.ClusterArgs{
		Namespace: namespace.Metadata.Name().Elem(),
		Image:     p.registry.Image,
		Members:   members,
		Resources: galera.Resources{CPU: "2", Memory: "8Gi"},
		Service: galera.ServiceArgs{Address: address.String(), Annotations: pulumi.StringMap{
			"service.beta.kubernetes.io/azure-load-balancer-internal":        pulumi.String("true"),
			"service.beta.kubernetes.io/azure-load-balancer-internal-subnet": p.network.LoadBalancersSubnetName,
			"service.beta.kubernetes.io/azure-load-balancer-ipv4":            pulumi.String(address.String()),
		}},
		NodeSelector: map[string]string{cluster.WorkloadKey: cluster.WorkloadValue},
		Tolerations:  []galera.Toleration{{Key: cluster.WorkloadKey, Value: cluster.WorkloadValue, Effect: galera.NoSchedule}},
	}, pulumi.Provider(provider), pulumi.DependsOn([]pulumi.Resource{storage}))
	if err != nil {
		return nil, err
	}
	_, err = network.NewRecord(ctx, name, &network.RecordArgs{
		ResourceGroup: p.groups["galera"], Zone: p.network.ZoneName, Name: name, Address: address,
	})
	return database, err
}

// newMembers declares the members' disks, one in each zone, and says what each member is.
func (p *platform) newMembers(ctx *pulumi.Context, name string) ([]galera.MemberArgs, error) {
	var members []galera.MemberArgs
	for ordinal, zone := range zones {
		d, err := disk.New(ctx, fmt.Sprintf("%s-%d", name, ordinal), &disk.Args{
			SubscriptionID: pulumi.String(p.client.SubscriptionId), ResourceGroup: p.groups["galera-data"], Location: p.location,
			Zone: zone, Cluster: name, Ordinal: ordinal, Generation: 1, SizeGiB: sizeGiB,
		})
		if err != nil {
			return nil, err
		}
		members = append(members, galera.MemberArgs{Zone: p.location + "-" + zone, Volume: galera.VolumeArgs{
			SizeGiB: sizeGiB, StorageClass: class,
			Static: &galera.StaticVolume{
				Driver: driver, Handle: d.ID, TopologyKey: "topology.disk.csi.azure.com/zone",
				Attributes: map[string]string{"cachingMode": "None", "fsType": string(galera.XFS)},
			},
		}})
	}
	return members, nil
}
