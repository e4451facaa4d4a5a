// Package disk stands in for Azure's managed disks and for the node part of their CSI driver, under the real driver's
// name. A managed disk is a sparse file behind a loop device; what Kubernetes mounts is a real file system on it.
//
// What it does not do: it keeps no cache or performance of a real disk, it has no controller part (volumes are made by
// the Pulumi program, as static ones; attaching is what staging does), and it takes no snapshots.
package disk
