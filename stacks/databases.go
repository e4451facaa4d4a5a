package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	storagev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/storage/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/stacks/settings"
)

// storageClass is the class of every member's claim. It provisions nothing here, since every volume is there already, but
// Kubernetes grows only the claims whose class allows it.
const storageClass = "galera-static"

// diskDriver is the CSI driver of Azure's managed disks.
const diskDriver = "disk.csi.azure.com"

// newDatabases makes every database of a stack on its platform, and exports how to reach them.
func newDatabases(ctx *pulumi.Context, s settings.Settings, platform Platform) error {
	provider, err := newProvider(ctx, platform)
	if err != nil {
		return err
	}
	class, err := newStorageClass(ctx, provider)
	if err != nil {
		return err
	}
	l := landing{platform: platform, provider: provider, class: class, tags: s.Tags, namespaces: map[string]pulumi.StringOutput{}}
	databases, passwords := pulumi.Array{}, pulumi.Map{}
	for _, d := range s.Databases {
		made, err := l.database(ctx, d)
		if err != nil {
			return fmt.Errorf("%s: %w", d.Name, err)
		}
		databases = append(databases, made.output(d))
		passwords[d.Name] = made.cluster.Password
	}
	stored, err := plain(s.Stored())
	if err != nil {
		return err
	}
	ctx.Export(OutputDatabases, databases)
	ctx.Export(OutputPasswords, pulumi.ToSecret(passwords))
	ctx.Export(OutputStorage, stored)
	return nil
}

// newProvider returns the way into the platform's Kubernetes cluster. The cluster's ARM id is its identity: a new
// certificate or another login must not look like another cluster, which would replace every object. Secrets and
// ConfigMaps may change in place, since members that run mount them by their names and must not find them gone while a
// password is added or a setting changed. And objects that are there already are taken over: a run that was killed between making an object and recording it can be repeated, and a
// ledger outlives the loss of the stack's state.
func newProvider(ctx *pulumi.Context, platform Platform) (*kubernetes.Provider, error) {
	provider, err := kubernetes.NewProvider(ctx, "kubernetes", &kubernetes.ProviderArgs{
		Kubeconfig:             platform.kubeconfig,
		ClusterIdentifier:      platform.ClusterID,
		EnableServerSideApply:  pulumi.Bool(true),
		EnableConfigMapMutable: pulumi.Bool(true),
		EnableSecretMutable:    pulumi.Bool(true),
		UpsertExistingObjects:  pulumi.Bool(true),
	}, pulumi.DependsOn(platform.ready))
	if err != nil {
		return nil, fmt.Errorf("declaring the provider for Kubernetes: %w", err)
	}
	return provider, nil
}

func newStorageClass(ctx *pulumi.Context, provider *kubernetes.Provider) (*storagev1.StorageClass, error) {
	class, err := storagev1.NewStorageClass(ctx, storageClass, &storagev1.StorageClassArgs{
		Metadata:             &metav1.ObjectMetaArgs{Name: pulumi.String(storageClass)},
		Provisioner:          pulumi.String(diskDriver),
		AllowVolumeExpansion: pulumi.Bool(true),
		ReclaimPolicy:        pulumi.String("Retain"),
		VolumeBindingMode:    pulumi.String("WaitForFirstConsumer"),
	}, pulumi.Provider(provider))
	if err != nil {
		return nil, fmt.Errorf("declaring the storage class: %w", err)
	}
	return class, nil
}

// landing is where databases are put: the platform, and what they share in Kubernetes.
type landing struct {
	platform   Platform
	provider   *kubernetes.Provider
	class      *storagev1.StorageClass
	tags       map[string]string
	namespaces map[string]pulumi.StringOutput
}

// namespace returns the name of a namespace, which it makes for the first database that lives there. Only pods that keep to
// the strictest of Kubernetes' standards may run in it.
func (l landing) namespace(ctx *pulumi.Context, name string) (pulumi.StringOutput, error) {
	if known, ok := l.namespaces[name]; ok {
		return known, nil
	}
	namespace, err := corev1.NewNamespace(ctx, name, &corev1.NamespaceArgs{Metadata: &metav1.ObjectMetaArgs{
		Name:   pulumi.String(name),
		Labels: pulumi.StringMap{"pod-security.kubernetes.io/enforce": pulumi.String("restricted")},
	}}, pulumi.Provider(l.provider))
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("declaring the namespace %s: %w", name, err)
	}
	l.namespaces[name] = namespace.URN().ApplyT(func(pulumi.URN) string { return name }).(pulumi.StringOutput)
	return l.namespaces[name], nil
}
