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

// Login is how kubelogin, run by Pulumi's Kubernetes provider, obtains a token.
type Login string

// The ways to log in.
const (
	// LoginAzureCLI takes the token from `az login`: a person's machine.
	LoginAzureCLI Login = "azurecli"
	// LoginWorkloadIdentity takes a federated token: CI without a password.
	LoginWorkloadIdentity Login = "workloadidentity"
	// LoginServicePrincipal takes a client's secret or certificate from the environment.
	LoginServicePrincipal Login = "spn"
	// LoginManagedIdentity takes the identity of the machine Pulumi runs on.
	LoginManagedIdentity Login = "msi"
)

// UpgradeChannel is which Kubernetes versions Azure installs by itself.
type UpgradeChannel string

// The channels of Kubernetes versions.
const (
	UpgradeNone      UpgradeChannel = "none"
	UpgradePatch     UpgradeChannel = "patch"
	UpgradeStable    UpgradeChannel = "stable"
	UpgradeRapid     UpgradeChannel = "rapid"
	UpgradeNodeImage UpgradeChannel = "node-image"
)

// NodeChannel is which operating system updates Azure installs on nodes by itself.
type NodeChannel string

// The channels of node updates.
const (
	NodeNone          NodeChannel = "None"
	NodeUnmanaged     NodeChannel = "Unmanaged"
	NodeSecurityPatch NodeChannel = "SecurityPatch"
	NodeImage         NodeChannel = "NodeImage"
)

// DiskSKU is the kind of a managed disk.
type DiskSKU string

// The kinds of disk that can hold a database. Ultra disks are not among them: Premium SSD v2 does the same here for less.
const (
	DiskPremiumV2     DiskSKU = "PremiumV2_LRS"
	DiskPremium       DiskSKU = "Premium_LRS"
	DiskPremiumZRS    DiskSKU = "Premium_ZRS"
	DiskStandardSSD   DiskSKU = "StandardSSD_LRS"
	DiskStandardSSDZR DiskSKU = "StandardSSD_ZRS"
)

// Zonal reports whether disks of this kind live in one zone; the others are spread over all zones of the region.
func (s DiskSKU) Zonal() bool { return s != DiskPremiumZRS && s != DiskStandardSSDZR }

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
