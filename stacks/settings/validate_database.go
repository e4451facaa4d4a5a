package settings

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/infra/addresses"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// maxMembers is the most members of one cluster: every member certifies every write, so that more make writing slower.
const maxMembers = 9

// maxName is the longest name of a cluster, MariaDB's bound on wsrep_cluster_name. What derives from it stays within the
// 63 characters of a Kubernetes label.
const maxName = 32

var (
	clusterName = regexp.MustCompile(`^[a-z]([-a-z0-9]*[a-z0-9])?$`)
	labelKey    = regexp.MustCompile(`^([a-z0-9]([-.a-z0-9]*[a-z0-9])?/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$`)
	labelValue  = regexp.MustCompile(`^([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$`)
	sqlName     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

	ownSchemas    = []string{"mysql", "sys", "information_schema", "performance_schema"}
	ownUsers      = []string{"root", "mysql", "mariadb.sys", "public", serverconfig.TransferUser}
	ownNamespaces = []string{"default", "gatekeeper-system", "calico-system", "tigera-operator"}
)

// databases checks what can be said of the databases by themselves.
func (p *problems) databases(s Settings) {
	seen := map[string]string{}
	for i, d := range s.Databases {
		key := fmt.Sprintf("databases[%d]", i)
		p.databaseNames(key, d)
		p.twice(seen, key+".name", "name "+d.Name, d.Name)
		p.members(key, d)
		p.port(key+".readPort", d.ReadPort)
		if d.ReadPort == contract.PortSQL {
			p.add(key+".readPort", "must not be %d, where the writer is", contract.PortSQL)
		}
		p.storage(key+".storage", d.Storage, d.Members)
		if d.ExternalTrafficPolicy != "" {
			oneOf(p, key+".externalTrafficPolicy", d.ExternalTrafficPolicy, TrafficLocal, TrafficCluster)
		}
		p.recovery(key+".recovery", d.Recovery)
		p.sourceRanges(key+".sourceRanges", d.SourceRanges)
		p.labels(key+".monitoring", d.Monitoring)
		p.serverSettings(key, d)
		if !d.Address.IsValid() || !d.Address.Is4() {
			p.add(key+".address", "must be an IPv4 address of network.loadBalancers, got %s", orNone(d.Address))
			continue
		}
		p.twice(seen, key+".address", "address "+d.Address.String(), d.Address.String())
	}
	p.removed(s)
}

// removed checks that what may go is not there any more.
func (p *problems) removed(s Settings) {
	for i, name := range s.RemovedDatabases {
		if slices.ContainsFunc(s.Databases, func(d Database) bool { return d.Name == name }) {
			p.add(fmt.Sprintf("removedDatabases[%d]", i), "must not be among databases, got %s", name)
		}
	}
}

// twice reports a value that an earlier database has.
func (p *problems) twice(seen map[string]string, key, value, shown string) {
	if first, ok := seen[value]; ok {
		p.add(key, "must differ from %s, got %s for both", first, shown)
		return
	}
	seen[value] = key
}

func orNone(a netip.Addr) string {
	if !a.IsValid() {
		return "none"
	}
	return a.String()
}

func (p *problems) databaseNames(key string, d Database) {
	if len(d.Name) > maxName || !clusterName.MatchString(d.Name) {
		p.add(key+".name", "must be 1 to %d lower-case letters, digits and inner dashes, beginning with a letter, got %q", maxName, d.Name)
	}
	switch {
	case !dnsLabel.MatchString(d.Namespace):
		p.add(key+".namespace", "must be 1 to 63 lower-case letters, digits and inner dashes, got %q", d.Namespace)
	case strings.HasPrefix(d.Namespace, "kube-"), slices.Contains(ownNamespaces, d.Namespace):
		p.add(key+".namespace", "must not be a namespace of Kubernetes' or Azure's own, got %q", d.Namespace)
	}
	p.sqlName(key+".schema", d.Schema, 64, ownSchemas)
	p.sqlName(key+".user", d.User, 80, ownUsers)
}

func (p *problems) sqlName(key, name string, most int, own []string) {
	if len(name) > most || !sqlName.MatchString(name) {
		p.add(key, "must be 1 to %d letters, digits and underscores, not beginning with a digit, got %q", most, name)
	}
	if slices.Contains(own, strings.ToLower(name)) {
		p.add(key, "must not be one of MariaDB's own (%s), got %q", strings.Join(own, ", "), name)
	}
}

