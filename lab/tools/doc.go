// Package tools makes what the lab needs and a new machine does not have: Debian's packages, the Pulumi CLI, the
// Kubernetes binaries, the cluster's DNS server, and the file system that images start from. Each is kept in the cache
// under the hash of what it is made from, so that nothing is made twice. The package imports nothing heavy: it is what
// runs first on a fresh clone.
package tools
