package galera

import (
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// ClusterArgs says what a cluster is. Everything that shapes the resource graph, such as the members, their zones and
// their disks, is plain Go, so that it can be checked before anything is registered and shown in full by a preview.
// Values that other resources produce, such as the image's digest or a disk's handle, are inputs.
type ClusterArgs struct {
	// Namespace is the Kubernetes namespace of every object. It must exist, and suits the "restricted" Pod Security
	// Standard. Required.
	Namespace pulumi.StringInput

	// Image is the member image, with the supervisor, MariaDB and Galera in it; name it by digest, so that what runs
	// is what was reviewed. Members and the rollout use the same image. Required.
	Image pulumi.StringInput

	// Members are the cluster's members in order; the first is ordinal 0. The number must be odd unless AllowEven is
	// set, and at most 9. Append to add members, and cut from the end to remove them: a member's place in the list is its identity.
	// Required.
	Members []MemberArgs

	// AllowEven admits an even number of members, which tolerates no more failures than one member fewer does, and
	// which can split into halves that both stop.
	AllowEven bool

	// AllowSharedNodes lets several members run on one node. It is for trying things out on a small cluster: when
	// that node is lost, so are all members on it. The default keeps every member on a node of its own.
	AllowSharedNodes bool

	// Resources is what each member is given, and what its server settings are derived from.
	Resources Resources

	// Settings override the derived server settings, by MariaDB variable name, such as
	// "innodb_flush_log_at_trx_commit". Unknown ones, and ones that would break the cluster, are refused by name.
	// What a server can take over while it runs it takes over, on every member at about the same time; a change of
	// anything else restarts the members one at a time. serverconfig.WhenTaken tells which is which.
	Settings map[string]string

	// Recovery says what may be given up to come back from a total outage. Default [Strict].
	Recovery Recovery

	// Schema is the database that is created for the application. Default "app".
	Schema string

	// User is the name of the application's database user, who owns the schema. Default "app".
	User string

	// Service says how applications reach the cluster.
	Service ServiceArgs

	// Monitoring is a label selector of namespaces, such as {"kubernetes.io/metadata.name": "monitoring"}: pods of the
	// namespaces that have all of these labels may read the members' metrics, and with them what a member tells of its
	// state. Empty admits nobody. Where members may be reached from is nothing that restarts them.
	Monitoring map[string]string

	// NodeSelector restricts members to nodes with these labels, besides their zone's.
	NodeSelector map[string]string

	// Tolerations let members run on tainted nodes.
	Tolerations []Toleration

	// CheckTimeout bounds how long an image and its settings may take to be tried before any member hears of them, the
	// pull of the image and the place on a node included. When it passes, the run fails and nothing has changed. Default
	// 100 seconds, at least 30 seconds.
	CheckTimeout time.Duration

	// RolloutTimeout bounds how long one run of Pulumi waits until the members are what they should be. When it
	// passes, the run fails but the rollout goes on, and the next run begins it anew where it stands. Default 1 hour;
	// at least 1 minute. Give it the time that full state transfers of all members take.
	RolloutTimeout time.Duration

	// TerminationGraceSeconds bounds how long a member may take to leave: hand its role over, let its connections
	// end, and write its pages to disk. Default 600, at least 60.
	TerminationGraceSeconds int
}

// Recovery says what may be given up to come back from a total outage: "strict", "bounded" or "bounded(<duration>)", such
// as "bounded(30m)".
type Recovery string

const (
	// Strict gives up nothing: members hold until every disk that may have the last acknowledged writes was read, or a
	// person decides to do without.
	Strict Recovery = "strict"
	// Bounded waits for these disks for 15 minutes, or for as long as is said in parentheses, and then comes back from the
	// most advanced disk that is there. The members tell what may have been lost.
	Bounded Recovery = "bounded"
)

// MemberArgs says what one member is.
type MemberArgs struct {
	// Zone is the value of the node label topology.kubernetes.io/zone that the member is pinned to, in full, such as
	// "westeurope-1". It may be empty where nodes have no zones; a static volume requires it.
	Zone string

	// Volume is the member's data volume.
	Volume VolumeArgs
}

// Resources is what a container is given.
type Resources struct {
	// CPU is the processor time that is reserved, as a Kubernetes quantity, such as "2" or "1500m". A member may use
	// more while its node has more. Default "1".
	CPU string
	// Memory is reserved and is also the limit, as a Kubernetes quantity, such as "8Gi". Default "2Gi".
	Memory string
}

// Toleration lets members run on nodes with a taint.
type Toleration struct {
	// Key is the taint's key. Required.
	Key string
	// Value is the taint's value; empty tolerates every value of the key.
	Value string
	// Effect is the taint's effect; empty tolerates every effect.
	Effect TaintEffect
}

// TaintEffect is what a taint does to pods that do not tolerate it.
type TaintEffect string

// The effects that Kubernetes knows.
const (
	NoSchedule       TaintEffect = "NoSchedule"
	PreferNoSchedule TaintEffect = "PreferNoSchedule"
	NoExecute        TaintEffect = "NoExecute"
)
