package cluster

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/egress"
	"github.com/galera-aks/galera-aks/infra/internal/mode"
)

// What Azure takes as names and versions.
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerservice
var (
	clusterName  = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9_-]{0,52}[a-zA-Z0-9])?$`)
	minorVersion = regexp.MustCompile(`^1\.[0-9]{2}$`)
	objectID     = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	timeOfDay    = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	utcOffset    = regexp.MustCompile(`^[+-](0[0-9]|1[0-4]):[0-5][0-9]$`)
	machineSize  = regexp.MustCompile(`^Standard_[A-Za-z0-9_-]+$`)
	alphanumeric = regexp.MustCompile(`^[a-z0-9]+$`)
)

// problems collects what is wrong with arguments.
type problems []error

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Errorf(format, args...)) }

func (p *problems) required(key string, value pulumi.StringInput) {
	if value == nil {
		p.add("%s: required, got none", key)
	}
}

// refused adds what the check of a key's value found, if anything.
func (p *problems) refused(key string, err error) {
	if err != nil {
		p.add("%s: %w", key, err)
	}
}

// validate reports everything wrong with the arguments, defaults filled in.
func (a Args) validate() error {
	var p problems
	if !clusterName.MatchString(a.Name) {
		p.add("name: must be 1 to 54 letters, digits or inner hyphens and underscores, got %q", a.Name)
	}
	p.required("resourceGroup", a.ResourceGroup)
	p.required("dataResourceGroupId", a.DataResourceGroupID)
	p.required("subscriptionId", a.SubscriptionID)
	p.required("tenantId", a.TenantID)
	p.required("registryId", a.RegistryID)
	if a.Location == "" {
		p.add("location: required, got none")
	}
	if !minorVersion.MatchString(a.KubernetesVersion) {
		p.add("kubernetesVersion: must be a minor version such as 1.36, since Azure chooses the patch, got %q",
			a.KubernetesVersion)
	}
	p.refused("tier", mode.Check(a.Tier, Tiers()))
	p.refused("upgradeChannel", mode.Check(a.UpgradeChannel, UpgradeChannels()))
	p.refused("nodeChannel", mode.Check(a.NodeChannel, NodeChannels()))
	if a.Egress == egress.None && a.NodeChannel != NodeImage && a.NodeChannel != NodeNone {
		p.add("nodeChannel: must be %s or %s where egress is %s, got %s", NodeImage, NodeNone, a.Egress, a.NodeChannel)
	}
	p.refused("login", a.Login.Validate())
	a.networkProblems(&p)
	a.apiProblems(&p)
	a.administratorProblems(&p)
	a.zoneProblems(&p)
	a.System.problems(&p, "system")
	a.Database.problems(&p, "database")
	a.Drain.problems(&p)
	a.Upgrades.problems(&p, "upgrades")
	a.NodeUpdates.problems(&p, "nodeUpdates")
	return errors.Join(p...)
}

func (a Args) networkProblems(p *problems) {
	p.required("network.nodesSubnetId", a.Network.NodesSubnetID)
	p.required("network.apiServerSubnetId", a.Network.APIServerSubnetID)
	p.required("network.loadBalancersSubnetId", a.Network.LoadBalancersSubnetID)
	*p = append(*p, a.Network.Addresses.Problems("network.addresses")...)
	p.refused("egress", a.Egress.Validate())
	if a.Egress == egress.UserDefinedRouting {
		p.required("network.routeTableId", a.Network.RouteTableID)
	}
}

func (a Args) apiProblems(p *problems) {
	if !a.API.Public {
		if len(a.API.AuthorizedRanges) > 0 {
			p.add("api.authorizedRanges: must be empty where the API server is private, got %v", a.API.AuthorizedRanges)
		}
		return
	}
	if a.Egress == egress.None {
		p.add("api.public: must be false where egress is %s, got true", a.Egress)
	}
	if a.API.PrivateZoneID != nil {
		p.add("api.privateZoneId: must not be set where the API server is public")
	}
	if len(a.API.AuthorizedRanges) == 0 {
		p.add("api.authorizedRanges: needs at least one where the API server is public, got none")
	}
	for i, authorized := range a.API.AuthorizedRanges {
		if !authorized.IsValid() || !authorized.Addr().Is4() || authorized.Bits() == 0 {
			p.add("api.authorizedRanges[%d]: must be an IPv4 range, and not everyone, got %s", i, authorized)
		}
	}
}

func (a Args) administratorProblems(p *problems) {
	for i, group := range a.Administrators {
		if !objectID.MatchString(group) {
			p.add("administrators[%d]: must be the object ID of a group, got %q", i, group)
		}
	}
}

func (a Args) zoneProblems(p *problems) {
	if len(a.Zones) == 0 {
		p.add("zones: needs at least one, got none")
	}
	for i, zone := range a.Zones {
		if zone != "1" && zone != "2" && zone != "3" {
			p.add("zones[%d]: must be 1, 2 or 3, got %q", i, zone)
		}
		if slices.Contains(a.Zones[:i], zone) {
			p.add("zones[%d]: must not be named twice, got %q", i, zone)
		}
	}
}

func (pool Pool) problems(p *problems, key string) {
	if !machineSize.MatchString(pool.Size) {
		p.add("%s.size: must be a machine size such as %s, got %q", key, DefaultSize, pool.Size)
	}
	if pool.MinNodes < 1 {
		p.add("%s.minNodes: must be at least 1, got %d", key, pool.MinNodes)
	}
	if pool.MaxNodes < pool.MinNodes || pool.MaxNodes > 1000 {
		p.add("%s.maxNodes: must be from minNodes %d to 1000, got %d", key, pool.MinNodes, pool.MaxNodes)
	}
	p.refused(key+".osDisk", mode.Check(pool.OSDisk, []OSDisk{Ephemeral, Managed}))
	if pool.OSDiskGiB < 30 || pool.OSDiskGiB > 2048 {
		p.add("%s.osDiskGiB: must be from 30 to 2048 GiB, got %d", key, pool.OSDiskGiB)
	}
}

func (d Drain) problems(p *problems) {
	if d.Timeout < 5*time.Minute || d.Timeout > 24*time.Hour {
		p.add("drain.timeout: must be from 5m to 24h, got %s", d.Timeout)
	}
	if d.Soak < 0 || d.Soak > 30*time.Minute {
		p.add("drain.soak: must be from 0 to 30m, got %s", d.Soak)
	}
}

func (w Window) problems(p *problems, key string) {
	if w.Day < time.Sunday || w.Day > time.Saturday {
		p.add("%s.day: must be a day of the week, got %d", key, w.Day)
	}
	if !timeOfDay.MatchString(w.Start) {
		p.add("%s.start: must be a time of day such as 01:00, got %q", key, w.Start)
	}
	if !utcOffset.MatchString(w.UTCOffset) {
		p.add("%s.utcOffset: must be an offset such as +00:00, got %q", key, w.UTCOffset)
	}
	if w.Hours < 4 || w.Hours > 24 {
		p.add("%s.hours: must be from 4 to 24, got %d", key, w.Hours)
	}
}
