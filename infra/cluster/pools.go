package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/pulumi/pulumi-azure-native-sdk/containerservice/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// What all pools have in common.
const (
	// poolType is the only type that the autoscaler and zones work with.
	poolType = "VirtualMachineScaleSets"
	// maxPods is the most pods on a node; the overlay gives each node a /24.
	maxPods = 110
	// oneAtATime adds one node before an upgrade takes one away. More would take more quota and drain more at once.
	oneAtATime = "1"
	// systemDrainMinutes is how long draining a system node may take; nothing on it holds data.
	systemDrainMinutes = 30
)

// systemPool returns the pool that the cluster's own services run on, and nothing else.
func (a Args) systemPool() *containerservice.ManagedClusterAgentPoolProfileArgs {
	pool := a.System
	return &containerservice.ManagedClusterAgentPoolProfileArgs{
		Name:                   pulumi.String("system"),
		Mode:                   pulumi.String(containerservice.AgentPoolModeSystem),
		Type:                   pulumi.String(poolType),
		OrchestratorVersion:    pulumi.String(a.KubernetesVersion),
		VmSize:                 pulumi.String(pool.Size),
		AvailabilityZones:      pulumi.ToStringArray(a.Zones),
		VnetSubnetID:           a.Network.NodesSubnetID.ToStringOutput().ToStringPtrOutput(),
		EnableAutoScaling:      pulumi.Bool(true),
		Count:                  pulumi.Int(pool.MinNodes),
		MinCount:               pulumi.Int(pool.MinNodes),
		MaxCount:               pulumi.Int(pool.MaxNodes),
		MaxPods:                pulumi.Int(maxPods),
		OsType:                 pulumi.String(containerservice.OSTypeLinux),
		OsSKU:                  pulumi.String(containerservice.OSSKUAzureLinux),
		OsDiskType:             pulumi.String(string(pool.OSDisk)),
		OsDiskSizeGB:           pulumi.Int(pool.OSDiskGiB),
		EnableEncryptionAtHost: pulumi.Bool(true),
		EnableNodePublicIP:     pulumi.Bool(false),
		NodeTaints:             pulumi.StringArray{pulumi.String("CriticalAddonsOnly=true:NoSchedule")},
		UpgradeSettings: &containerservice.AgentPoolUpgradeSettingsArgs{
			MaxSurge: pulumi.String(oneAtATime), DrainTimeoutInMinutes: pulumi.Int(systemDrainMinutes),
		},
	}
}

// databasePools makes one pool in each zone, named after it. With one pool for all of them neither the autoscaler nor an
// upgrade would know in which zone a node is missing, and a member's disk can follow it to no other.
//
// What nodes are cannot be changed, so that a pool of other nodes is another pool, which the engine makes before it removes
// the old one. Azure drains a pool's nodes before it removes it or upgrades it, and keeps to the members' disruption budget
// while it does so: a member whose node is drained comes back on the zone's new pool, and no other goes until it is in step.
// Each pool comes after the one before it, so that all that takes nodes away goes zone by zone.
func (b *builder) databasePools(managed *containerservice.ManagedCluster) error {
	a, pool := b.args, b.args.Database
	var before []pulumi.Resource
	for _, zone := range a.Zones {
		name := pool.nameIn(zone)
		made, err := containerservice.NewAgentPool(b.ctx, b.child(name), &containerservice.AgentPoolArgs{
			ResourceGroupName:      a.ResourceGroup,
			ResourceName:           managed.Name,
			AgentPoolName:          pulumi.String(name),
			Mode:                   pulumi.String(containerservice.AgentPoolModeUser),
			Type:                   pulumi.String(poolType),
			OrchestratorVersion:    pulumi.String(a.KubernetesVersion),
			VmSize:                 pulumi.String(pool.Size),
			AvailabilityZones:      pulumi.StringArray{pulumi.String(zone)},
			VnetSubnetID:           a.Network.NodesSubnetID.ToStringOutput().ToStringPtrOutput(),
			EnableAutoScaling:      pulumi.Bool(true),
			Count:                  pulumi.Int(pool.MinNodes),
			MinCount:               pulumi.Int(pool.MinNodes),
			MaxCount:               pulumi.Int(pool.MaxNodes),
			MaxPods:                pulumi.Int(maxPods),
			OsType:                 pulumi.String(containerservice.OSTypeLinux),
			OsSKU:                  pulumi.String(containerservice.OSSKUAzureLinux),
			OsDiskType:             pulumi.String(string(pool.OSDisk)),
			OsDiskSizeGB:           pulumi.Int(pool.OSDiskGiB),
			EnableEncryptionAtHost: pulumi.Bool(true),
			EnableNodePublicIP:     pulumi.Bool(false),
			NodeLabels:             pulumi.StringMap{WorkloadKey: pulumi.String(WorkloadValue)},
			NodeTaints:             pulumi.StringArray{pulumi.Sprintf("%s=%s:NoSchedule", WorkloadKey, WorkloadValue)},
			UpgradeSettings: &containerservice.AgentPoolUpgradeSettingsArgs{
				MaxSurge:                  pulumi.String(oneAtATime),
				DrainTimeoutInMinutes:     pulumi.Int(int(a.Drain.Timeout / time.Minute)),
				NodeSoakDurationInMinutes: pulumi.Int(int(a.Drain.Soak / time.Minute)),
				// The default would delete a node that cannot be drained, and the member on it.
				UndrainableNodeBehavior: pulumi.String(containerservice.UndrainableNodeBehaviorCordon),
			},
			Tags: pulumi.ToStringMap(a.Tags),
		}, b.options(
			pulumi.DependsOn(before),
			pulumi.IgnoreChanges([]string{"count"}),
			pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "60m", Update: "24h", Delete: "60m"}),
		)...)
		if err != nil {
			return fmt.Errorf("declaring the database pool of zone %s: %w", zone, err)
		}
		before = []pulumi.Resource{made}
	}
	return nil
}

// shapeLength is what Azure leaves of a pool's name, which has at most 12 characters, after "db" and the zone.
const shapeLength = 9

// nameIn names the pool of a zone by what its nodes are, which cannot be changed: "db1d4dsv5" is of Standard_D4ds_v5.
func (p Pool) nameIn(zone string) string { return "db" + zone + p.shape() }

// shape names what cannot be changed of a pool's nodes: their size, or where that says not enough or too much a hash of all.
func (p Pool) shape() string {
	short := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(p.Size, "Standard_"), "_", ""))
	usual := Pool{}.withDefaults(0, 0)
	if p.OSDisk == usual.OSDisk && p.OSDiskGiB == usual.OSDiskGiB && len(short) <= shapeLength && alphanumeric.MatchString(short) {
		return short
	}
	hash := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", p.Size, p.OSDisk, p.OSDiskGiB))
	return hex.EncodeToString(hash[:])[:shapeLength]
}
