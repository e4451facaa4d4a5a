// Package bare runs MariaDB as the members run it, but without Kubernetes: the same root file system, the same settings, the
// same kind of disk, in the same nodes' network and with the same share of the machine's processors; no pod, no kubelet, no
// supervisor, no Service and no load balancer between it and its clients. It is what the members are compared with.
//
// A bare member is a process of the region like any other, so that `lab down` removes it; what it mounts is in a mount
// namespace of its own and ends with it.
package bare
