package arm

import (
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v6"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
)

func resourceKinds() []Kind {
	return []Kind{{
		Token: "azure-native:operationalinsights:Workspace", Type: "Microsoft.OperationalInsights/workspaces", APIVersion: "2023-09-01",
		Path: group + "/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}", Located: true,
		Envelope: []string{"etag", "identity", "location", "tags"}, Required: []string{"location"},
		Names: named(map[string]NameRule{"workspaceName": workspaceName}), Replace: []string{"location"},
	}, {
		Token: "azure-native:resources:ResourceGroup", Type: "Microsoft.Resources/resourceGroups", APIVersion: "2024-03-01",
		Path: group, Envelope: []string{"location", "managedBy", "tags"},
		Model: func() any { return new(armresources.ResourceGroup) }, Required: []string{"location"},
		Names: named(map[string]NameRule{}), Replace: []string{"location"},
	}}
}

func identityKinds() []Kind {
	const version, identities = "2023-01-31", group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"
	return []Kind{
		{
			Token: "azure-native:managedidentity:UserAssignedIdentity", Type: "Microsoft.ManagedIdentity/userAssignedIdentities",
			APIVersion: version, Path: identities, Located: true, Envelope: []string{"location", "tags"},
			Model: func() any { return new(armmsi.Identity) }, Required: []string{"location"},
			Names: named(map[string]NameRule{"resourceName": identityName}), Replace: []string{"location"},
		},
		{
			Token: "azure-native:managedidentity:FederatedIdentityCredential", APIVersion: version, AutoName: AutoNameCopy,
			Type:     "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
			Path:     identities + "/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
			Model:    func() any { return new(armmsi.FederatedIdentityCredential) },
			Required: []string{"audiences", "issuer", "subject"},
			Names:    named(map[string]NameRule{"resourceName": identityName, "federatedIdentityCredentialResourceName": credentialName}),
		},
		{
			Token: "azure-native:authorization:RoleAssignment", Type: "Microsoft.Authorization/roleAssignments", APIVersion: "2022-04-01",
			Path:     "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
			AutoName: AutoNameUUID, Model: func() any { return new(armauthorization.RoleAssignmentCreateParameters) },
			Required: []string{"principalId", "roleDefinitionId"}, Names: map[string]NameRule{"roleAssignmentName": assignmentName},
			Replace: []string{"principalId"}, Fixed: []string{"roleDefinitionId", "principalType"},
		},
	}
}

func diskKinds() []Kind {
	return []Kind{{
		Token: "azure-native:compute:Disk", Type: "Microsoft.Compute/disks", APIVersion: "2024-03-02",
		Path: group + "/providers/Microsoft.Compute/disks/{diskName}", Located: true,
		Envelope: []string{"extendedLocation", "location", "sku", "tags", "zones"},
		Model:    func() any { return new(armcompute.Disk) }, Required: []string{"location", "creationData.createOption"},
		Names: named(map[string]NameRule{"diskName": diskName}), Replace: []string{"location"},
		Fixed: []string{"zones", "creationData", "osType", "hyperVGeneration", "extendedLocation"},
	}}
}
