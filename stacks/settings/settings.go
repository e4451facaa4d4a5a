package settings

import (
	"net/netip"

	"github.com/galera-aks/galera-aks/infra/egress"
)

// Settings is one stack of an environment. The field tags are the keys of Pulumi.<stack>.yaml, below "galera-aks:".
type Settings struct {
	// Layer is the part of the environment that this stack holds. Default "all".
	Layer Layer `json:"layer"`
	// Platform names the stack whose platform carries these databases: "staging", or "organization/project/stack". Only
	// for the layer "databases".
	Platform string `json:"platform"`
	// Name begins the names of what Azure shows. Default "galera-" and the stack's name.
	Name string `json:"name"`
	// Location is the Azure region by its short name, such as "westeurope".
	Location string `json:"location"`
	// Zones are the availability zones used, each with its own pool of nodes. Default 1, 2 and 3.
	Zones []string `json:"zones"`
	// Tags are put on every Azure resource that takes tags.
	Tags map[string]string `json:"tags"`
	// Network is the virtual network and every address range.
	Network Network `json:"network"`
	// Registry is the container registry.
	Registry Registry `json:"registry"`
	// Image is where the members' image comes from.
	Image Image `json:"image"`
	// Cluster is the Kubernetes cluster.
	Cluster Cluster `json:"cluster"`
	// Databases are the Galera clusters.
	Databases []Database `json:"databases"`
	// RemovedDatabases names databases that may go with their data: those that are no longer among Databases and whose
	// disks were not kept from being removed (storage.guard none). Default none, which refuses to remove them.
	RemovedDatabases []string `json:"removedDatabases"`

	// given holds every key that was set, to tell a setting from a default.
	given map[string]bool
}

// Network is the environment's virtual network. The ranges of subnets default to places counted from the start of
// AddressSpace; together they need its first 12 x 256 addresses.
type Network struct {
	// AddressSpace is the virtual network's range. Default 10.60.0.0/16.
	AddressSpace netip.Prefix `json:"addressSpace"`
	// Nodes is the subnet of the Kubernetes nodes. Default a /22 at offset 0.0.
	Nodes netip.Prefix `json:"nodes"`
	// APIServer is the subnet that the API server is given, /28 or larger and nobody else's. Default a /28 at offset 9.0.
	APIServer netip.Prefix `json:"apiServer"`
	// LoadBalancers is the subnet of the databases' private addresses. Default a /27 at offset 8.0.
	LoadBalancers netip.Prefix `json:"loadBalancers"`
	// PrivateEndpoints is the subnet of the registry's private endpoint. Default a /26 at offset 10.0.
	PrivateEndpoints netip.Prefix `json:"privateEndpoints"`
	// Builds is the subnet of the agents that build the image when the registry is private. Default a /27 at offset 11.0.
	Builds netip.Prefix `json:"builds"`
	// Pods is the pods' overlay range, outside of the virtual network: a /24 for each node. Default 10.244.0.0/16.
	Pods netip.Prefix `json:"pods"`
	// Services is the range of Kubernetes Services, outside of the virtual network. Default 10.70.0.0/16.
	Services netip.Prefix `json:"services"`
	// Application is the network that the databases' clients live in.
	Application Application `json:"application"`
	// DNSZone is the private zone in which each database has a record. Default the environment's name and ".internal".
	DNSZone string `json:"dnsZone"`
	// DatabasePorts are the ports on which the application's network may reach the databases. Default 3306 and 3307.
	DatabasePorts []int `json:"databasePorts"`
	// Egress is the nodes' way out: "none", "userDefinedRouting" or "loadBalancer". Default "none".
	Egress egress.Mode `json:"egress"`
	// EgressNextHop is the private address of the firewall that leads out: for the nodes with the egress
	// "userDefinedRouting", and for the agents that build the image when the registry is private.
	EgressNextHop netip.Addr `json:"egressNextHop"`
}

// Application is an existing virtual network that is peered with the environment's.
type Application struct {
	// VirtualNetworkID is the network's ARM id. Without it nothing is peered.
	VirtualNetworkID string `json:"virtualNetworkId"`
	// AddressSpaces are the network's ranges, from which clients may reach the databases.
	AddressSpaces []netip.Prefix `json:"addressSpaces"`
}

// Registry is the environment's container registry.
type Registry struct {
	// SKU is the registry's tier. Default Premium.
	SKU RegistrySKU `json:"sku"`
	// PublicAccess opens the registry's public endpoint; who may pull is still a matter of roles. Default false, which
	// needs Premium.
	PublicAccess bool `json:"publicAccess"`
	// Protect has Pulumi refuse to remove the registry. Default true.
	Protect *bool `json:"protect"`
	// BuildAgents are the machines in network.builds that build the image when the registry is private.
	BuildAgents BuildAgents `json:"buildAgents"`
}

// Protected reports whether Pulumi refuses to remove the registry.
func (r Registry) Protected() bool { return r.Protect == nil || *r.Protect }

// BuildAgents is a registry's agent pool. It is billed while it is there, also when nothing is built.
type BuildAgents struct {
	// Tier is the size of an agent: S1 (2 vCPU), S2 (4), S3 (8) or I6 (64, isolated). Default S1.
	Tier string `json:"tier"`
	// Count is the number of agents, 1 to 10. Default 1.
	Count int `json:"count"`
}

// Image says where the members' image comes from. Exactly one of the two is set.
type Image struct {
	// Reference is an image by digest, [HOST/]REPOSITORY@sha256:DIGEST. Without a host it is in the environment's own
	// registry.
	Reference string `json:"reference"`
	// Build has the registry build the image from this repository's sources.
	Build bool `json:"build"`
}
