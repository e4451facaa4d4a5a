package arm

import (
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v6"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/privatedns/armprivatedns"
)

// networkEnums are the enumerations that bodies of networks and DNS zones reach.
func networkEnums() enums {
	e := enums{}
	words(e, armnetwork.PossibleExtendedLocationTypesValues())
	words(e, armnetwork.PossiblePrivateEndpointVNetPoliciesValues())
	words(e, armnetwork.PossibleProvisioningStateValues())
	words(e, armnetwork.PossibleRouteNextHopTypeValues())
	words(e, armnetwork.PossibleSharingScopeValues())
	words(e, armnetwork.PossibleVirtualNetworkEncryptionEnforcementValues())
	words(e, armnetwork.PossibleVirtualNetworkPeeringLevelValues())
	words(e, armnetwork.PossibleVirtualNetworkPeeringStateValues())
	words(e, armnetwork.PossibleVirtualNetworkPrivateEndpointNetworkPoliciesValues())
	words(e, armnetwork.PossibleVirtualNetworkPrivateLinkServiceNetworkPoliciesValues())
	words(e, armprivatedns.PossibleProvisioningStateValues())
	words(e, armprivatedns.PossibleResolutionPolicyValues())
	words(e, armprivatedns.PossibleVirtualNetworkLinkStateValues())
	words(e, armnetwork.PossibleSecurityRuleAccessValues())
	words(e, armnetwork.PossibleSecurityRuleDirectionValues())
	words(e, armnetwork.PossibleSecurityRuleProtocolValues())
	return e
}
