package galeracluster

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/galera-aks/galera-aks/components/galera"
)

// FileSystem is a type of file system.
type FileSystem string

// Values lists the file systems for the schema.
func (FileSystem) Values() []infer.EnumValue[FileSystem] {
	return []infer.EnumValue[FileSystem]{
		{Name: "XFS", Value: FileSystem(galera.XFS), Description: "XFS, the default."},
		{Name: "Ext4", Value: FileSystem(galera.Ext4), Description: "ext4."},
	}
}

// ServiceType is how a Service is published.
type ServiceType string

// Values lists the types for the schema.
func (ServiceType) Values() []infer.EnumValue[ServiceType] {
	return []infer.EnumValue[ServiceType]{
		{Name: "LoadBalancer", Value: ServiceType(galera.LoadBalancer), Description: "At the address of a load balancer, which Pulumi waits for."},
		{Name: "ClusterIP", Value: ServiceType(galera.ClusterIP), Description: "Inside the Kubernetes cluster only."},
	}
}

// TrafficPolicy says which nodes take connections from a load balancer.
type TrafficPolicy string

// Values lists the policies for the schema.
func (TrafficPolicy) Values() []infer.EnumValue[TrafficPolicy] {
	return []infer.EnumValue[TrafficPolicy]{
		{Name: "Cluster", Value: TrafficPolicy(galera.TrafficCluster), Description: "Every node, which passes connections on to the writer."},
		{Name: "Local", Value: TrafficPolicy(galera.TrafficLocal), Description: "Only the nodes with a ready endpoint; members see the clients' addresses, and a lost writer is noticed later."},
	}
}

// TaintEffect is what a taint does to pods that do not tolerate it.
type TaintEffect string

// Values lists the effects for the schema.
func (TaintEffect) Values() []infer.EnumValue[TaintEffect] {
	return []infer.EnumValue[TaintEffect]{
		{Name: "NoSchedule", Value: TaintEffect(galera.NoSchedule)},
		{Name: "PreferNoSchedule", Value: TaintEffect(galera.PreferNoSchedule)},
		{Name: "NoExecute", Value: TaintEffect(galera.NoExecute)},
	}
}
