package arm

import (
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v6"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
)

// otherEnums are the enumerations of disks and role assignments.
func otherEnums() enums {
	e := enums{}
	words(e, armauthorization.PossiblePrincipalTypeValues())
	words(e, armcompute.PossibleArchitectureValues())
	words(e, armcompute.PossibleDataAccessAuthModeValues())
	words(e, armcompute.PossibleDiskCreateOptionValues())
	words(e, armcompute.PossibleDiskSecurityTypesValues())
	words(e, armcompute.PossibleDiskStateValues())
	words(e, armcompute.PossibleDiskStorageAccountTypesValues())
	words(e, armcompute.PossibleEncryptionTypeValues())
	words(e, armcompute.PossibleExtendedLocationTypesValues())
	words(e, armcompute.PossibleHyperVGenerationValues())
	words(e, armcompute.PossibleNetworkAccessPolicyValues())
	words(e, armcompute.PossibleOperatingSystemTypesValues())
	words(e, armcompute.PossibleProvisionedBandwidthCopyOptionValues())
	words(e, armcompute.PossiblePublicNetworkAccessValues())
	words(e, armmsi.PossibleCreatedByTypeValues())
	return e
}
