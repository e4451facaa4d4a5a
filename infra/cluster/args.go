package cluster

import (
	"net/netip"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/addresses"
	"github.com/galera-aks/galera-aks/infra/cluster/kubeconfig"
	"github.com/galera-aks/galera-aks/infra/egress"
)

// Args says what a [Cluster] is. What shapes it is plain Go, known when the program is planned.
type Args struct {
	// Name is the managed cluster's name. Required.
	Name string
	// ResourceGroup is the name of its resource group. Required.
	ResourceGroup pulumi.StringInput
	// DataResourceGroupID is the identifier of the resource group with the members' disks, which the cluster must
	// attach to its nodes. Required.
	DataResourceGroupID pulumi.StringInput
	// SubscriptionID is the subscription's GUID. Required.
	SubscriptionID pulumi.StringInput
	// TenantID is the tenant of those who log in. Required.
	TenantID pulumi.StringInput
	// Location is the Azure region. Required.
	Location string
	// KubernetesVersion is the minor version, such as "1.36"; Azure chooses the patch. Required.
	KubernetesVersion string
	// Tier is what Azure promises for the API server; empty means [Standard].
	Tier Tier
	// Network is where the cluster stands. Required.
	Network Network
	// Egress is how nodes reach what lies outside. Required.
	Egress egress.Mode
	// RegistryID is the identifier of the registry that nodes pull from. Required.
	RegistryID pulumi.StringInput
	// API is how the API server is reached; the zero value means from inside the network only.
	API API
	// Administrators are the object IDs of the Entra ID groups that may do everything in the cluster. There are no
	// other accounts: whoever runs the program must be in one of them, or must have been given the role Azure
	// Kubernetes Service RBAC Cluster Admin.
	Administrators []string
	// Login is how the program logs in; empty means [kubeconfig.AzureCLI].
	Login kubeconfig.Login
	// Zones are the availability zones, such as "1", "2", "3"; each gets a database pool. Required.
	Zones []string
	// System is the pool that the cluster's own services run on, spread over the zones; zero fields take defaults.
	System Pool
	// Database is the pool of each zone that database members run on; zero fields take defaults.
	Database Pool
	// Drain is how an upgrade takes a database node away; zero fields take defaults.
	Drain Drain
	// UpgradeChannel is which Kubernetes versions Azure installs by itself; empty means [UpgradePatch].
	UpgradeChannel UpgradeChannel
	// NodeChannel is which updates of nodes Azure installs by itself; empty means [NodeImage].
	NodeChannel NodeChannel
	// Upgrades is when Azure may upgrade Kubernetes; the zero value means [DefaultUpgrades].
	Upgrades Window
	// NodeUpdates is when Azure may update nodes; the zero value means [DefaultNodeUpdates].
	NodeUpdates Window
	// Protect makes the engine refuse to remove the cluster.
	Protect bool
	// Tags are put on everything that takes them.
	Tags map[string]string
}

// Tier is what Azure promises for the API server.
type Tier string

const (
	// Free has no promise; for development.
	Free Tier = "Free"
	// Standard is backed by a service level agreement.
	Standard Tier = "Standard"
	// Premium is Standard with long-term support.
	Premium Tier = "Premium"
)

// Tiers lists every tier.
func Tiers() []Tier { return []Tier{Free, Standard, Premium} }

// UpgradeChannel is which Kubernetes versions Azure installs by itself.
type UpgradeChannel string

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

// UpgradeChannels lists every channel of Kubernetes versions.
func UpgradeChannels() []UpgradeChannel {
	return []UpgradeChannel{UpgradeNone, UpgradePatch, UpgradeStable, UpgradeRapid, UpgradeNodeImage}
}

// NodeChannel is which updates of nodes Azure installs by itself.
type NodeChannel string

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

// NodeChannels lists every channel of node updates.
func NodeChannels() []NodeChannel {
	return []NodeChannel{NodeNone, NodeUnmanaged, NodeSecurityPatch, NodeImage}
}

// Network is where a cluster stands.
type Network struct {
	// Addresses is the address plan, of which the cluster takes the pods' and the services' ranges. Required.
	Addresses addresses.Plan
	// NodesSubnetID is the identifier of the nodes' subnet. Required.
	NodesSubnetID pulumi.StringInput
	// APIServerSubnetID is the identifier of the API server's subnet, delegated to AKS. Required.
	APIServerSubnetID pulumi.StringInput
	// LoadBalancersSubnetID is the identifier of the subnet of the databases' private addresses. Required.
	LoadBalancersSubnetID pulumi.StringInput
	// RouteTableID is the identifier of the nodes' route table. Required where egress is user defined routing.
	RouteTableID pulumi.StringInput
}

