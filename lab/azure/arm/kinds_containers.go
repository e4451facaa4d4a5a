package arm

import (
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/containerregistry/armcontainerregistry"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/containerservice/armcontainerservice/v8"
)

func registryKinds() []Kind {
	const tasksVersion, registries = "2019-06-01-preview", group + "/providers/Microsoft.ContainerRegistry/registries/{registryName}"
	return []Kind{
		{
			Token: "azure-native:containerregistry:Registry", Type: "Microsoft.ContainerRegistry/registries", APIVersion: "2023-01-01-preview",
			Path: registries, Located: true, Envelope: []string{"identity", "location", "sku", "tags"},
			Model:      func() any { return new(armcontainerregistry.Registry) },
			Unmodelled: []string{"properties.anonymousPullEnabled", "properties.policies.azureADAuthenticationAsArmPolicy", "properties.policies.softDeletePolicy"},
			Required:   []string{"location", "sku.name"},
			Names:      named(map[string]NameRule{"registryName": registryName}), Replace: []string{"location"},
		},
		{
			Token: "azure-native:containerregistry:CacheRule", Type: "Microsoft.ContainerRegistry/registries/cacheRules",
			APIVersion: "2024-11-01-preview", Path: registries + "/cacheRules/{cacheRuleName}", AutoName: AutoNameCopy,
			Model: func() any { return new(armcontainerregistry.CacheRule) }, Required: []string{"sourceRepository", "targetRepository"},
			Names: named(map[string]NameRule{"registryName": registryName, "cacheRuleName": cacheName}),
			Fixed: []string{"sourceRepository", "targetRepository"},
		},
		{
			Token: "azure-native:containerregistry:AgentPool", Type: "Microsoft.ContainerRegistry/registries/agentPools",
			APIVersion: tasksVersion, Path: registries + "/agentPools/{agentPoolName}", AutoName: AutoNameCopy, Located: true,
			Envelope: []string{"location", "tags"},
			Model:    func() any { return new(armcontainerregistry.AgentPool) }, Required: []string{"location"},
			Names:   named(map[string]NameRule{"registryName": registryName, "agentPoolName": buildPool}),
			Replace: []string{"location"}, Fixed: []string{"virtualNetworkSubnetResourceId", "os", "tier"},
		},
		{
			Token: "azure-native:containerregistry:Task", Type: "Microsoft.ContainerRegistry/registries/tasks",
			APIVersion: tasksVersion, Path: registries + "/tasks/{taskName}", AutoName: AutoNameCopy, Located: true,
			Envelope: []string{"identity", "location", "tags"},
			Model:    func() any { return new(armcontainerregistry.Task) }, Required: []string{"location"},
			Names: named(map[string]NameRule{"registryName": registryName, "taskName": taskName}), Replace: []string{"location"},
		},
		{
			Token: "azure-native:containerregistry:TaskRun", Type: "Microsoft.ContainerRegistry/registries/taskRuns",
			APIVersion: tasksVersion, Path: registries + "/taskRuns/{taskRunName}", AutoName: AutoNameCopy,
			Envelope: []string{"identity", "location"},
			Model:    func() any { return new(armcontainerregistry.TaskRun) }, Required: []string{"runRequest.type"},
			Names: named(map[string]NameRule{"registryName": registryName, "taskRunName": taskName}),
		},
	}
}

func clusterKinds() []Kind {
	const version, clusters = "2025-09-01", group + "/providers/Microsoft.ContainerService/managedClusters/{resourceName}"
	return []Kind{
		{
			Token: "azure-native:containerservice:ManagedCluster", Type: "Microsoft.ContainerService/managedClusters", APIVersion: version,
			Path: clusters, Located: true, Envelope: []string{"extendedLocation", "identity", "kind", "location", "sku", "tags"},
			Shape:    kebab("properties.autoScalerProfile"),
			Model:    func() any { return new(armcontainerservice.ManagedCluster) },
			Required: []string{"location", "dnsPrefix|fqdnSubdomain", "agentPoolProfiles", "identity|servicePrincipalProfile"},
			Names:    named(map[string]NameRule{"resourceName": clusterName}),
			// networkProfile as a whole: that only some of its parts should force a new cluster came after 3.16.0 (pulumi-azure-native#4756).
			Replace: []string{
				"diskEncryptionSetID", "dnsPrefix", "fqdnSubdomain", "linuxProfile", "location", "nodeResourceGroup", "windowsProfile",
				"networkProfile",
			},
			Fixed: []string{"enableRBAC"},
		},
		{
			Token: "azure-native:containerservice:AgentPool", Type: "Microsoft.ContainerService/managedClusters/agentPools",
			APIVersion: version, Path: clusters + "/agentPools/{agentPoolName}", AutoName: AutoNameCopy,
			Model: func() any { return new(armcontainerservice.AgentPool) }, Required: []string{"vmSize"},
			Names:   named(map[string]NameRule{"resourceName": clusterName, "agentPoolName": poolName}),
			Replace: []string{"gpuInstanceProfile", "vmSize", "networkProfile.nodePublicIPTags"},
			Fixed: []string{
				"availabilityZones", "vnetSubnetID", "podSubnetID", "osDiskType", "osDiskSizeGB", "osType", "type", "maxPods",
				"enableEncryptionAtHost", "enableFIPS", "enableUltraSSD", "enableNodePublicIP", "scaleSetPriority", "proximityPlacementGroupID",
			},
		},
		{
			Token: "azure-native:containerservice:MaintenanceConfiguration", APIVersion: version,
			Type:  "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
			Path:  clusters + "/maintenanceConfigurations/{configName}",
			Model: func() any { return new(armcontainerservice.MaintenanceConfiguration) },
			Names: named(map[string]NameRule{"resourceName": clusterName, "configName": configName}), AutoName: AutoNameCopy,
		},
	}
}
