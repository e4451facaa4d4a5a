package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/infra/armid"
	"github.com/galera-aks/galera-aks/infra/cluster/kubeconfig"
	"github.com/galera-aks/galera-aks/infra/registry/imageref"
)

var (
	environmentName = regexp.MustCompile(`^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$`)
	locationName    = regexp.MustCompile(`^[a-z][a-z0-9]+$`)
	groupID         = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	tagName         = regexp.MustCompile(`^[^<>%&\\?/]{1,512}$`)
)

// platform checks the settings of the platform layer.
func (p *problems) platform(s Settings) {
	if !environmentName.MatchString(s.Name) {
		p.add("name", "must be 1 to 40 lower-case letters, digits and inner dashes, beginning with a letter, got %q", s.Name)
	}
	if !locationName.MatchString(s.Location) {
		p.add("location", `must be the short name of an Azure region, such as "westeurope", got %q`, s.Location)
	}
	p.zones("zones", s.Zones, nil)
	p.tags(s.Tags)
	p.network(s)
	p.registry(s)
	p.cluster(s.Cluster)
}

// zones checks a list of zones; those of a database must be among the platform's.
func (p *problems) zones(key string, zones, among []string) {
	for i, zone := range zones {
		entry := fmt.Sprintf("%s[%d]", key, i)
		switch {
		case !slices.Contains([]string{"1", "2", "3"}, zone):
			p.add(entry, "must be 1, 2 or 3, got %q", zone)
		case slices.Contains(zones[:i], zone):
			p.add(entry, "must not be named twice, got %q", zone)
		case among != nil && !slices.Contains(among, zone):
			p.add(entry, "must be a zone of the platform (%s), got %q", strings.Join(among, ", "), zone)
		}
	}
}

// tags checks what Azure accepts: 50 on a resource, of which the program adds some of its own.
func (p *problems) tags(tags map[string]string) {
	if len(tags) > 40 {
		p.add("tags", "must be at most 40, got %d", len(tags))
	}
	for name, value := range tags {
		if !tagName.MatchString(name) {
			p.add("tags."+name, `must have a name of 1 to 512 characters, none of them <>%%&\?/`)
		}
		if len(value) > 256 {
			p.add("tags."+name, "must be at most 256 characters, got %d", len(value))
		}
	}
}

// registry checks the registry and where the image comes from.
func (p *problems) registry(s Settings) {
	r := s.Registry
	if oneOf(p, "registry.sku", r.SKU, RegistryBasic, RegistryStandard, RegistryPremium) && !r.PublicAccess && r.SKU != RegistryPremium {
		p.add("registry.sku", "must be %s for a private registry, got %s (or set registry.publicAccess)", RegistryPremium, r.SKU)
	}
	oneOf(p, "registry.buildAgents.tier", r.BuildAgents.Tier, "S1", "S2", "S3", "I6")
	if count := r.BuildAgents.Count; count < 1 || count > 10 {
		p.add("registry.buildAgents.count", "must be between 1 and 10, got %d", count)
	}
	p.image(s)
}

func (p *problems) image(s Settings) {
	reference := s.Image.Reference
	switch {
	case s.Image.Build && reference != "":
		p.add("image.reference", "must not be set when image.build is true, got %q", reference)
	case s.Image.Build:
		p.build(s)
	case reference == "":
		p.add("image", "must have a reference by digest, or build: true")
	default:
		if _, err := imageref.Parse(reference); err != nil {
			p.add("image.reference", "%s", err)
		}
	}
}

// build checks that a private registry can build: the shared agents have no access to it, so its own do, in their subnet,
// from where they must reach the base image and Azure's services.
func (p *problems) build(s Settings) {
	if s.Registry.PublicAccess {
		return
	}
	if !s.Network.EgressNextHop.IsValid() {
		p.add("image.build", "needs network.egressNextHop, through which the agents in network.builds reach the base image and Azure's services, got none (or set image.reference)")
	}
}