func (p *problems) members(key string, d Database) {
	if d.Members < 1 || d.Members > maxMembers {
		p.add(key+".members", "must be between 1 and %d, got %d", maxMembers, d.Members)
		return
	}
	if d.Members%2 == 0 && !d.AllowEven {
		p.add(key+".members", "must be odd (or set allowEven), got %d", d.Members)
	}
}

func (p *problems) recovery(key, policy string) {
	if _, err := ledger.ParsePolicy(policy); err != nil {
		p.add(key, "must be strict, bounded or bounded(DURATION), such as bounded(30m), got %q", policy)
	}
}

func (p *problems) sourceRanges(key string, ranges []netip.Prefix) {
	for i, r := range ranges {
		entry := fmt.Sprintf("%s[%d]", key, i)
		switch {
		case !r.IsValid() || !r.Addr().Is4():
			p.add(entry, "must be an IPv4 range, got %s", r)
		case r.Masked() != r:
			p.add(entry, "must begin at its first address, %s, got %s", r.Masked(), r)
		}
	}
}

func (p *problems) labels(key string, labels map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		if value := labels[name]; !labelKey.MatchString(name) || !labelValue.MatchString(value) {
			p.add(key, "must be labels of Kubernetes, got %q: %q", name, value)
		}
	}
}

// serverSettings checks the overrides by rendering the settings that the members will have.
func (p *problems) serverSettings(key string, d Database) {
	_, err := serverconfig.Server(d.Resources.Given(), d.Settings)
	for _, single := range serverconfig.Problems(err) {
		var problem *serverconfig.Problem
		switch {
		case !errors.As(single, &problem):
			p.add(key+".settings", "%s", single)
		case problem.Name == "memory" || problem.Name == "cpu":
			p.add(key+".resources."+problem.Name, "%s", problem.Text)
		default:
			p.add(key+".settings."+problem.Name, "%s", problem.Text)
		}
	}
}

// Given returns the resources as the server's settings are derived from them.
func (r Resources) Given() serverconfig.Given {
	return serverconfig.Given{MemoryBytes: int64(r.Memory), CPUMillis: int64(r.CPU)}
}

// databasesOn checks the databases against their platform.
func (p *problems) databasesOn(databases []Database, platform Surroundings) {
	for i, d := range databases {
		key := fmt.Sprintf("databases[%d]", i)
		if !slices.Equal(d.Zones, platform.Zones) {
			p.zones(key+".zones", d.Zones, platform.Zones)
		}
		p.spread(key, d)
		if d.Address.Is4() && platform.LoadBalancers.IsValid() {
			p.addressOn(key+".address", d.Address, platform.LoadBalancers)
		}
		if !slices.Contains(platform.DatabasePorts, d.ReadPort) {
			p.add(key+".readPort", "must be one of network.databasePorts %v of the platform, got %d", platform.DatabasePorts, d.ReadPort)
		}
	}
	p.capacity(databases, platform)
}

func (p *problems) addressOn(key string, address netip.Addr, subnet netip.Prefix) {
	switch {
	case !subnet.Contains(address):
		p.add(key, "must lie inside network.loadBalancers (%s), got %s", subnet, address)
	case !addresses.Assignable(subnet, address):
		p.add(key, "must not be one of the 5 addresses that Azure keeps of %s (the first four and the last), got %s", subnet, address)
	}
}

// spread checks that the loss of any one zone leaves a majority of the members. An even number has been accepted with its
// weaknesses, or is a problem already.
func (p *problems) spread(key string, d Database) {
	if d.Members < 3 || d.Members%2 == 0 || d.AllowFewerZones || len(d.Zones) == 0 {
		return
	}
	most := (d.Members + len(d.Zones) - 1) / len(d.Zones)
	if d.Members-most <= d.Members/2 {
		p.add(key+".zones", "must be at least 3, so that %d members keep their majority when a zone is lost (or set allowFewerZones), got %d (%s)",
			d.Members, len(d.Zones), strings.Join(d.Zones, ", "))
	}
}
