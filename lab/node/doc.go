// Package node runs the region's Kubernetes nodes. A node is a machine of its own as far as Linux can make it one: network,
// mount, process, host name, IPC and control group namespaces, its own /run, /etc and /var, and a first process that starts
// and restarts containerd, the kubelet, kube-proxy and whatever else the node is given. Killing the first process takes the
// power off; what had reached the disk is there at the next boot.
//
// What it does not have of its own: the kernel, its clock and the devices. Resources are not limited but for pods, by what
// the kubelet is told it may give away.
package node
