package galera

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// VolumeArgs says what a member's data is kept on: an existing disk when Static is given, else a disk that the storage
// class provisions.
//
// A larger SizeGiB grows the volume in place, online. A new Generation, or another FileSystem, replaces the volume: the
// new one is created beside the old, the member is restarted onto it and takes a full state transfer, and at the end
// the old claim is removed.
type VolumeArgs struct {
	// SizeGiB is the size in GiB. It can grow, never shrink. Required, at least 1.
	SizeGiB int

	// FileSystem is what the volume is formatted with at first use. With a storage class that provisions the disk, the
	// class decides, and this must say what it does. Default [XFS].
	FileSystem FileSystem

	// Generation is a number that a new disk is asked for with, by raising it. Default 1.
	Generation int

	// StorageClass is the claim's storage class. It must allow volume expansion, also with a static volume, because
	// Kubernetes refuses to grow a claim without such a class. It cannot change within a generation. Required.
	StorageClass string

	// Static, if not nil, is the existing disk to use.
	Static *StaticVolume
}

// StaticVolume is an existing disk, made known to Kubernetes as a PersistentVolume that is kept when it is released.
// Which disk it is, and the zone it is in, cannot change within a generation: raise [VolumeArgs].Generation with them, so
// that the new disk is there before the old one goes.
type StaticVolume struct {
	// Driver is the name of the CSI driver that attaches the disk, such as "disk.csi.azure.com". Required.
	Driver string

	// Handle is the disk's identity in the words of the driver. Required.
	Handle pulumi.StringInput

	// TopologyKey is the node label by which the driver tells zones apart, such as
	// "topology.disk.csi.azure.com/zone"; its value on the nodes must be the member's Zone. Required.
	TopologyKey string

	// Attributes are passed to the driver.
	Attributes map[string]string
}

// FileSystem is a type of file system.
type FileSystem string

// The file systems that both MariaDB and the nodes support, and that can grow while mounted.
const (
	Ext4 FileSystem = "ext4"
	XFS  FileSystem = "xfs"
)
