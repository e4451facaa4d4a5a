package rules

import (
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

func TestSubnets(t *testing.T) {
	id := vnet + "/subnets/new"
	cases := map[string]struct {
		in   object
		want []string
	}{
		"good":            {object{"addressPrefix": "10.60.8.0/27", "networkSecurityGroup": object{"id": nsg}}, nil},
		"outside":         {object{"addressPrefix": "10.61.0.0/24"}, []string{"NetcfgInvalidSubnet: 10.61.0.0/24 is not within"}},
		"larger than all": {object{"addressPrefix": "10.0.0.0/8"}, []string{"NetcfgInvalidSubnet", "RangesOverlap: 10.0.0.0/8 overlaps 10.60.0.0/22", "10.60.9.0/28"}},
		"overlapping":     {object{"addressPrefix": "10.60.3.0/24"}, []string{"NetcfgSubnetRangesOverlap: 10.60.3.0/24 overlaps 10.60.0.0/22 of nodes"}},
		"host bits":       {object{"addressPrefix": "10.60.8.1/27"}, []string{`"10.60.8.1/27" is not an address range`}},
		"too small":       {object{"addressPrefix": "10.60.8.0/30"}, []string{"must be a /29 or larger, got 10.60.8.0/30"}},
		"missing group":   {object{"addressPrefix": "10.60.8.0/27", "networkSecurityGroup": object{"id": nsg + "2"}}, []string{"nsg2 does not exist"}},
		"a group of another type": {object{"addressPrefix": "10.60.8.0/27", "networkSecurityGroup": object{"id": vnet}},
			[]string{"is a azure-native:network:VirtualNetwork, want a azure-native:network:NetworkSecurityGroup"}},
		"not an id":     {object{"addressPrefix": "10.60.8.0/27", "networkSecurityGroup": object{"id": "nsg"}}, []string{`"nsg" is not the id of a resource`}},
		"not yet known": {object{"addressPrefix": arm.Unknown{}, "networkSecurityGroup": object{"id": arm.Unknown{}}}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { says(t, Check(change(t, subnetToken, id, c.in)), c.want...) })
	}
}

func TestWhatIsMissingInAPreviewMayStillCome(t *testing.T) {
	c := change(t, subnetToken, rg+"/providers/Microsoft.Network/virtualNetworks/none/subnets/a", object{
		"addressPrefix": "10.60.8.0/27", "networkSecurityGroup": object{"id": nsg + "2"},
	})
	says(t, Check(c), "ParentResourceNotFound", "nsg2 does not exist")
	c.Preview = true
	says(t, Check(c))
}

func TestNetworks(t *testing.T) {
	says(t, Check(change(t, vnetToken, vnet, ranged("10.60.0.0/16", "10.61.0.0/16"))))
	says(t, Check(change(t, vnetToken, vnet, ranged("10.60.0.0/16", "10.60.1.0/24"))), "AddressPrefixesOverlap")
	says(t, Check(change(t, vnetToken, vnet, ranged("10.60.0.0/21"))), "leaves out subnet api (10.60.9.0/28)")
}

func TestASubnetInUseKeepsItsRange(t *testing.T) {
	c := change(t, subnetToken, nodes, object{"addressPrefix": "10.60.4.0/22"})
	prior, _ := c.World.Get(nodes)
	c.Prior = &prior
	says(t, Check(c))
	c.World = append(surroundings(), at(cluster+"/agentPools/db1", poolToken, object{"vnetSubnetID": nodes}))
	says(t, Check(c), "InUsePrefixCannotBeDeleted")
}

func TestPeerings(t *testing.T) {
	id := vnet + "/virtualNetworkPeerings/new"
	to := func(remote string) object { return object{"remoteVirtualNetwork": object{"id": remote}} }
	says(t, Check(change(t, peeringToken, id, to(app))))
	says(t, Check(change(t, peeringToken, id, to(vnet))), "cannot be peered with itself")
	says(t, Check(change(t, peeringToken, id, to(app+"2"))), "app2 does not exist")
	second := change(t, peeringToken, id, to(app))
	second.World = append(surroundings(), at(vnet+"/virtualNetworkPeerings/first", peeringToken, to(app)))
	says(t, Check(second), "AnotherPeeringAlreadyReferencesRemoteVnet: first")
	overlapping := change(t, peeringToken, id, to(app))
	overlapping.World = append(surroundings().without(app), at(app, vnetToken, ranged("10.60.128.0/17")))
	says(t, Check(overlapping), "VnetAddressSpacesOverlap")
}

func TestPrivateEndpoints(t *testing.T) {
	id := rg + "/providers/Microsoft.Network/privateEndpoints/e"
	in := func(subnet, group string) object {
		return object{"subnet": object{"id": subnet}, "privateLinkServiceConnections": []any{
			object{"name": "r", "privateLinkServiceId": registry, "groupIds": []any{group}},
		}}
	}
	says(t, Check(change(t, endpointToken, id, in(nodes, "registry"))))
	says(t, Check(change(t, endpointToken, id, in(api, "registry"))), "HasDelegations")
	says(t, Check(change(t, endpointToken, id, in(nodes, "blob"))), `must be registry for a container registry, got "blob"`)
	basic := change(t, endpointToken, id, in(nodes, "registry"))
	basic.World = append(surroundings().without(registry), at(registry, registryToken, object{"sku": object{"name": "Basic"}}))
	says(t, Check(basic), "reg12 is Basic")
}

func TestRecords(t *testing.T) {
	id := zone + "/A/orders"
	in := func(ttl float64, addresses ...any) object {
		records := []any{}
		for _, a := range addresses {
			records = append(records, object{"ipv4Address": a})
		}
		return object{"recordType": "A", "ttl": ttl, "aRecords": records}
	}
	says(t, Check(change(t, recordToken, id, in(30, "10.60.8.10"))))
	says(t, Check(change(t, recordToken, id, in(0, "10.60.8.10"))), "ttl: must be 1 to")
	says(t, Check(change(t, recordToken, id, in(30))), "needs at least one")
	says(t, Check(change(t, recordToken, id, in(30, "10.60.8.300"))), `must be an IPv4 address, got "10.60.8.300"`)
}

func TestDeletions(t *testing.T) {
	linked := append(surroundings(), at(zone+"/virtualNetworkLinks/l", linkToken, object{"virtualNetwork": object{"id": vnet}}),
		at(cluster+"/agentPools/db1", poolToken, object{"vnetSubnetID": nodes}))
	deletion := func(id string) []arm.Problem {
		r, ok := linked.Get(id)
		if !ok {
			t.Fatal(id)
		}
		return CheckDelete(r, linked)
	}
	says(t, deletion(nsg), "InUseNetworkSecurityGroupCannotBeDeleted")
	says(t, deletion(nodes), "InUseSubnetCannotBeDeleted: "+nodes+" is in use by "+cluster+"/agentPools/db1")
	says(t, deletion(vnet), "InUseSubnetCannotBeDeleted")
	says(t, deletion(zone), "has nested resources")
	says(t, deletion(app))
	says(t, deletion(rg)) // It takes all of them along.
}
