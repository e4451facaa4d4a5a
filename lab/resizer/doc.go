// Package resizer stands in for the controller beside Azure's disk driver that grows volumes: it sees that a claim asks for
// more than its volume has, makes sure that the disk is that large, raises the volume's capacity, and tells the kubelet, by
// the claim's status, that the file system is to follow. It leaves the same marks on claims and volumes as the real one.
//
// What it does not do: it grows no disk itself, as the real driver does by asking Azure (the Pulumi program has grown it by
// then, and a disk that is too small is reported and waited for), it does not take back a request that was reduced again,
// it changes no attributes of volumes, and it looks once a second instead of watching.
package resizer
