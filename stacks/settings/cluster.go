package settings

import (
	"net/netip"
	"slices"
	"time"

	"github.com/galera-aks/galera-aks/infra/cluster/kubeconfig"
)

// Cluster is the environment's Kubernetes cluster.
type Cluster struct {
	// KubernetesVersion is the minor version; Azure picks the patch. Default "1.36".
	KubernetesVersion string `json:"kubernetesVersion"`
	// Tier is the cluster's tier. Default Standard.
	Tier Tier `json:"tier"`
	// PrivateAPI keeps the API server without a public address. Default true.
	PrivateAPI *bool `json:"privateApi"`
	// PrivateAPIZoneID is the ARM id of a private DNS zone for the name of a private API server, where whoever runs
	// Pulumi can resolve it. Default a zone that only the cluster's own network resolves.
	PrivateAPIZoneID string `json:"privateApiZoneId"`
	// AuthorizedRanges are the public ranges that may reach a public API server.
	AuthorizedRanges []netip.Prefix `json:"authorizedRanges"`
	// AdminGroups are the object ids of the Entra groups whose members administer the cluster, whoever runs Pulumi
	// among them. At least one, since the cluster has no other accounts.
	AdminGroups []string `json:"adminGroups"`
	// Login is how Pulumi logs in to the cluster. Default "azurecli".
	Login kubeconfig.Login `json:"login"`
	// SystemPool holds the cluster's own components, spread over the zones. Default Standard_D4ds_v5, 3 to 6 nodes.
	SystemPool Pool `json:"systemPool"`
	// DatabasePools is what the database pool of each zone is like: the numbers count for one zone. Default
	// Standard_D4ds_v5, 1 to 2 nodes.
	DatabasePools Pool `json:"databasePools"`
	// Protect has Pulumi refuse to remove the cluster. Default true.
	Protect *bool `json:"protect"`
	// Upgrades says what Azure upgrades by itself.
	Upgrades Upgrades `json:"upgrades"`
	// Maintenance says when Azure may upgrade by itself.
	Maintenance Maintenance `json:"maintenance"`
}

// Private reports whether the API server has no public address.
func (c Cluster) Private() bool { return c.PrivateAPI == nil || *c.PrivateAPI }

// Protected reports whether Pulumi refuses to remove the cluster.
func (c Cluster) Protected() bool { return c.Protect == nil || *c.Protect }

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
	// Channel is which Kubernetes versions. Default "patch".
	Channel UpgradeChannel `json:"channel"`
	// NodeChannel is which updates of nodes. Default "NodeImage".
	NodeChannel NodeChannel `json:"nodeChannel"`
}

// Maintenance is the weekly windows in which Azure upgrades by itself: patches of Kubernetes, and images of nodes. They are
// on different days, so that a bad image and a bad patch never come together.
type Maintenance struct {
	// Upgrades is when Kubernetes is patched. Default Sunday from 1 for 6 hours.
	Upgrades Window `json:"upgrades"`
	// NodeImages is when nodes get new images. Default Tuesday from 1 for 6 hours.
	NodeImages Window `json:"nodeImages"`
}

// Window is a weekly maintenance window.
type Window struct {
	// Day is the day of the week, such as "Sunday".
	Day string `json:"day"`
	// StartHour is the hour of the day in UTC, 0 to 23.
	StartHour *int `json:"startHour"`
	// Hours is how long the window is, 4 to 24.
	Hours int `json:"hours"`
}

// Weekday returns the window's day; it is one that [Read] has checked.
func (w Window) Weekday() time.Weekday { return time.Weekday(max(0, slices.Index(weekdays, w.Day))) }
