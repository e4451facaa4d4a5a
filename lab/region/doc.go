// Package region makes real, on this machine, what the Pulumi program asks of Azure: a virtual network is a network
// namespace that routes, a peering is a route, a registry is a registry, a task run is an image build, a cluster is a
// Kubernetes control plane, an agent pool is a node in its zone, a disk is a block device, a private DNS record is a line
// in the hosts file of the application's host. Every other resource exists only in the stand-in's store.
package region
