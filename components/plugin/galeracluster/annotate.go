package galeracluster

import "github.com/pulumi/pulumi-go-provider/infer"

// Annotate describes the arguments.
func (r *Args) Annotate(a infer.Annotator) {
	a.Describe(&r.Namespace, "The Kubernetes namespace of every object. It must exist, and suits the \"restricted\" Pod Security Standard.")
	a.Describe(&r.Image, "The member image; name it by digest, so that what runs is what was reviewed.")
	a.Describe(&r.Members, "The members in order. The number must be odd unless allowEven is set, and at most 9. "+
		"Append to add members and cut from the end to remove them: a member's place in the list is its identity.")
	a.Describe(&r.AllowEven, "Admits an even number of members, which tolerates no more failures than one member fewer does.")
	a.Describe(&r.AllowSharedNodes, "Lets several members run on one node. It is for trying things out on a small cluster.")
	a.Describe(&r.Resources, "What each member is given, and what its server settings are derived from.")
	a.Describe(&r.Settings, "Server settings that override the derived ones, by MariaDB variable name. Unknown and dangerous ones are refused.")
	a.Describe(&r.Recovery, "What may be given up to come back from a total outage: \"strict\" (the default), \"bounded\" or \"bounded(30m)\".")
	a.Describe(&r.Schema, "The database that is created for the application. Default \"app\".")
	a.Describe(&r.User, "The application's database user, who owns the schema. Default \"app\".")
	a.Describe(&r.Service, "How applications reach the cluster.")
	a.Describe(&r.NodeSelector, "Restricts members to nodes with these labels, besides their zone's.")
	a.Describe(&r.Tolerations, "Taints that members tolerate.")
	a.Describe(&r.CheckTimeout, "How long an image and its settings may take to be tried before any member hears of them, the pull of the image included, such as \"5m\". Default 100s, at least 30s.")
	a.Describe(&r.RolloutTimeout, "How long one run of Pulumi waits until the members are what they should be, such as \"90m\". Default 1h, at least 1m.")
	a.Describe(&r.TerminationGraceSeconds, "How long a member may take to leave, in seconds. Default 600, at least 30.")
}

// Annotate describes the type and its properties.
func (r *Member) Annotate(a infer.Annotator) {
	a.Describe(r, "What one member is.")
	a.Describe(&r.Zone, "The value of the node label topology.kubernetes.io/zone that the member is pinned to, such as \"westeurope-1\". "+
		"It may be left out where nodes have no zones; a static volume requires it.")
	a.Describe(&r.Volume, "The member's data volume.")
}

// Annotate describes the type and its properties.
func (r *Volume) Annotate(a infer.Annotator) {
	a.Describe(r, "What a member's data is kept on: the disk that static names, else one that the storage class provisions.")
	a.Describe(&r.SizeGiB, "The size in GiB. It can grow in place, never shrink.")
	a.Describe(&r.FileSystem, "What the volume is formatted with at first use. Another one replaces the volume. Default XFS.")
	a.Describe(&r.Generation, "A number that a new disk is asked for with, by raising it. Default 1.")
	a.Describe(&r.StorageClass, "The claim's storage class. It must allow volume expansion, also with a static volume.")
	a.Describe(&r.Static, "The existing disk to use.")
}

// Annotate describes the type and its properties.
func (r *StaticVolume) Annotate(a infer.Annotator) {
	a.Describe(r, "A disk that exists already. Which one it is cannot change within a generation.")
	a.Describe(&r.Driver, "The CSI driver that attaches the disk, such as \"disk.csi.azure.com\".")
	a.Describe(&r.Handle, "The disk's identity in the words of the driver.")
	a.Describe(&r.TopologyKey, "The node label by which the driver tells zones apart, such as \"topology.disk.csi.azure.com/zone\".")
	a.Describe(&r.Attributes, "Passed to the driver.")
}

// Annotate describes the type and its properties.
func (r *Resources) Annotate(a infer.Annotator) {
	a.Describe(r, "What each member is given.")
	a.Describe(&r.CPU, "The processor time that is reserved, as a Kubernetes quantity. Default \"1\".")
	a.Describe(&r.Memory, "Reserved, and also the limit, as a Kubernetes quantity. Default \"2Gi\".")
}

// Annotate describes the type and its properties.
func (r *Service) Annotate(a infer.Annotator) {
	a.Describe(r, "How applications reach the cluster: one Service leads to the writer, one at another port to every member in step.")
	a.Describe(&r.Type, "How the Services are published. Default LoadBalancer.")
	a.Describe(&r.Annotations, "Put on both Services; they tell a cloud's load balancer to be internal, which subnet to use and which address to take.")
	a.Describe(&r.Address, "The address that the annotations ask for, if they do.")
	a.Describe(&r.SourceRanges, "The CIDR ranges that may connect. Empty admits everyone who can reach the address.")
	a.Describe(&r.ExternalTrafficPolicy, "Which nodes take connections from the load balancer. Default Cluster.")
	a.Describe(&r.Port, "The port that leads to the writer. Default 3306.")
	a.Describe(&r.ReadPort, "The port that leads to every member in step. It must differ from port. Default 3307.")
}

// Annotate describes the type and its properties.
func (r *Toleration) Annotate(a infer.Annotator) {
	a.Describe(r, "Lets members run on nodes with a taint.")
	a.Describe(&r.Key, "The taint's key.")
	a.Describe(&r.Value, "The taint's value; left out, it tolerates every value of the key.")
	a.Describe(&r.Effect, "The taint's effect; left out, it tolerates every effect.")
}

// Annotate describes the component and its outputs.
func (c *GaleraCluster) Annotate(a infer.Annotator) {
	a.Describe(c, "A MariaDB Galera cluster on any Kubernetes cluster, which the kubernetes provider that the options give leads to. "+
		"Its name has at most 32 characters, and the names of all its objects start with it.")
	a.Describe(&c.ClusterName, "The cluster's name, which is also the name of the Service that leads to the writer.")
	a.Describe(&c.Address, "Where applications outside the Kubernetes cluster connect.")
	a.Describe(&c.Host, "The DNS name, inside the Kubernetes cluster, that leads to the writer.")
	a.Describe(&c.ReadHost, "The DNS name, inside the Kubernetes cluster, that leads to every member that is in step.")
	a.Describe(&c.Port, "The port for reading and writing.")
	a.Describe(&c.ReadPort, "The port for reading.")
	a.Describe(&c.Schema, "The application's database.")
	a.Describe(&c.User, "The application's user name.")
	a.Describe(&c.Password, "The application user's password.")
}