// API is how the API server is reached.
type API struct {
	// Public gives the API server a public address, for development. AuthorizedRanges are then required.
	Public bool
	// AuthorizedRanges are the public ranges that may reach it.
	AuthorizedRanges []netip.Prefix
	// PrivateZoneID is the identifier of a private DNS zone of the team's own for the API server's name, linked to
	// the networks that must resolve it. Nil means a zone that Azure keeps and that only the cluster's own network
	// resolves.
	PrivateZoneID pulumi.StringInput
}

// OSDisk is where a node's operating system lives.
type OSDisk string

const (
	// Ephemeral is the machine's own disk: faster, and free, but the machine's size must have room for it.
	Ephemeral OSDisk = "Ephemeral"
	// Managed is a managed disk, for sizes without a disk of their own.
	Managed OSDisk = "Managed"
)

// Pool is a pool of nodes.
type Pool struct {
	// Size is the machines' size; empty means [DefaultSize].
	Size string
	// MinNodes is the least number of nodes the autoscaler keeps.
	MinNodes int
	// MaxNodes is the greatest number of nodes the autoscaler makes.
	MaxNodes int
	// OSDisk is where the operating system lives; empty means [Ephemeral].
	OSDisk OSDisk
	// OSDiskGiB is the size of that disk in GiB; 0 means [DefaultOSDiskGiB].
	OSDiskGiB int
}

// Drain is how an upgrade takes a database node away. A node that cannot be drained in time is left alone and quarantined,
// never deleted.
type Drain struct {
	// Timeout is how long a drain may take: longer than the longest state transfer, because the next node waits for
	// the member before to be back. 0 means [DefaultDrainTimeout]. Azure takes 5 minutes to 24 hours.
	Timeout time.Duration
	// Soak is how long an upgrade waits between nodes; 0 means [DefaultSoak]. Azure takes up to 30 minutes.
	Soak time.Duration
}

// Window is a weekly maintenance window.
type Window struct {
	// Day is the day of the week.
	Day time.Weekday
	// Start is the time of day at which it opens, as HH:MM.
	Start string
	// UTCOffset is the offset of Start from UTC, as +HH:MM or -HH:MM.
	UTCOffset string
	// Hours is how long it stays open; 0 means that the whole window is the default one. Azure takes 4 to 24.
	Hours int
}

// Defaults.
const (
	// DefaultSize has 4 cores, 16 GiB, and a disk of its own for the operating system.
	DefaultSize = "Standard_D4ds_v5"
	// DefaultOSDiskGiB fits the disk that the smallest usable machines have of their own.
	DefaultOSDiskGiB = 64
	// DefaultDrainTimeout is longer than a full state transfer of some hundred GiB takes.
	DefaultDrainTimeout = 120 * time.Minute
	// DefaultSoak lets a member that came back show that it stays.
	DefaultSoak = 10 * time.Minute
)

// Default windows, on different days, so that a bad node image and a bad Kubernetes patch never come together.
var (
	// DefaultUpgrades is Sunday from 01:00 to 07:00 UTC.
	DefaultUpgrades = Window{Day: time.Sunday, Start: "01:00", UTCOffset: "+00:00", Hours: 6}
	// DefaultNodeUpdates is Tuesday from 01:00 to 07:00 UTC.
	DefaultNodeUpdates = Window{Day: time.Tuesday, Start: "01:00", UTCOffset: "+00:00", Hours: 6}
)

// withDefaults returns the arguments with what was left out filled in.
func (a Args) withDefaults() Args {
	if a.Tier == "" {
		a.Tier = Standard
	}
	if a.Login == "" {
		a.Login = kubeconfig.AzureCLI
	}
	a.System = a.System.withDefaults(3, 6)
	a.Database = a.Database.withDefaults(1, 2)
	if a.Drain.Timeout == 0 {
		a.Drain.Timeout = DefaultDrainTimeout
	}
	if a.Drain.Soak == 0 {
		a.Drain.Soak = DefaultSoak
	}
	if a.Upgrades.Hours == 0 {
		a.Upgrades = DefaultUpgrades
	}
	if a.NodeUpdates.Hours == 0 {
		a.NodeUpdates = DefaultNodeUpdates
	}
	if a.UpgradeChannel == "" {
		a.UpgradeChannel = UpgradePatch
	}
	if a.NodeChannel == "" {
		a.NodeChannel = NodeImage
	}
	return a
}

// withDefaults returns the pool with what was left out filled in; the bounds apply where neither is given.
func (p Pool) withDefaults(minNodes, maxNodes int) Pool {
	if p.Size == "" {
		p.Size = DefaultSize
	}
	if p.MinNodes == 0 && p.MaxNodes == 0 {
		p.MinNodes, p.MaxNodes = minNodes, maxNodes
	}
	if p.OSDisk == "" {
		p.OSDisk = Ephemeral
	}
	if p.OSDiskGiB == 0 {
		p.OSDiskGiB = DefaultOSDiskGiB
	}
	return p
}

// nodeResourceGroup returns the name of the resource group that Azure keeps the nodes in.
func (a Args) nodeResourceGroup() string { return a.Name + "-nodes" }
