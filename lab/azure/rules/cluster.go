package rules

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// supported are the minor versions AKS offers in November 2026 (AKS documentation, supported Kubernetes versions).
var supported = regexp.MustCompile(`^1\.(35|36|37)(\.\d+)?$`)

func clusterVersion(c *check) {
	v, ok := text(c.Inputs, "kubernetesVersion")
	if !ok {
		return
	}
	if !supported.MatchString(v) {
		c.refuse("kubernetesVersion", "K8sVersionNotSupported: must be 1.35, 1.36 or 1.37, got %q", v)
	}
	c.upgrade("kubernetesVersion", v)
}

// poolVersion checks a pool's version: no newer than its cluster's, and not older than it was.
func poolVersion(c *check) {
	v, ok := text(c.Inputs, "orchestratorVersion")
	if !ok {
		return
	}
	c.upgrade("orchestratorVersion", v)
	if cluster, there := c.World.Get(arm.Parent(c.ID)); there && !c.Preview {
		if most, known := text(cluster.Inputs, "kubernetesVersion"); known && minor(v) > minor(most) {
			c.refuse("orchestratorVersion", "NodePoolMcVersionIncompatible: must be at most the cluster's %s, got %s", most, v)
		}
	}
}

// upgrade refuses to go back, or to leave out a minor version (AKS documentation, upgrading a cluster).
func (c *check) upgrade(path, to string) {
	if c.Prior == nil {
		return
	}
	from, known := text(c.Prior.Inputs, path)
	if !known {
		return
	}
	if step := minor(to) - minor(from); step < 0 || step > 1 {
		c.refuse(path, "OperationNotAllowed: must be the minor version of %s or the next one, got %s", from, to)
	}
}

// minor returns the second number of a version, such as 36 of 1.36.2.
func minor(version string) int {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return 0
	}
	n, _ := strconv.Atoi(parts[1])
	return n
}

// clusterNetwork checks the cluster's own ranges against each other and against the networks its nodes are in.
func clusterNetwork(c *check) {
	service := c.prefixes(c.Inputs, "networkProfile.serviceCidr", "networkProfile.serviceCidrs.*")
	pods := c.prefixes(c.Inputs, "networkProfile.podCidr", "networkProfile.podCidrs.*")
	dns, known := text(c.Inputs, "networkProfile.dnsServiceIP")
	if known && len(service) > 0 {
		a, err := netip.ParseAddr(dns)
		switch {
		case err != nil || !within(netip.PrefixFrom(a, a.BitLen()), service):
			c.refuse("networkProfile.dnsServiceIP", "InvalidDNSServiceIP: must be within serviceCidr %v, got %s", service, dns)
		case a == service[0].Addr().Next():
			c.refuse("networkProfile.dnsServiceIP", "InvalidDNSServiceIP: the first address of %s is the API server's, got %s", service[0], dns)
		}
	}
	for _, s := range service {
		if s.Addr().Is4() && s.Bits() < 12 {
			c.refuse("networkProfile.serviceCidr", "must be smaller than a /12, got %s", s)
		}
		for _, p := range pods {
			if s.Overlaps(p) {
				c.refuse("networkProfile.serviceCidr", "ServiceCidrOverlap: %s overlaps podCidr %s", s, p)
			}
		}
	}
	for at, id := range c.nodeSubnets() {
		vnet, ok := c.World.Get(arm.Parent(id))
		if !ok {
			continue
		}
		for _, used := range ranges(vnet.Inputs, vnetPaths...) {
			for _, mine := range append(service, pods...) {
				if mine.Overlaps(used) {
					c.refuse(at, "%s of the cluster overlaps %s of %s", mine, used, arm.Name(vnet.ID))
				}
			}
		}
	}
}

func (c *check) nodeSubnets() map[string]string {
	return follow(c.Inputs, "agentPoolProfiles.*.vnetSubnetID")
}

