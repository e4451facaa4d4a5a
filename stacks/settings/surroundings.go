package settings

import (
	"net/netip"
)

// Surroundings is what the databases of an environment are checked against: the part of the platform that is known
// before anything is made. A platform stack exports it for the stack that holds the databases.
type Surroundings struct {
	// Location is the Azure region.
	Location string `json:"location"`
	// Zones are the zones that have a database pool.
	Zones []string `json:"zones"`
	// LoadBalancers is the subnet of the databases' addresses.
	LoadBalancers netip.Prefix `json:"loadBalancers"`
	// DatabasePorts are the ports that the application's network can reach.
	DatabasePorts []int `json:"databasePorts"`
	// Application are the ranges of the application's network, from which clients come.
	Application []netip.Prefix `json:"application"`
	// DNSZone is the private zone of the databases' records.
	DNSZone string `json:"dnsZone"`
	// Pools is what the database pool of each zone is like.
	Pools Pool `json:"pools"`
}

// Surroundings returns what this platform offers to databases. Only for the layers that hold the platform.
func (s Settings) Surroundings() Surroundings {
	return Surroundings{
		Location:      s.Location,
		Zones:         s.Zones,
		LoadBalancers: s.Network.LoadBalancers,
		DatabasePorts: s.Network.DatabasePorts,
		Application:   s.Network.Application.AddressSpaces,
		DNSZone:       s.Network.DNSZone,
		Pools:         s.Cluster.DatabasePools,
	}
}

// On returns the settings of a stack that holds databases only, with the defaults that the platform gives, and every
// problem that shows only beside the platform.
func (s Settings) On(platform Surroundings) (Settings, error) {
	s = s.inherit(platform)
	var p problems
	p.databasesOn(s.Databases, platform)
	return s, p.err()
}

// inherit fills in what databases take from their platform.
func (s Settings) inherit(platform Surroundings) Settings {
	databases := make([]Database, len(s.Databases))
	for i, d := range s.Databases {
		if len(d.Zones) == 0 {
			d.Zones = platform.Zones
		}
		if len(d.SourceRanges) == 0 {
			d.SourceRanges = platform.Application
		}
		databases[i] = d
	}
	s.Databases = databases
	return s
}
