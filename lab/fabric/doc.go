// Package fabric stands in for Azure's network: the virtual network that the cluster lives in, the application's own
// network, the peering between them, and what Azure answers for at private addresses inside.
//
// The fabric is a network namespace that routes. It holds the bridge of the virtual network, to which nodes are
// attached, the addresses of the API server, of the cluster's DNS and of the registry, and a cable to the namespace of the
// application's host. Nothing has a default route and the machine's own namespace is not connected, so that no packet
// leaves; the API server alone can be reached from the machine, through a forwarder on the loopback address.
package fabric
