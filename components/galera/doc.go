// Package galera is a Pulumi component: a MariaDB Galera cluster on any Kubernetes cluster.
//
// # Use
//
//	cluster, err := galera.NewCluster(ctx, "orders", &galera.ClusterArgs{
//		Namespace: namespace.Metadata.Name().Elem(),
//		Image:     pulumi.String("registry.example/galera@sha256:..."),
//		Members: []galera.MemberArgs{
//			{Zone: "westeurope-1", Volume: galera.VolumeArgs{SizeGiB: 64, StorageClass: "fast"}},
//			{Zone: "westeurope-2", Volume: galera.VolumeArgs{SizeGiB: 64, StorageClass: "fast"}},
//			{Zone: "westeurope-3", Volume: galera.VolumeArgs{SizeGiB: 64, StorageClass: "fast"}},
//		},
//		Resources: galera.Resources{CPU: "2", Memory: "8Gi"},
//	})
//
// The namespace and the storage class are the caller's. The storage class must allow expansion. See
// examples/existing-cluster for a whole program. The image is built from member/image/Dockerfile.
//
// What shapes the resources (members, zones, disks) is plain Go, what other resources produce is an input. Everything
// that is wrong with the arguments is reported at once, before anything is registered, each problem with its key, its
// bound and the value found; [ClusterArgs.Validate] does the same for a program that wants to know earlier:
//
//	galera cluster "orders":
//	members: must be odd (or set allowEven), got 4
//	members[0].volume.storageClass: must be given, because a claim without one cannot grow
//
// Applications connect to the outputs Address or Host: at Port to the writer, at ReadPort to every member in step, as User
// with Password, a secret. Host is a name inside the Kubernetes cluster; a name outside of it is the caller's to make.
//
// # What it makes
//
// Each member is a [Member]: a claim for its data, a PersistentVolume where the disk exists already, and a StatefulSet of
// exactly one pod pinned to the member's zone. Around them are a headless Service that lets members find one another,
// a Service that leads to the writer (named like the cluster) and one that leads to every member in step, a budget that
// lets one member be drained at a time, accounts that may touch only objects of this cluster by name, network policies,
// server settings derived from what members are given, generated passwords, and two Leases: the cluster's memory, and
// the writer's.
//
// # What a change does
//
// Nothing restarts a member but the rollout, a Job that is declared last and that Pulumi waits for. It restarts
// members that are down first and the writer last, one at a time, and each only when all others are in step. Its name
// is a hash of what the members should be, so that there is a new Job exactly when there is something to do. Before
// anything else another Job, the check, tries a new image or new settings: it pulls the image, starts its server on a
// scratch volume in memory, and asks it about every setting. What fails there has changed nothing.
//
//   - Image, Resources, NodeSelector: a rollout.
//   - Settings: what a server can take over while it runs, every member takes over, and nothing restarts; a rollout for
//     the others.
//   - Volume.SizeGiB upwards: the claim grows in place; nothing restarts.
//   - Volume.Generation or Volume.FileSystem: the member gets a new volume; the rollout restarts it onto that, it takes a
//     full state transfer, and afterwards the old claim is removed. A static disk is never deleted.
//   - Members appended or cut from the end: the other members' pods are not touched; removed ones leave one at a time.
//   - Service: in place; nothing restarts.
//   - Schema, User: they are created with the cluster's first data. A later change restarts members and creates nothing.
//
// When a rollout fails because only other settings can help, such as a server that does not start on a member's data or a
// state transfer that failed several times, Pulumi reports it at once and no further member is touched. In every other
// case the rollout goes on trying, also after Pulumi has given up. The next run of Pulumi begins anew whatever has failed
// or is not done, the broken member first.
//
// # What Pulumi waits for
//
// The check and the rollout; the load balancer's address, if there is one; claims, as far as their storage class binds them. It
// does not wait for StatefulSets or for endpoints. The kubernetes provider is told so by annotations.
//
// # What is kept
//
// A commit is acknowledged when it is on the disk of the member that took it, and every member of the Primary has received
// it (innodb_flush_log_at_trx_commit=1). Settings may give that up, by name. Removing the cluster removes its claims: a
// static disk stays, a provisioned volume goes the way its storage class says.
package galera
