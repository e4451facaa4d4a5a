package fabric

import (
	"fmt"
	"net/netip"
)

// Network namespaces of the region.
const (
	// Namespace is the fabric itself.
	Namespace = "galera-aks-lab-fabric"
	// ApplicationNamespace is the application's host.
	ApplicationNamespace = "galera-aks-lab-app"
)

// The region's addresses.
var (
	// VirtualNetwork is the network of the cluster, its load balancers and its private endpoints.
	VirtualNetwork = netip.MustParsePrefix("10.60.0.0/16")
	// NodesSubnet is the nodes' part of it.
	NodesSubnet = netip.MustParsePrefix("10.60.0.0/22")
	// Router is the fabric's own address in the nodes' subnet.
	Router = netip.MustParseAddr("10.60.0.1")
	// DNS is where the cluster's DNS server listens, as a pod of the system pool would.
	DNS = netip.MustParseAddr("10.60.0.4")
	// APIServer is the private address of the Kubernetes API.
	APIServer = netip.MustParseAddr("10.60.9.4")
	// Registry is the private endpoint of the container registry.
	Registry = netip.MustParseAddr("10.60.10.4")

	// Pods is the cluster's overlay network; each node has a /24 of it.
	Pods = netip.MustParsePrefix("10.244.0.0/16")
	// Services is the range of the cluster's virtual addresses.
	Services = netip.MustParsePrefix("10.70.0.0/16")
	// KubernetesService is the API server's virtual address.
	KubernetesService = netip.MustParseAddr("10.70.0.1")
	// DNSService is the virtual address of the cluster's DNS.
	DNSService = netip.MustParseAddr("10.70.0.10")

	// ApplicationNetwork is the network that the application has of its own.
	ApplicationNetwork = netip.MustParsePrefix("10.50.0.0/16")
	// ApplicationSubnet is the part of it that the application's host is in.
	ApplicationSubnet = netip.MustParsePrefix("10.50.0.0/24")
	// ApplicationHost is the application's host.
	ApplicationHost = netip.MustParseAddr("10.50.0.4")
	// applicationRouter is the fabric's address towards the application's host.
	applicationRouter = netip.MustParseAddr("10.50.0.1")
)

const (
	// APIServerPort is the port of the Kubernetes API.
	APIServerPort = 6443
	// RegistryPort is the port of the container registry, which speaks plain HTTP.
	RegistryPort = 5000
)

// maxOrdinal is the number of nodes that NodeAddress and PodSubnet have room for.
const maxOrdinal = 200

// NodeAddress is the address of the node of an ordinal from 1.
func NodeAddress(ordinal int) (netip.Addr, error) {
	if ordinal < 1 || ordinal > maxOrdinal {
		return netip.Addr{}, fmt.Errorf("node ordinal: must be 1 to %d, got %d", maxOrdinal, ordinal)
	}
	return netip.AddrFrom4([4]byte{10, 60, 0, byte(10 + ordinal)}), nil
}

// PodSubnet is the part of the overlay network that belongs to the node of an ordinal from 1.
func PodSubnet(ordinal int) (netip.Prefix, error) {
	if ordinal < 1 || ordinal > maxOrdinal {
		return netip.Prefix{}, fmt.Errorf("node ordinal: must be 1 to %d, got %d", maxOrdinal, ordinal)
	}
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 244, byte(ordinal), 0}), 24), nil
}
