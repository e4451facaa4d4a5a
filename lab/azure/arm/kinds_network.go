package arm

import (
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v6"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/privatedns/armprivatedns"
)

const (
	networkVersion = "2024-05-01"
	networks       = group + "/providers/Microsoft.Network/"
	vnets          = networks + "virtualNetworks/{virtualNetworkName}"
)

var (
	vnetName    = networkName(2, 64)
	subnetName  = networkName(1, 80)
	nestSubnets = func(body map[string]any) {
		nest("properties.subnets", "id", "name", "type")(body)
		nest("properties.virtualNetworkPeerings", "id", "name", "type")(body)
	}
)

func networkKinds() []Kind {
	return []Kind{
		{
			Token: "azure-native:network:NetworkSecurityGroup", Type: "Microsoft.Network/networkSecurityGroups", APIVersion: networkVersion,
			Path: networks + "networkSecurityGroups/{networkSecurityGroupName}", Located: true,
			Envelope: []string{"id", "location", "tags"}, Shape: nest("properties.securityRules", "id", "name", "type"),
			Model: func() any { return new(armnetwork.SecurityGroup) }, Required: []string{"location"},
			Names: named(map[string]NameRule{"networkSecurityGroupName": subnetName}), Fixed: []string{"location"},
		},
		{
			Token: "azure-native:network:VirtualNetwork", Type: "Microsoft.Network/virtualNetworks", APIVersion: networkVersion,
			Path: vnets, Located: true, Envelope: []string{"id", "location", "tags", "extendedLocation"}, Shape: nestSubnets,
			Model: func() any { return new(armnetwork.VirtualNetwork) }, Required: []string{"location", "addressSpace.addressPrefixes"},
			Names: named(map[string]NameRule{"virtualNetworkName": vnetName}), Replace: []string{"location"},
		},
		{
			Token: "azure-native:network:Subnet", Type: "Microsoft.Network/virtualNetworks/subnets", APIVersion: networkVersion,
			Path: vnets + "/subnets/{subnetName}", AutoName: AutoNameCopy, Envelope: []string{"id", "name", "type"},
			Shape: shapes(nest("properties.delegations", "id", "name", "type"),
				nestOne("properties.networkSecurityGroup", "id", "location", "tags"), nestOne("properties.routeTable", "id", "location", "tags")),
			Model: func() any { return new(armnetwork.Subnet) }, Required: []string{"addressPrefix|addressPrefixes"},
			Names: named(map[string]NameRule{"virtualNetworkName": vnetName, "subnetName": subnetName}),
		},
		{
			Token: "azure-native:network:VirtualNetworkPeering", Type: "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
			APIVersion: networkVersion, Path: vnets + "/virtualNetworkPeerings/{virtualNetworkPeeringName}", AutoName: AutoNameCopy,
			Envelope: []string{"id", "name", "type"},
			Model:    func() any { return new(armnetwork.VirtualNetworkPeering) }, Required: []string{"remoteVirtualNetwork.id"},
			Names: named(map[string]NameRule{"virtualNetworkName": vnetName, "virtualNetworkPeeringName": subnetName}),
			Fixed: []string{"remoteVirtualNetwork.id"},
		},
		{
			Token: "azure-native:network:RouteTable", Type: "Microsoft.Network/routeTables", APIVersion: networkVersion,
			Path: networks + "routeTables/{routeTableName}", Located: true, Envelope: []string{"id", "location", "tags"},
			Shape: nest("properties.routes", "id", "name", "type"),
			Model: func() any { return new(armnetwork.RouteTable) }, Required: []string{"location"},
			Names: named(map[string]NameRule{"routeTableName": subnetName}), Fixed: []string{"location"},
		},
		{
			Token: "azure-native:network:Route", Type: "Microsoft.Network/routeTables/routes", APIVersion: networkVersion,
			Path: networks + "routeTables/{routeTableName}/routes/{routeName}", AutoName: AutoNameCopy,
			Envelope: []string{"id", "name", "type"},
			Model:    func() any { return new(armnetwork.Route) }, Required: []string{"addressPrefix", "nextHopType"},
			Names: named(map[string]NameRule{"routeTableName": subnetName, "routeName": subnetName}),
		},
		{
			Token: "azure-native:network:PrivateEndpoint", Type: "Microsoft.Network/privateEndpoints", APIVersion: networkVersion,
			Path: networks + "privateEndpoints/{privateEndpointName}", Located: true,
			Envelope: []string{"id", "location", "tags", "extendedLocation"},
			Shape: shapes(nest("properties.privateLinkServiceConnections", "id", "name", "type"),
				nest("properties.manualPrivateLinkServiceConnections", "id", "name", "type"), nest("properties.ipConfigurations", "name", "type"),
				nestOne("properties.subnet", "id", "name", "type")),
			Model:    func() any { return new(armnetwork.PrivateEndpoint) },
			Required: []string{"location", "subnet.id", "privateLinkServiceConnections|manualPrivateLinkServiceConnections"},
			Names:    named(map[string]NameRule{"privateEndpointName": networkName(2, 64)}),
			Replace:  []string{"subnet"}, Fixed: []string{"location"},
		},
		{
			Token: "azure-native:network:PrivateDnsZoneGroup", Type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
			APIVersion: networkVersion, AutoName: AutoNameCopy, Envelope: []string{"id", "name"},
			Path:  networks + "privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
			Shape: nest("properties.privateDnsZoneConfigs", "name"),
			Model: func() any { return new(armnetwork.PrivateDNSZoneGroup) }, Required: []string{"privateDnsZoneConfigs"},
			Names: named(map[string]NameRule{"privateDnsZoneGroupName": subnetName}),
		},
	}
}

func dnsKinds() []Kind {
	const version, zones = "2024-06-01", networks + "privateDnsZones/{privateZoneName}"
	return []Kind{
		{
			Token: "azure-native:privatedns:PrivateZone", Type: "Microsoft.Network/privateDnsZones", APIVersion: version,
			Path: zones, Located: true, Envelope: []string{"etag", "location", "tags"},
			Model: func() any { return new(armprivatedns.PrivateZone) }, Required: []string{"location"},
			Names: named(map[string]NameRule{"privateZoneName": privateZoneName}), Replace: []string{"location"},
		},
		{
			Token: "azure-native:privatedns:VirtualNetworkLink", Type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
			APIVersion: version, Path: zones + "/virtualNetworkLinks/{virtualNetworkLinkName}", AutoName: AutoNameCopy, Located: true,
			Envelope: []string{"etag", "location", "tags"},
			Model:    func() any { return new(armprivatedns.VirtualNetworkLink) }, Required: []string{"location", "virtualNetwork.id"},
			Names:   named(map[string]NameRule{"privateZoneName": privateZoneName, "virtualNetworkLinkName": subnetName}),
			Replace: []string{"location"}, Fixed: []string{"virtualNetwork.id"},
		},
		{
			Token: "azure-native:privatedns:PrivateRecordSet", Type: "Microsoft.Network/privateDnsZones/recordSets", APIVersion: version,
			Path: zones + "/{recordType}/{relativeRecordSetName}", AutoName: AutoNameCopy, Envelope: []string{"etag"},
			Model: func() any { return new(armprivatedns.RecordSet) }, Required: []string{"ttl"},
			Names: named(map[string]NameRule{
				"privateZoneName": privateZoneName, "recordType": recordType, "relativeRecordSetName": recordName,
			}),
		},
	}
}
