// Package contract holds what a Galera member and the resources that deploy it must agree on: ports, paths,
// environment names, label and annotation keys, and the names of a cluster's objects. Each stands here once. The
// package imports nothing, so that the supervisor, the Pulumi components, the policy pack and the lab can all use it.
package contract

import "fmt"

// Ports that a member listens on.
const (
	// PortSQL is the MariaDB client port.
	PortSQL = 3306
	// PortGroup is Galera's group communication port.
	PortGroup = 4567
	// PortIncremental is the port on which a joiner receives an incremental state transfer.
	PortIncremental = 4568
	// PortSnapshot is the port on which a joiner receives a full state transfer.
	PortSnapshot = 4444
	// PortSupervisor is the port of the paths below.
	PortSupervisor = 8080
)

// Paths at which a member's supervisor answers over HTTP.
const (
	// PathStartup succeeds while a start is not stuck.
	PathStartup = "/startupz"
	// PathReady succeeds while the member may be sent clients.
	PathReady = "/readyz"
	// PathLive succeeds while the supervisor itself works; the state of mariadbd does not matter to it.
	PathLive = "/livez"
	// PathMetrics serves metrics in Prometheus's text format.
	PathMetrics = "/metrics"
	// PathState serves the member's report as JSON.
	PathState = "/v1/state"
	// PathCluster serves the cluster as the member sees it, as JSON.
	PathCluster = "/v1/cluster"
)

// Paths inside a member's container.
const (
	// VolumePath is where the member's claim is mounted. The data directory is below it, because the root of a file
	// system holds lost+found and because a state transfer empties the data directory but must not empty our markers.
	VolumePath = "/var/lib/galera"
	// DataPath is MariaDB's data directory.
	DataPath = VolumePath + "/data"
	// MarkerPath holds the supervisor's own records about the disk.
	MarkerPath = VolumePath + "/supervisor"
	// SettingsPath is the directory of the mounted server settings.
	SettingsPath = "/etc/galera"
	// SettingsFile is the server settings file that the component renders, a key of the mounted ConfigMap.
	SettingsFile = "server.cnf"
	// OnlineFile is the file, mounted beside SettingsFile, of the settings that members take over while they run.
	OnlineFile = "online.cnf"
	// SecretsPath is the directory of the mounted passwords, one file for each key of the Secret.
	SecretsPath = "/etc/galera-secrets"
	// RunPath is a memory-backed directory for sockets and for the settings that the supervisor renders itself.
	RunPath = "/run/galera"
	// ScratchPath is the directory for MariaDB's temporary files.
	ScratchPath = "/tmp"
	// Binary is the supervisor inside the image.
	Binary = "/usr/local/bin/galera-member"
)

// Keys of the cluster's Secret.
const (
	// SecretApplicationPassword is the password of the application's user.
	SecretApplicationPassword = "application-password"
	// SecretTransferPassword is the password of the user that state transfers log in as.
	SecretTransferPassword = "transfer-password"
	// SecretRootPassword is the password of root, who may log in over the socket only.
	SecretRootPassword = "root-password"
	// SecretPeerKey is the key with which members sign what they tell one another.
	SecretPeerKey = "peer-key"
)

// Exit codes of the supervisor's commands, beyond 0 for done.
const (
	// ExitTryAgain says that another try is worth while.
	ExitTryAgain = 1
	// ExitNeedsSettings says that only a change of settings helps: the server refuses what it was given, or the image
	// holds no server. A supervisor exits with it when its server has refused its settings; the rollout when it sees that,
	// or that the server of the new image would. The Job of the rollout fails at once on it.
	ExitNeedsSettings = 3
)

// Environment of the supervisor.
const (
	// EnvCluster names the Galera cluster.
	EnvCluster = "GALERA_CLUSTER"
	// EnvMember names this member, such as "orders-0".
	EnvMember = "GALERA_MEMBER"
	// EnvOrdinal is this member's number, from 0.
	EnvOrdinal = "GALERA_ORDINAL"
	// EnvZone is the zone the member is pinned to, as nodes are labelled.
	EnvZone = "GALERA_ZONE"
	// EnvClaim names the claim that the pod mounts; it changes when the member's volume is replaced.
	EnvClaim = "GALERA_CLAIM"
	// EnvDatabase is the schema that is created for the application.
	EnvDatabase = "GALERA_DATABASE"
	// EnvUser is the application's user name.
	EnvUser = "GALERA_USER"
	// EnvOverlap, optional, is how long a writer that leaves stays in the endpoints beside its successor, such as "12s",
	// which is the default: two probes of Azure's load balancer and a margin. Where it leads only to nodes that have an
	// endpoint, it has to find the successor's and leave the other's by them.
	EnvOverlap = "GALERA_OVERLAP"
	// EnvSettle, optional, is how long a member that leaves goes on serving after it has left the endpoints, such as "2s",
	// which is the default: the time in which every node learns of it.
	EnvSettle = "GALERA_SETTLE"
	// EnvOnline is the text of the settings that members will take over while they run, for the trial of them.
	EnvOnline = "GALERA_ONLINE"
	// EnvNamespace is the pod's namespace.
	EnvNamespace = "POD_NAMESPACE"
	// EnvPodName is the pod's name.
	EnvPodName = "POD_NAME"
	// EnvPodIP is the pod's address.
	EnvPodIP = "POD_IP"
	// EnvPodUID is the pod's UID.
	EnvPodUID = "POD_UID"
)

