package settings

import (
	"net/netip"

	"github.com/galera-aks/galera-aks/infra/disk/kinds"
)

// Database is one Galera cluster.
type Database struct {
	// Name names the cluster and everything of it: 1 to 32 lower-case letters, digits and dashes.
	Name string `json:"name"`
	// Namespace is its Kubernetes namespace. Default the name.
	Namespace string `json:"namespace"`
	// Members is the number of members, 1 to 9 and odd. Default 3.
	Members int `json:"members"`
	// AllowEven accepts an even number, which tolerates no more failures than one member fewer and can split in halves.
	AllowEven bool `json:"allowEven"`
	// Zones are the members' zones, taken in turn. Default the platform's.
	Zones []string `json:"zones"`
	// AllowFewerZones accepts a spread in which the loss of one zone takes the majority along.
	AllowFewerZones bool `json:"allowFewerZones"`
	// AllowSharedNodes accepts that members of one zone run on one node while its pool has no other: losing that node then
	// takes all of them, which is never more than losing their zone would. A change restarts the members.
	AllowSharedNodes bool `json:"allowSharedNodes"`
	// Address is the private address in the platform's load balancer subnet.
	Address netip.Addr `json:"address"`
	// ReplacesAddress is the address of the last update where Address is meant to be another one. Clients reach the
	// database by the old address until they look up its name again, and then it is gone. Default none, which refuses
	// another address.
	ReplacesAddress netip.Addr `json:"replacesAddress"`
	// ReadPort is the port of the address that leads to every Synced member. Default 3307.
	ReadPort int `json:"readPort"`
	// Schema is the database that is created for the application. Default the name, with underscores for dashes.
	Schema string `json:"schema"`
	// User is the application's user name. Default "application".
	User string `json:"user"`
	// Storage is each member's disk.
	Storage Storage `json:"storage"`
	// Resources is what each member gets of its node.
	Resources Resources `json:"resources"`
	// Settings overrides single server settings, as in a MariaDB option file.
	Settings map[string]string `json:"settings"`
	// Recovery is what may be given up to come back from a total outage: strict, bounded or bounded(DURATION). Default
	// strict, which is nothing.
	Recovery string `json:"recovery"`
	// ExternalTrafficPolicy is how connections reach the members. Default the component's.
	ExternalTrafficPolicy TrafficPolicy `json:"externalTrafficPolicy"`
	// SourceRanges may reach the database. Default the application's address spaces.
	SourceRanges []netip.Prefix `json:"sourceRanges"`
	// Monitoring are the labels of the namespaces whose pods may read the members' metrics. Default none, which admits
	// nobody.
	Monitoring map[string]string `json:"monitoring"`
}

// Zone returns the zone of a member: the zones are taken in turn.
func (d Database) Zone(ordinal int) string { return d.Zones[ordinal%len(d.Zones)] }

// Storage is the disk of each member.
type Storage struct {
	// SizeGiB is the disk's size. It can grow, never shrink. Default 64.
	SizeGiB int `json:"sizeGiB"`
	// FileSystem is what the disk is formatted with. A change moves every member, in turn, onto a new disk. Going back to
	// an earlier one within a generation asks for disks that Azure may have retained; remove those first. Default xfs.
	FileSystem FileSystem `json:"fileSystem"`
	// SKU is the kind of disk. A change needs a new Generation. Default PremiumV2_LRS.
	SKU kinds.Kind `json:"sku"`
	// IOPS is in operations a second and ThroughputMBps in megabytes a second, for PremiumV2_LRS only. Default 3000 and
	// 125, which cost nothing.
	IOPS           int `json:"iops"`
	ThroughputMBps int `json:"throughputMBps"`
	// Generation counts the disks that each member has had; raising it moves every member, in turn, onto a new disk.
	// Default 1.
	Generation int `json:"generation"`
	// Guard is what keeps the disks and their data from being removed. Default "retain".
	Guard Guard `json:"guard"`
}

// Resources is what a member is guaranteed. Memory is also its limit; processor time it may use more of while its node has
// more.
type Resources struct {
	// CPU is the processor time, such as "2" or "500m". Default 1.
	CPU Millicores `json:"cpu"`
	// Memory is the main memory, such as "8Gi"; the server's buffers derive from it. Default 4Gi.
	Memory Bytes `json:"memory"`
}
