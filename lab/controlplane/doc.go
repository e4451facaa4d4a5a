// Package controlplane runs the region's Kubernetes control plane: etcd, the API server, the controller manager and the
// scheduler as processes inside the fabric, and the cluster's DNS.
//
// It stands in for what Azure runs out of sight. Where AKS runs CoreDNS as pods of the system pool, here it is a process
// behind the same Service, so that the region needs no node of its own for it.
package controlplane
