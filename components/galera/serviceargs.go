package galera

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// ServiceArgs says how applications reach the cluster. There are two Services: one leads to the writer and one, at
// another port, to every member that is in step. Both can share one address.
type ServiceArgs struct {
	// Type is how the Services are published. Default [LoadBalancer].
	Type ServiceType

	// Annotations are put on both Services; they are how a cloud's load balancer is told to be internal, which subnet
	// to use and which address to take.
	Annotations pulumi.StringMap

	// Address is the address that the Annotations ask for, if they do. It becomes the cluster's Address output
	// without waiting for the load balancer, so that a preview shows it.
	Address string

	// SourceRanges are the CIDR ranges that may connect. Empty admits everyone who can reach the address.
	SourceRanges []string

	// ExternalTrafficPolicy says which nodes take connections from the load balancer. Default [TrafficCluster].
	ExternalTrafficPolicy TrafficPolicy

	// Port is the port of the Service that leads to the writer. Default 3306.
	Port int

	// ReadPort is the port of the Service that leads to every member that is in step. It must differ from Port,
	// because the two Services may share one address. Default 3307.
	ReadPort int
}

// ServiceType is how a Service is published.
type ServiceType string

const (
	// LoadBalancer publishes the Services at the address of a load balancer, which Pulumi waits for.
	LoadBalancer ServiceType = "LoadBalancer"
	// ClusterIP publishes the Services inside the Kubernetes cluster only.
	ClusterIP ServiceType = "ClusterIP"
)

// TrafficPolicy says which nodes take connections from a load balancer.
type TrafficPolicy string

const (
	// TrafficCluster lets every node take connections and pass them on to the writer. When the writer moves, every node
	// knows within a second, while the load balancer needs to notice nothing. The members see the node's address in
	// place of the client's.
	TrafficCluster TrafficPolicy = "Cluster"
	// TrafficLocal lets only the nodes with a ready endpoint take connections, and so keeps the clients' addresses. When the
	// writer is lost the load balancer has to notice by its probes, which takes Azure's about ten seconds.
	TrafficLocal TrafficPolicy = "Local"
)
