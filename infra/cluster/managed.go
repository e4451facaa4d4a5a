package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/containerservice/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/egress"
)

// kubeletIdentity is the key under which Azure takes the nodes' identity.
const kubeletIdentity = "kubeletidentity"

// managed makes the managed cluster, with exactly one pool of its own: Azure does not take later changes of that list well,
// so that the database pools are resources of their own.
func (b *builder) managed(ids identities, granted []pulumi.Resource) (*containerservice.ManagedCluster, error) {
	a := b.args
	body := &containerservice.ManagedClusterArgs{
		ResourceGroupName: a.ResourceGroup,
		ResourceName:      pulumi.String(a.Name),
		Location:          pulumi.String(a.Location),
		Sku: &containerservice.ManagedClusterSKUArgs{
			Name: pulumi.String(containerservice.ManagedClusterSKUNameBase), Tier: pulumi.String(string(a.Tier)),
		},
		KubernetesVersion: pulumi.String(a.KubernetesVersion),
		DnsPrefix:         pulumi.String(a.Name),
		NodeResourceGroup: pulumi.String(a.nodeResourceGroup()),
		NodeResourceGroupProfile: &containerservice.ManagedClusterNodeResourceGroupProfileArgs{
			RestrictionLevel: pulumi.String(containerservice.RestrictionLevelReadOnly),
		},
		Identity: &containerservice.ManagedClusterIdentityArgs{
			Type:                   containerservice.ResourceIdentityTypeUserAssigned,
			UserAssignedIdentities: pulumi.StringArray{ids.controlPlane.ID()},
		},
		IdentityProfile: containerservice.UserAssignedIdentityMap{
			kubeletIdentity: &containerservice.UserAssignedIdentityArgs{
				ResourceId: ids.kubelet.ID(), ClientId: ids.kubelet.ClientId, ObjectId: ids.kubelet.PrincipalId,
			},
		},
		EnableRBAC:           pulumi.Bool(true),
		DisableLocalAccounts: pulumi.Bool(true),
		AadProfile: &containerservice.ManagedClusterAADProfileArgs{
			Managed: pulumi.Bool(true), EnableAzureRBAC: pulumi.Bool(true),
			AdminGroupObjectIDs: pulumi.ToStringArray(a.Administrators),
		},
		OidcIssuerProfile:      &containerservice.ManagedClusterOIDCIssuerProfileArgs{Enabled: pulumi.Bool(true)},
		SecurityProfile:        securityProfile(),
		ApiServerAccessProfile: a.apiServerProfile(),
		NetworkProfile:         a.networkProfile(),
		BootstrapProfile:       a.bootstrapProfile(),
		AutoUpgradeProfile: &containerservice.ManagedClusterAutoUpgradeProfileArgs{
			UpgradeChannel:       pulumi.String(string(a.UpgradeChannel)),
			NodeOSUpgradeChannel: pulumi.String(string(a.NodeChannel)),
		},
		AutoScalerProfile: autoscalerProfile(),
		StorageProfile:    storageProfile(),
		AgentPoolProfiles: containerservice.ManagedClusterAgentPoolProfileArray{a.systemPool()},
		Tags:              pulumi.ToStringMap(a.Tags),
	}
	managed, err := containerservice.NewManagedCluster(b.ctx, b.name, body, b.options(
		pulumi.Protect(a.Protect),
		pulumi.DependsOn(granted),
		// The autoscaler owns the number of nodes. The version is not ignored: it names a minor version, which stays
		// ours, and Azure takes it as no change when it has moved the patch.
		pulumi.IgnoreChanges([]string{"agentPoolProfiles[0].count"}),
		pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "60m", Update: "120m", Delete: "60m"}),
	)...)
	if err != nil {
		return nil, fmt.Errorf("declaring the managed cluster: %w", err)
	}
	return managed, nil
}

// securityProfile lets pods be identities, and removes images that nothing uses.
func securityProfile() *containerservice.ManagedClusterSecurityProfileArgs {
	return &containerservice.ManagedClusterSecurityProfileArgs{
		WorkloadIdentity: &containerservice.ManagedClusterSecurityProfileWorkloadIdentityArgs{Enabled: pulumi.Bool(true)},
		ImageCleaner: &containerservice.ManagedClusterSecurityProfileImageCleanerArgs{
			Enabled: pulumi.Bool(true), IntervalHours: pulumi.Int(7 * 24),
		},
	}
}