// cluster checks the cluster and its pools.
func (p *problems) cluster(c Cluster) {
	// AKS supports these in general availability (Azure documentation, "Supported Kubernetes versions in AKS", 2026).
	oneOf(p, "cluster.kubernetesVersion", c.KubernetesVersion, "1.35", "1.36", "1.37")
	oneOf(p, "cluster.tier", c.Tier, TierFree, TierStandard, TierPremium)
	p.login(c.Login)
	p.upgrades(c.Upgrades)
	if len(c.AdminGroups) == 0 {
		p.add("cluster.adminGroups", "must name at least one group, since the cluster has no other accounts, got none")
	}
	for i, group := range c.AdminGroups {
		if !groupID.MatchString(group) {
			p.add(fmt.Sprintf("cluster.adminGroups[%d]", i), "must be the object id (a GUID) of an Entra group, got %q", group)
		}
	}
	p.apiServer(c)
	p.pool("cluster.systemPool", c.SystemPool)
	p.pool("cluster.databasePools", c.DatabasePools)
	p.maintenance(c.Maintenance)
}

func (p *problems) upgrades(u Upgrades) {
	oneOf(p, "cluster.upgrades.channel", u.Channel, UpgradeNone, UpgradePatch, UpgradeStable, UpgradeRapid, UpgradeNodeImage)
	oneOf(p, "cluster.upgrades.nodeChannel", u.NodeChannel, NodeNone, NodeUnmanaged, NodeSecurityPatch, NodeImage)
	if u.Channel == UpgradeNodeImage && u.NodeChannel != NodeImage {
		p.add("cluster.upgrades.nodeChannel", "must be %s when cluster.upgrades.channel is %s, got %s", NodeImage, UpgradeNodeImage, u.NodeChannel)
	}
}

func (p *problems) login(l kubeconfig.Login) {
	oneOf(p, "cluster.login", l, kubeconfig.Logins()...)
}

// apiServer checks who can reach the API server.
func (p *problems) apiServer(c Cluster) {
	const key = "cluster.authorizedRanges"
	if c.Private() && len(c.AuthorizedRanges) > 0 {
		p.add(key, "must be empty when cluster.privateApi is true, got %d", len(c.AuthorizedRanges))
	}
	if !c.Private() && len(c.AuthorizedRanges) == 0 {
		p.add(key, "must name who may reach the public API server (cluster.privateApi is false), got none")
	}
	if zone := c.PrivateAPIZoneID; zone != "" {
		if !c.Private() {
			p.add("cluster.privateApiZoneId", "must not be set when cluster.privateApi is false")
		}
		if _, err := armid.ParseOf("Microsoft.Network/privateDnsZones", zone); err != nil {
			p.add("cluster.privateApiZoneId", "%s", err)
		}
	}
	if len(c.AuthorizedRanges) > 200 {
		p.add(key, "must be at most 200, got %d", len(c.AuthorizedRanges))
	}
	for i, r := range c.AuthorizedRanges {
		if !r.IsValid() || !r.Addr().Is4() || r.Bits() == 0 {
			p.add(fmt.Sprintf("%s[%d]", key, i), "must be an IPv4 range smaller than everything, got %s", r)
		}
	}
}

// pool checks a pool. Every known size suits a system pool too, which needs 2 vCPU and 4 GiB.
func (p *problems) pool(key string, pool Pool) {
	p.machineSize(key+".size", pool.Size)
	if pool.Min < 1 || pool.Min > 1000 {
		p.add(key+".min", "must be between 1 and 1000, got %d", pool.Min)
	}
	if pool.Max < pool.Min || pool.Max > 1000 {
		p.add(key+".max", "must be between min (%d) and 1000, got %d", pool.Min, pool.Max)
	}
}

var weekdays = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

func (p *problems) maintenance(m Maintenance) {
	const key = "cluster.maintenance"
	p.window(key+".upgrades", m.Upgrades)
	p.window(key+".nodeImages", m.NodeImages)
	if m.Upgrades.Day == m.NodeImages.Day {
		p.add(key+".nodeImages.day", "must be another day than %s.upgrades.day, so that a bad image and a bad patch do not meet, got %s", key, m.NodeImages.Day)
	}
}

func (p *problems) window(key string, w Window) {
	oneOf(p, key+".day", w.Day, weekdays...)
	if *w.StartHour < 0 || *w.StartHour > 23 {
		p.add(key+".startHour", "must be between 0 and 23, got %d", *w.StartHour)
	}
	if w.Hours < 4 || w.Hours > 24 {
		p.add(key+".hours", "must be between 4 and 24, got %d", w.Hours)
	}
}
