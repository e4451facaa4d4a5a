package rules

import (
	"net/netip"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// smallestSubnet is the longest prefix a subnet may have: Azure keeps five addresses of each for itself.
const smallestSubnet = 29

// prefixes returns the known address ranges of a subnet or network, and refuses what is none or has host bits set.
func (c *check) prefixes(in map[string]any, paths ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, path := range paths {
		for at, s := range follow(in, path) {
			p, err := netip.ParsePrefix(s)
			if err != nil || p != p.Masked() {
				c.refuse(at, "InvalidAddressPrefixFormat: %q is not an address range whose host bits are zero", s)
				continue
			}
			out = append(out, p)
		}
	}
	return out
}

var (
	subnetPaths = []string{"addressPrefix", "addressPrefixes.*"}
	vnetPaths   = []string{"addressSpace.addressPrefixes.*"}
)

// ranges is prefixes of something that exists, and so has good ones.
func ranges(in map[string]any, paths ...string) []netip.Prefix {
	return (&check{}).prefixes(in, paths...)
}

func subnetRanges(c *check) {
	mine := c.prefixes(c.Inputs, subnetPaths...)
	for _, p := range mine {
		if p.Addr().Is4() && p.Bits() > smallestSubnet {
			c.refuse("addressPrefix", "must be a /%d or larger, got %s", smallestSubnet, p)
		}
	}
	vnet, ok := c.World.Get(arm.Parent(c.ID))
	if c.ID == "" || !ok {
		return
	}
	space := ranges(vnet.Inputs, vnetPaths...)
	for _, p := range mine {
		if !within(p, space) {
			c.refuse("addressPrefix", "NetcfgInvalidSubnet: %s is not within the address space %v of %s", p, space, vnet.ID)
		}
		for _, sibling := range c.siblings() {
			for _, q := range ranges(sibling.Inputs, subnetPaths...) {
				if p.Overlaps(q) {
					c.refuse("addressPrefix", "NetcfgSubnetRangesOverlap: %s overlaps %s of %s", p, q, arm.Name(sibling.ID))
				}
			}
		}
	}
}

// siblings returns the other resources of the same type in the same parent.
func (c *check) siblings() []arm.Resource {
	var out []arm.Resource
	for _, r := range c.World.All() {
		if r.Type == c.Kind.Token && arm.Key(r.ID) != arm.Key(c.ID) && arm.Key(arm.Parent(r.ID)) == arm.Key(arm.Parent(c.ID)) {
			out = append(out, r)
		}
	}
	return out
}

func within(p netip.Prefix, space []netip.Prefix) bool {
	for _, s := range space {
		if s.Bits() <= p.Bits() && s.Contains(p.Addr()) {
			return true
		}
	}
	return false
}

// subnetShape refuses to take away what a subnet's users need.
func subnetShape(c *check) {
	if c.Prior == nil || sameRanges(ranges(c.Prior.Inputs, subnetPaths...), ranges(c.Inputs, subnetPaths...)) || unknown(c.Inputs, "addressPrefix") {
		return
	}
	for _, r := range c.World.All() {
		if refersTo(r, c.ID) {
			c.refuse("addressPrefix", "InUsePrefixCannotBeDeleted: the range is in use by %s", r.ID)
		}
	}
}

func sameRanges(a, b []netip.Prefix) bool {
	for _, p := range a {
		if !within(p, b) {
			return false
		}
	}
	return true
}

func vnetRanges(c *check) {
	space := c.prefixes(c.Inputs, vnetPaths...)
	for i, p := range space {
		for _, q := range space[:i] {
			if p.Overlaps(q) {
				c.refuse("addressSpace.addressPrefixes", "AddressPrefixesOverlap: %s overlaps %s", p, q)
			}
		}
	}
	if c.ID == "" || len(space) == 0 {
		return
	}
	for _, r := range c.World.All() {
		if r.Type != subnetToken || arm.Key(arm.Parent(r.ID)) != arm.Key(c.ID) {
			continue
		}
		for _, p := range ranges(r.Inputs, subnetPaths...) {
			if !within(p, space) {
				c.refuse("addressSpace.addressPrefixes", "InUsePrefixCannotBeDeleted: %v leaves out subnet %s (%s)", space, arm.Name(r.ID), p)
			}
		}
	}
}

// peering refuses a network peered with itself, a second peering between the same two, and overlapping address spaces.
func peering(c *check) {
	remoteID, known := text(c.Inputs, "remoteVirtualNetwork.id")
	if c.ID == "" || !known {
		return
	}
	if arm.Key(remoteID) == arm.Key(arm.Parent(c.ID)) {
		c.refuse("remoteVirtualNetwork.id", "InvalidRequestFormat: a virtual network cannot be peered with itself")
		return
	}
	for _, other := range c.siblings() {
		if id, _ := text(other.Inputs, "remoteVirtualNetwork.id"); arm.Key(id) == arm.Key(remoteID) {
			c.refuse("remoteVirtualNetwork.id", "AnotherPeeringAlreadyReferencesRemoteVnet: %s", arm.Name(other.ID))
		}
	}
	local, okLocal := c.World.Get(arm.Parent(c.ID))
	remote, okRemote := c.World.Get(remoteID)
	if !okLocal || !okRemote {
		return
	}
	for _, p := range ranges(local.Inputs, vnetPaths...) {
		for _, q := range ranges(remote.Inputs, vnetPaths...) {
			if p.Overlaps(q) {
				c.refuse("remoteVirtualNetwork.id", "VnetAddressSpacesOverlap: %s of %s overlaps %s of %s", p, arm.Name(local.ID), q, arm.Name(remote.ID))
			}
		}
	}
}

// endpoint refuses a delegated subnet and a group the target does not have, and asks a registry to be Premium.
func endpoint(c *check) {
	if id, ok := text(c.Inputs, "subnet.id"); ok {
		if subnet, ok := c.World.Get(id); ok && len(list(subnet.Inputs, "delegations")) > 0 {
			c.refuse("subnet.id", "PrivateEndpointCannotBeCreatedInSubnetThatHasDelegations: %s", id)
		}
	}
	for at, id := range follow(c.Inputs, "privateLinkServiceConnections.*.privateLinkServiceId") {
		target, ok := c.World.Get(id)
		if !ok || target.Type != registryToken {
			continue
		}
		if sku, _ := text(target.Inputs, "sku.name"); sku != "Premium" {
			c.refuse(at, "private endpoints need a registry of SKU Premium, %s is %s", arm.Name(id), sku)
		}
		for path, group := range follow(c.Inputs, strings.Split(at, "[")[0]+".*.groupIds.*") {
			if group != "registry" {
				c.refuse(path, "must be registry for a container registry, got %q", group)
			}
		}
	}
}

// record holds an address record's addresses and time to live to their bounds.
func record(c *check) {
	if ttl, ok := number(c.Inputs, "ttl"); ok && (ttl < 1 || ttl > 2147483647) {
		c.refuse("ttl", "must be 1 to 2147483647 seconds, got %v", ttl)
	}
	kind, _ := text(c.Inputs, "recordType")
	if kind != "A" || unknown(c.Inputs, "aRecords") {
		return
	}
	records := list(c.Inputs, "aRecords")
	if len(records) == 0 {
		c.refuse("aRecords", "a record set of type A needs at least one")
	}
	for at, s := range follow(c.Inputs, "aRecords.*.ipv4Address") {
		if a, err := netip.ParseAddr(s); err != nil || !a.Is4() {
			c.refuse(at, "must be an IPv4 address, got %q", s)
		}
	}
}