// apiServerProfile puts the API server into the network, and nowhere else unless told to. Nobody may run commands in the
// cluster through Azure's own interface, which would go round the network.
func (a Args) apiServerProfile() *containerservice.ManagedClusterAPIServerAccessProfileArgs {
	profile := &containerservice.ManagedClusterAPIServerAccessProfileArgs{
		EnableVnetIntegration: pulumi.Bool(true),
		SubnetId:              a.Network.APIServerSubnetID.ToStringOutput().ToStringPtrOutput(),
		DisableRunCommand:     pulumi.Bool(true),
		EnablePrivateCluster:  pulumi.Bool(!a.API.Public),
	}
	if a.API.Public {
		var authorized pulumi.StringArray
		for _, r := range a.API.AuthorizedRanges {
			authorized = append(authorized, pulumi.String(r.String()))
		}
		profile.AuthorizedIPRanges = authorized
		return profile
	}
	profile.EnablePrivateClusterPublicFQDN = pulumi.Bool(false)
	profile.PrivateDNSZone = pulumi.String("system")
	if a.API.PrivateZoneID != nil {
		profile.PrivateDNSZone = a.API.PrivateZoneID.ToStringOutput().ToStringPtrOutput()
	}
	return profile
}

// networkProfile gives pods addresses of their own that the network does not know, with policies enforced by Cilium. Every
// field is said, because the SDK fills in what is not: a public way out, and ranges that are not this plan's.
func (a Args) networkProfile() *containerservice.ContainerServiceNetworkProfileArgs {
	plan := a.Network.Addresses
	return &containerservice.ContainerServiceNetworkProfileArgs{
		NetworkPlugin:     pulumi.String(containerservice.NetworkPluginAzure),
		NetworkPluginMode: pulumi.String(containerservice.NetworkPluginModeOverlay),
		NetworkDataplane:  pulumi.String(containerservice.NetworkDataplaneCilium),
		NetworkPolicy:     pulumi.String(containerservice.NetworkPolicyCilium),
		LoadBalancerSku:   pulumi.String(containerservice.LoadBalancerSkuStandard),
		OutboundType:      pulumi.String(string(a.Egress)),
		PodCidr:           pulumi.String(plan.Pods.String()),
		ServiceCidr:       pulumi.String(plan.Services.String()),
		DnsServiceIP:      pulumi.String(plan.DNSService().String()),
	}
}

// bootstrapProfile has nodes take what they start with from the platform's registry where they have no way out.
func (a Args) bootstrapProfile() containerservice.ManagedClusterBootstrapProfilePtrInput {
	if a.Egress != egress.None {
		return nil
	}
	return &containerservice.ManagedClusterBootstrapProfileArgs{
		ArtifactSource:      pulumi.String(containerservice.ArtifactSourceCache),
		ContainerRegistryId: a.RegistryID.ToStringOutput().ToStringPtrOutput(),
	}
}

// autoscalerProfile keeps the autoscaler from taking away nodes that hold something.
func autoscalerProfile() *containerservice.ManagedClusterPropertiesAutoScalerProfileArgs {
	return &containerservice.ManagedClusterPropertiesAutoScalerProfileArgs{
		BalanceSimilarNodeGroups:  pulumi.String("true"),
		Expander:                  pulumi.String(containerservice.Expander_Least_Waste),
		SkipNodesWithLocalStorage: pulumi.String("true"),
		SkipNodesWithSystemPods:   pulumi.String("true"),
		MaxGracefulTerminationSec: pulumi.String("600"),
		ScaleDownUnneededTime:     pulumi.String("20m"),
	}
}

// storageProfile installs the driver of managed disks and no other.
func storageProfile() *containerservice.ManagedClusterStorageProfileArgs {
	return &containerservice.ManagedClusterStorageProfileArgs{
		DiskCSIDriver:      &containerservice.ManagedClusterStorageProfileDiskCSIDriverArgs{Enabled: pulumi.Bool(true)},
		FileCSIDriver:      &containerservice.ManagedClusterStorageProfileFileCSIDriverArgs{Enabled: pulumi.Bool(false)},
		BlobCSIDriver:      &containerservice.ManagedClusterStorageProfileBlobCSIDriverArgs{Enabled: pulumi.Bool(false)},
		SnapshotController: &containerservice.ManagedClusterStorageProfileSnapshotControllerArgs{Enabled: pulumi.Bool(true)},
	}
}
