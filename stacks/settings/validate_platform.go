package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/infra/egress"
)

var (
	environmentName = regexp.MustCompile(`^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$`)
	locationName    = regexp.MustCompile(`^[a-z][a-z0-9]+$`)
	groupID         = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	imageReference  = regexp.MustCompile(`^[a-z0-9][a-z0-9._/:-]*@sha256:[0-9a-f]{64}$`)
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
	if count := r.BuildAgents.count(); count < 0 || count > 10 {
		p.add("registry.buildAgents.count", "must be between 0 and 10, got %d", count)
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
	case !imageReference.MatchString(reference):
		p.add("image.reference", "must be REPOSITORY@sha256: and 64 hexadecimal digits, since a tag can change its content, got %q", reference)
	}
}

// build checks that a private registry can build: the shared agents have no access to it, so its own do, in their subnet,
// from where they must reach the base image and Azure's services.
func (p *problems) build(s Settings) {
	if s.Registry.PublicAccess {
		return
	}
	if s.Registry.BuildAgents.count() == 0 {
		p.add("registry.buildAgents.count", "must be at least 1 when a private registry builds the image, got 0")
	}
	if s.Network.Egress == egress.None {
		p.add("image.build", "needs a way out for the agents in network.builds to the base image and Azure's services, but network.egress is %s (set %s, or image.reference)",
			egress.None, egress.UserDefinedRouting)
	}
}

// cluster checks the cluster and its pools.
func (p *problems) cluster(c Cluster) {
	// AKS supports these in general availability (Azure documentation, "Supported Kubernetes versions in AKS", 2026).
	oneOf(p, "cluster.kubernetesVersion", c.KubernetesVersion, "1.35", "1.36", "1.37")
	oneOf(p, "cluster.tier", c.Tier, TierFree, TierStandard, TierPremium)
	p.login(c.Login)
	oneOf(p, "cluster.upgrades.channel", c.Upgrades.Channel, UpgradeNone, UpgradePatch, UpgradeStable, UpgradeRapid, UpgradeNodeImage)
	oneOf(p, "cluster.upgrades.nodeChannel", c.Upgrades.NodeChannel, NodeNone, NodeUnmanaged, NodeSecurityPatch, NodeImage)
	if c.Upgrades.Channel == UpgradeNodeImage && c.Upgrades.NodeChannel != NodeImage {
		p.add("cluster.upgrades.nodeChannel", "must be %s when cluster.upgrades.channel is %s, got %s", NodeImage, UpgradeNodeImage, c.Upgrades.NodeChannel)
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

func (p *problems) login(l Login) {
	oneOf(p, "cluster.login", l, LoginAzureCLI, LoginWorkloadIdentity, LoginServicePrincipal, LoginManagedIdentity)
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
	if len(c.AuthorizedRanges) > 200 {
		p.add(key, "must be at most 200, got %d", len(c.AuthorizedRanges))
	}
	for i, r := range c.AuthorizedRanges {
		if !r.IsValid() || !r.Addr().Is4() || r.Bits() == 0 {
			p.add(fmt.Sprintf("%s[%d]", key, i), "must be an IPv4 range smaller than everything, got %s", r)
		}
	}
}

// Least size of the machines of a system pool (Azure documentation, "Manage system node pools"): 2 vCPU and 4 GiB.
func (p *problems) pool(key string, pool Pool) {
	p.machineSize(key+".size", pool.Size)
	if pool.Min < 1 || pool.Min > 1000 {
		p.add(key+".min", "must be between 1 and 1000, got %d", pool.Min)
	}
	if pool.Max < pool.Min || pool.Max > 1000 {
		p.add(key+".max", "must be between min (%d) and 1000, got %d", pool.Min, pool.Max)
	}
}

var utcOffset = regexp.MustCompile(`^[+-](0[0-9]|1[0-4]):[0-5][0-9]$`)

func (p *problems) maintenance(m Maintenance) {
	days := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	oneOf(p, "cluster.maintenance.day", m.Day, days...)
	oneOf(p, "cluster.maintenance.nodeDay", m.NodeDay, days...)
	if m.Day == m.NodeDay {
		p.add("cluster.maintenance.nodeDay", "must be another day than cluster.maintenance.day, so that the two upgrades do not meet, got %s", m.NodeDay)
	}
	if _, err := time.Parse("15:04", m.Start); err != nil || len(m.Start) != 5 {
		p.add("cluster.maintenance.start", "must be a time such as 01:00, got %q", m.Start)
	}
	if !utcOffset.MatchString(m.UTCOffset) {
		p.add("cluster.maintenance.utcOffset", "must be an offset such as +00:00, got %q", m.UTCOffset)
	}
	if m.DurationHours < 4 || m.DurationHours > 24 {
		p.add("cluster.maintenance.durationHours", "must be between 4 and 24, got %d", m.DurationHours)
	}
}
