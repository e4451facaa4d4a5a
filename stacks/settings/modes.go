package settings

// Layer says which part of an environment a stack holds.
type Layer string

// The layers.
const (
	// LayerAll is the whole environment in one stack.
	LayerAll Layer = "all"
	// LayerPlatform is what Azure provides: network, registry and image, cluster and its pools, DNS zone.
	LayerPlatform Layer = "platform"
	// LayerDatabases is what a platform carries: disks, DNS records and everything in Kubernetes.
	LayerDatabases Layer = "databases"
)

// HasPlatform reports whether a stack of this layer holds the platform.
func (l Layer) HasPlatform() bool { return l != LayerDatabases }

// HasDatabases reports whether a stack of this layer holds the databases.
func (l Layer) HasDatabases() bool { return l != LayerPlatform }

// RegistrySKU is a registry's tier.
type RegistrySKU string

// The tiers of a registry. Only Premium can be private.
const (
	RegistryBasic    RegistrySKU = "Basic"
	RegistryStandard RegistrySKU = "Standard"
	RegistryPremium  RegistrySKU = "Premium"
)

// Tier is the cluster's tier, which decides the promise of its API server.
type Tier string

// The tiers of a cluster.
const (
	// TierFree makes no promise about the API server.
	TierFree Tier = "Free"
	// TierStandard has a service level agreement.
	TierStandard Tier = "Standard"
	// TierPremium adds long-term support of a Kubernetes version.
	TierPremium Tier = "Premium"
)

// UpgradeChannel is which Kubernetes versions Azure installs by itself.
type UpgradeChannel string

// The channels of Kubernetes versions.
const (
	// UpgradeNone installs none.
	UpgradeNone UpgradeChannel = "none"
	// UpgradePatch installs patches of the minor version, which stays a deliberate change.
	UpgradePatch UpgradeChannel = "patch"
	// UpgradeStable moves to the minor version before the newest.
	UpgradeStable UpgradeChannel = "stable"
	// UpgradeRapid moves to the newest version.
	UpgradeRapid UpgradeChannel = "rapid"
	// UpgradeNodeImage installs nodes' images only.
	UpgradeNodeImage UpgradeChannel = "node-image"
)

// NodeChannel is which updates of nodes Azure installs by itself.
type NodeChannel string

// The channels of node updates.
const (
	// NodeNone installs none.
	NodeNone NodeChannel = "None"
	// NodeUnmanaged leaves updates to the operating system, which knows nothing of windows or drains.
	NodeUnmanaged NodeChannel = "Unmanaged"
	// NodeSecurityPatch installs security updates, in place where it can.
	NodeSecurityPatch NodeChannel = "SecurityPatch"
	// NodeImage replaces nodes by newer ones, in their window, one at a time.
	NodeImage NodeChannel = "NodeImage"
)

// Guard says what keeps a disk and its data from being removed.
type Guard string

// The guards of disks.
const (
	// GuardRetain keeps in Azure what the environment no longer names: what was replaced or scaled away is still there
	// for a human to remove.
	GuardRetain Guard = "retain"
	// GuardProtect is GuardRetain, and every change that would stop naming a disk is refused. Scaling in and replacing
	// disks then need an update with GuardRetain first.
	GuardProtect Guard = "protect"
	// GuardNone lets Pulumi delete disks with their data.
	GuardNone Guard = "none"
)

// FileSystem is what a member's disk is formatted with.
type FileSystem string

// The file systems.
const (
	FileSystemXFS  FileSystem = "xfs"
	FileSystemExt4 FileSystem = "ext4"
)

// TrafficPolicy is where the load balancer sends a connection: Kubernetes' externalTrafficPolicy.
type TrafficPolicy string

// The traffic policies.
const (
	// TrafficLocal sends to nodes that run a ready member and keeps the client's address.
	TrafficLocal TrafficPolicy = "Local"
	// TrafficCluster sends to any node, which forwards to a ready member under its own address.
	TrafficCluster TrafficPolicy = "Cluster"
)