// Labels on the objects of a cluster.
const (
	// LabelName is the same on every object of every cluster.
	LabelName = "app.kubernetes.io/name"
	// LabelInstance is the cluster's name.
	LabelInstance = "app.kubernetes.io/instance"
	// LabelComponent tells members and the rollout apart.
	LabelComponent = "app.kubernetes.io/component"
	// LabelManagedBy names this project.
	LabelManagedBy = "app.kubernetes.io/managed-by"
	// LabelMember names the member that a pod, set, volume or claim belongs to.
	LabelMember = "galera-aks.dev/member"
	// LabelRole is set to RoleWriter by the supervisor on the pod that takes the application's writes.
	LabelRole = "galera-aks.dev/role"

	// NameGalera is the value of LabelName.
	NameGalera = "mariadb-galera"
	// ComponentMember is the value of LabelComponent on members.
	ComponentMember = "member"
	// ComponentRollout is the value of LabelComponent on the rollout Job's pod.
	ComponentRollout = "rollout"
	// ComponentCheck is the value of LabelComponent on the pod of the Job that tries an image and settings.
	ComponentCheck = "check"
	// ManagedBy is the value of LabelManagedBy.
	ManagedBy = "galera-aks"
	// RoleWriter is the value of LabelRole on the writer.
	RoleWriter = "writer"
)

// Annotations.
const (
	// AnnotationExpected, on the ledger, is the number of members that the cluster should have. The component writes
	// it there, not into the pods, so that a change of the number restarts nobody.
	AnnotationExpected = "galera-aks.dev/expected-members"
	// AnnotationLedger, on the ledger, is the supervisors' record as one JSON document.
	AnnotationLedger = "galera-aks.dev/ledger"
	// AnnotationRecovery, on the ledger, is the policy of coming back from a total outage: "strict", the default, or
	// "bounded" or "bounded(15m)". It stands there for the same reason.
	AnnotationRecovery = "galera-aks.dev/recovery"
	// AnnotationOnline, on a member's pod, is the hash of the settings that it should take over while it runs. The rollout
	// puts it there so that the kubelet looks at the pod, and at the files that it mounts, at once.
	AnnotationOnline = "galera-aks.dev/online-settings"
	// AnnotationSettings, on a pod, is the hash of the settings file that it mounts.
	AnnotationSettings = "galera-aks.dev/settings"
)

// TopologyZone is the node label, and the key of the members' node selector, that names a zone.
const TopologyZone = "topology.kubernetes.io/zone"

// Member returns the name of a cluster's member, which is also the name of its StatefulSet.
func Member(cluster string, ordinal int) string { return fmt.Sprintf("%s-%d", cluster, ordinal) }

// Pod returns the name of the only pod of a member's StatefulSet.
func Pod(member string) string { return member + "-0" }

// Claim returns the name of a member's claim, and of the volume bound to it, for one generation of its disk.
func Claim(member string, generation int) string {
	return fmt.Sprintf("data-%s-g%d", member, generation)
}

// MembersService returns the name of the headless Service that publishes every member, ready or not.
func MembersService(cluster string) string { return cluster + "-members" }

// MembersHost returns the DNS name behind which the addresses of all members' pods are found, ready or not.
func MembersHost(cluster, namespace string) string {
	return fmt.Sprintf("%s.%s.svc.cluster.local", MembersService(cluster), namespace)
}

// WriterService returns the name of the Service that leads to the writer; it is the cluster's public name.
func WriterService(cluster string) string { return cluster }

// ReadersService returns the name of the Service that leads to every Synced member.
func ReadersService(cluster string) string { return cluster + "-readers" }

// ServiceAccount returns the name of the account that members run as.
func ServiceAccount(cluster string) string { return cluster + "-member" }

// RolloutAccount returns the name of the account that the rollout runs as.
func RolloutAccount(cluster string) string { return cluster + "-rollout" }

// Ledger returns the name of the Lease that holds the cluster's memory.
func Ledger(cluster string) string { return cluster + "-ledger" }

// WriterLease returns the name of the Lease that the writer holds.
func WriterLease(cluster string) string { return cluster + "-writer" }

// Check returns the name under which the trial of an image and its settings is known; its Job's name goes on with a hash.
func Check(cluster string) string { return cluster + "-check" }

// Online returns the name of the ConfigMap with the settings that members take over while they run.
func Online(cluster string) string { return cluster + "-online" }

// Secrets returns the name of the Secret with the cluster's passwords.
func Secrets(cluster string) string { return cluster + "-secrets" }

// MemberHost returns the DNS name of a member's pod, resolvable inside the Kubernetes cluster whether it is ready or not.
func MemberHost(cluster, namespace string, ordinal int) string {
	return fmt.Sprintf("%s.%s.%s.svc.cluster.local", Pod(Member(cluster, ordinal)), MembersService(cluster), namespace)
}
