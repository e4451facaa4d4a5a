package settings

import "net/netip"

// Cluster is the environment's Kubernetes cluster.
type Cluster struct {
	// KubernetesVersion is the minor version; Azure picks the patch. Default "1.36".
	KubernetesVersion string `json:"kubernetesVersion"`
	// Tier is the cluster's tier. Default Standard.
	Tier Tier `json:"tier"`
	// PrivateAPI keeps the API server without a public address. Default true.
	PrivateAPI *bool `json:"privateApi"`
	// AuthorizedRanges are the public ranges that may reach a public API server.
	AuthorizedRanges []netip.Prefix `json:"authorizedRanges"`
	// AdminGroups are the object ids of the Entra groups whose members administer the cluster.
	AdminGroups []string `json:"adminGroups"`
	// Login is how Pulumi logs in to the cluster. Default "azurecli".
	Login Login `json:"login"`
	// SystemPool holds the cluster's own components, spread over the zones. Default Standard_D4ds_v5, 3 to 6 nodes.
	SystemPool Pool `json:"systemPool"`
	// DatabasePools is what the database pool of each zone is like: the numbers count for one zone. Default
	// Standard_D4ds_v5, 1 to 2 nodes.
	DatabasePools Pool `json:"databasePools"`
	// Upgrades says what Azure installs by itself.
	Upgrades Upgrades `json:"upgrades"`
	// Maintenance says when it may.
	Maintenance Maintenance `json:"maintenance"`
}

// Private reports whether the API server has no public address.
func (c Cluster) Private() bool { return c.PrivateAPI == nil || *c.PrivateAPI }

// Pool is a pool of nodes with its autoscaler's bounds.
type Pool struct {
	// Size is the virtual machines' size, one of [MachineSizes].
	Size string `json:"size"`
	// Min and Max are the autoscaler's bounds, 1 to 1000.
	Min int `json:"min"`
	Max int `json:"max"`
}

// Upgrades says what Azure upgrades by itself.
type Upgrades struct {
	// Channel is which Kubernetes versions. Default "patch": minor versions stay a deliberate change.
	Channel UpgradeChannel `json:"channel"`
	// NodeChannel is which node updates. Default "NodeImage".
	NodeChannel NodeChannel `json:"nodeChannel"`
}

// Maintenance is the weekly windows in which Azure upgrades by itself.
type Maintenance struct {
	// Day is the day of Kubernetes upgrades. Default Saturday.
	Day string `json:"day"`
	// NodeDay is the day of node updates; a day of its own keeps the two apart. Default Sunday.
	NodeDay string `json:"nodeDay"`
	// Start is when a window opens, as HH:MM. Default 01:00.
	Start string `json:"start"`
	// UTCOffset is the offset of Start from UTC, as +HH:MM or -HH:MM. Default +00:00.
	UTCOffset string `json:"utcOffset"`
	// DurationHours is a window's length, 4 to 24. Default 6.
	DurationHours int `json:"durationHours"`
}
