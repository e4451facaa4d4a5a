package settings

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/infra/cluster/kubeconfig"
	"github.com/galera-aks/galera-aks/infra/disk/kinds"
	"github.com/galera-aks/galera-aks/infra/egress"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/ledger"
)

// readPort is the default port that leads to every Synced member: the one after MariaDB's own.
const readPort = contract.PortSQL + 1

// withDefaults returns the settings with every default filled in. It is the only place where a default stands.
func (s Settings) withDefaults(stack string) Settings {
	fill(&s.Layer, LayerAll)
	if s.Layer.HasPlatform() {
		fill(&s.Name, "galera-"+strings.ToLower(stack))
		if len(s.Zones) == 0 {
			s.Zones = []string{"1", "2", "3"}
		}
		s.Network = s.Network.withDefaults(s.Name)
		s.Registry = s.Registry.withDefaults()
		s.Cluster = s.Cluster.withDefaults()
	} else {
		fill(&s.Cluster.Login, kubeconfig.AzureCLI)
	}
	s.Databases = slices.Clone(s.Databases)
	for i, d := range s.Databases {
		s.Databases[i] = d.withDefaults()
	}
	if s.Layer.HasPlatform() {
		s = s.inherit(s.Surroundings())
	}
	return s
}

func (n Network) withDefaults(environment string) Network {
	fill(&n.AddressSpace, netip.MustParsePrefix("10.60.0.0/16"))
	base := n.AddressSpace.Masked().Addr()
	fill(&n.Nodes, subnet(base, 0, 22))
	fill(&n.LoadBalancers, subnet(base, 8, 27))
	fill(&n.APIServer, subnet(base, 9, 28))
	fill(&n.PrivateEndpoints, subnet(base, 10, 26))
	fill(&n.Builds, subnet(base, 11, 27))
	fill(&n.Pods, netip.MustParsePrefix("10.244.0.0/16"))
	fill(&n.Services, netip.MustParsePrefix("10.70.0.0/16"))
	fill(&n.DNSZone, environment+".internal")
	fill(&n.Egress, egress.None)
	if len(n.DatabasePorts) == 0 {
		n.DatabasePorts = []int{contract.PortSQL, readPort}
	}
	return n
}

func (r Registry) withDefaults() Registry {
	fill(&r.SKU, RegistryPremium)
	yes := true
	fill(&r.Protect, &yes)
	fill(&r.BuildAgents.Tier, "S1")
	fill(&r.BuildAgents.Count, 1)
	return r
}

func (c Cluster) withDefaults() Cluster {
	fill(&c.KubernetesVersion, "1.36")
	fill(&c.Tier, TierStandard)
	yes := true
	fill(&c.PrivateAPI, &yes)
	fill(&c.Protect, &yes)
	fill(&c.Login, kubeconfig.AzureCLI)
	c.SystemPool = c.SystemPool.withDefaults(3, 6)
	c.DatabasePools = c.DatabasePools.withDefaults(1, 2)
	fill(&c.Upgrades.Channel, UpgradePatch)
	fill(&c.Upgrades.NodeChannel, NodeImage)
	c.Maintenance.Upgrades = c.Maintenance.Upgrades.withDefaults("Sunday")
	c.Maintenance.NodeImages = c.Maintenance.NodeImages.withDefaults("Tuesday")
	return c
}

func (w Window) withDefaults(day string) Window {
	start := 1
	fill(&w.Day, day)
	fill(&w.StartHour, &start)
	fill(&w.Hours, 6)
	return w
}

// withDefaults fills in a pool. A bound that is given moves the default of the other one, not out of its way.
func (p Pool) withDefaults(low, high int) Pool {
	fill(&p.Size, "Standard_D4ds_v5")
	if p.Min == 0 {
		p.Min = low
		if p.Max > 0 {
			p.Min = min(low, p.Max)
		}
	}
	if p.Max == 0 {
		p.Max = max(high, p.Min)
	}
	return p
}

func (d Database) withDefaults() Database {
	fill(&d.Namespace, d.Name)
	fill(&d.Members, 3)
	fill(&d.ReadPort, readPort)
	fill(&d.Recovery, ledger.Policy{}.String())
	fill(&d.Schema, strings.ReplaceAll(d.Name, "-", "_"))
	fill(&d.User, "application")
	fill(&d.Resources.CPU, 1000)
	fill(&d.Resources.Memory, 4*Gibibyte)
	d.Storage = d.Storage.withDefaults()
	return d
}

func (s Storage) withDefaults() Storage {
	fill(&s.SizeGiB, 64)
	fill(&s.FileSystem, FileSystemXFS)
	fill(&s.SKU, kinds.PremiumV2)
	fill(&s.Generation, 1)
	fill(&s.Guard, GuardRetain)
	if s.SKU.Provisioned() {
		fill(&s.IOPS, kinds.FreeIOPS)
		fill(&s.ThroughputMBps, kinds.FreeThroughputMBps)
	}
	return s
}

// fill sets a value that was not given.
func fill[T comparable](value *T, standard T) {
	var zero T
	if *value == zero {
		*value = standard
	}
}

// subnet returns a range that begins block x 256 addresses after base.
func subnet(base netip.Addr, block, bits int) netip.Prefix {
	if !base.Is4() {
		return netip.Prefix{}
	}
	four := base.As4()
	start := uint32(four[0])<<24 | uint32(four[1])<<16 | uint32(four[2])<<8 | uint32(four[3])
	start += uint32(block) << 8
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(start >> 24), byte(start >> 16), byte(start >> 8), byte(start)}), bits)
}