// clusterOutbound refuses egress choices AKS has no way for.
func clusterOutbound(c *check) {
	out, _ := text(c.Inputs, "networkProfile.outboundType")
	switch out {
	case "none":
		if source, known := text(c.Inputs, "bootstrapProfile.artifactSource"); source != "Cache" && (known || !unknown(c.Inputs, "bootstrapProfile.artifactSource")) {
			c.refuse("bootstrapProfile.artifactSource", "must be Cache where outboundType is none, got %q", source)
		}
	case "userDefinedRouting":
		for at, id := range c.nodeSubnets() {
			if subnet, ok := c.World.Get(id); ok && value(subnet.Inputs, "routeTable.id") == nil {
				c.refuse(at, "ExistingRouteTableNotAssociatedWithSubnet: outboundType userDefinedRouting needs a route table on %s", arm.Name(id))
			}
		}
	}
	if id, ok := text(c.Inputs, "bootstrapProfile.containerRegistryId"); ok && !c.Preview && !has(c.World, id+"/cacheRules/aks-managed-mcr") && has(c.World, id) {
		c.refuse("bootstrapProfile.containerRegistryId", "registry %s needs a cache rule named aks-managed-mcr", arm.Name(id))
	}
}

// clusterSubnets checks the API server's subnet where it is joined to the network.
func clusterSubnets(c *check) {
	id, known := text(c.Inputs, "apiServerAccessProfile.subnetId")
	if !known {
		return
	}
	subnet, ok := c.World.Get(id)
	if !ok {
		return
	}
	delegated := false
	for _, service := range follow(subnet.Inputs, "delegations.*.serviceName") {
		delegated = delegated || service == "Microsoft.ContainerService/managedClusters"
	}
	if !delegated {
		c.refuse("apiServerAccessProfile.subnetId", "%s must be delegated to Microsoft.ContainerService/managedClusters", arm.Name(id))
	}
	for _, p := range ranges(subnet.Inputs, subnetPaths...) {
		if p.Addr().Is4() && p.Bits() > 28 {
			c.refuse("apiServerAccessProfile.subnetId", "must be a /28 or larger, %s is %s", arm.Name(id), p)
		}
	}
}

// clusterIdentity checks that the cluster's identity may do what AKS will do with it: join the subnets, and hand the
// kubelet's identity to the nodes.
func clusterIdentity(c *check) {
	if c.Preview {
		return
	}
	for _, id := range follow(c.Inputs, "identity.userAssignedIdentities.*") {
		identity, ok := c.World.Get(id)
		if !ok {
			continue
		}
		principal, _ := identity.Outputs["principalId"].(string)
		subnets := c.nodeSubnets()
		if api, ok := text(c.Inputs, "apiServerAccessProfile.subnetId"); ok {
			subnets["apiServerAccessProfile.subnetId"] = api
		}
		for at, subnet := range subnets {
			if has(c.World, subnet) && !mayDo(c.World, principal, subnet, roleNetworkContributor, roleContributor, roleOwner) {
				c.refuse(at, "LinkedAuthorizationFailed: identity %s needs Network Contributor on %s", arm.Name(id), arm.Name(subnet))
			}
		}
		if kubelet, ok := text(c.Inputs, "identityProfile.kubeletidentity.resourceId"); ok && has(c.World, kubelet) &&
			!mayDo(c.World, principal, kubelet, roleManagedIdentityOperator, roleContributor, roleOwner) {
			c.refuse("identityProfile.kubeletidentity.resourceId",
				"CustomKubeletIdentityMissingPermissionError: identity %s needs Managed Identity Operator on %s", arm.Name(id), arm.Name(kubelet))
		}
	}
	if kubelet, ok := text(c.Inputs, "identityProfile.kubeletidentity.resourceId"); ok {
		if identity, found := c.World.Get(kubelet); found {
			for path, output := range map[string]string{"clientId": "clientId", "objectId": "principalId"} {
				got, given := text(c.Inputs, "identityProfile.kubeletidentity."+path)
				if want, _ := identity.Outputs[output].(string); given && got != want {
					c.refuse("identityProfile.kubeletidentity."+path, "must be %s of identity %s, got %s", want, arm.Name(kubelet), got)
				}
			}
		}
	}
}
