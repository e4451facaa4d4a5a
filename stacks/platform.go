package stacks

import (
	"fmt"
	"os"
	"strings"

	"github.com/pulumi/pulumi-azure-native-sdk/authorization/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/cluster"
	"github.com/galera-aks/galera-aks/infra/egress"
	"github.com/galera-aks/galera-aks/infra/network"
	"github.com/galera-aks/galera-aks/infra/registry"
	"github.com/galera-aks/galera-aks/stacks/settings"
)

// Platform is what databases need to know of the platform that carries them. A stack exports it as one output.
type Platform struct {
	// Surroundings is what databases are checked against, known before anything is made.
	Surroundings settings.Surroundings
	// SubscriptionID and TenantID are the subscription's and the tenant's GUIDs.
	SubscriptionID, TenantID pulumi.StringOutput
	// ResourceGroup is the name of the resource group of the network, the registry, the cluster and the DNS zone.
	ResourceGroup pulumi.StringOutput
	// DataResourceGroup is the name of the resource group of the databases' disks.
	DataResourceGroup pulumi.StringOutput
	// ClusterName is the name of the Kubernetes cluster, and ClusterID its ARM id.
	ClusterName string
	ClusterID   pulumi.StringOutput
	// LoadBalancersSubnet is the name of the subnet of the databases' private addresses.
	LoadBalancersSubnet pulumi.StringOutput
	// Image is the members' image by digest.
	Image pulumi.StringOutput

	// kubeconfig is a secret and is never handed over: each stack asks Azure for its own.
	kubeconfig pulumi.StringOutput
	// ready is what databases must wait for, and must go before.
	ready []pulumi.Resource
}

// output returns the platform as a stack exports it, which a [handover] reads.
func (p Platform) output() pulumi.Input {
	surroundings, err := plain(p.Surroundings)
	if err != nil {
		// Surroundings are text and numbers, which JSON always takes.
		panic(err)
	}
	return pulumi.Map{
		"surroundings":        surroundings,
		"subscriptionId":      p.SubscriptionID,
		"tenantId":            p.TenantID,
		"resourceGroup":       p.ResourceGroup,
		"dataResourceGroup":   p.DataResourceGroup,
		"clusterName":         pulumi.String(p.ClusterName),
		"clusterId":           p.ClusterID,
		"loadBalancersSubnet": p.LoadBalancersSubnet,
		"image":               p.Image,
	}
}

// builder makes the resources of one platform.
type builder struct {
	ctx      *pulumi.Context
	settings settings.Settings
	client   *authorization.GetClientConfigResult
	groups   groups
	network  *network.Network
	registry *registry.Registry
	cluster  *cluster.Cluster
}

// newPlatform makes a platform.
func newPlatform(ctx *pulumi.Context, s settings.Settings, directory string) (Platform, error) {
	client, err := authorization.GetClientConfig(ctx)
	if err != nil {
		return Platform{}, fmt.Errorf("asking Azure who runs this program: %w", err)
	}
	b := &builder{ctx: ctx, settings: s, client: client}
	if b.groups, err = newGroups(ctx, s, client.SubscriptionId); err != nil {
		return Platform{}, err
	}
	if b.network, err = network.New(ctx, s.Name, b.networkArgs()); err != nil {
		return Platform{}, err
	}
	if b.registry, err = registry.New(ctx, s.Name, b.registryArgs(directory)); err != nil {
		return Platform{}, err
	}
	if b.cluster, err = cluster.New(ctx, s.Name, b.clusterArgs()); err != nil {
		return Platform{}, err
	}
	return b.platform(), nil
}

func (b *builder) platform() Platform {
	return Platform{
		Surroundings:        b.settings.Surroundings(),
		SubscriptionID:      pulumi.String(b.client.SubscriptionId).ToStringOutput(),
		TenantID:            pulumi.String(b.client.TenantId).ToStringOutput(),
		ResourceGroup:       b.groups.main,
		DataResourceGroup:   b.groups.data,
		ClusterName:         b.settings.Name,
		ClusterID:           b.cluster.ID,
		LoadBalancersSubnet: b.network.LoadBalancersSubnetName,
		Image:               b.registry.Image,
		kubeconfig:          b.cluster.Kubeconfig,
		ready:               []pulumi.Resource{b.network, b.cluster},
	}
}

func (b *builder) networkArgs() *network.Args {
	s := b.settings
	args := &network.Args{
		ResourceGroup: b.groups.main,
		Location:      s.Location,
		Addresses:     s.Plan(),
		Egress:        s.Network.Egress,
		NextHop:       s.Network.EgressNextHop,
		Zone:          s.Network.DNSZone,
		Tags:          s.Tags,
	}
	if id := s.Network.Application.VirtualNetworkID; id != "" {
		args.Application = &network.Application{VirtualNetworkID: id}
		args.DatabasePorts = s.Network.DatabasePorts
	}
	return args
}

func (b *builder) registryArgs(directory string) *registry.Args {
	s := b.settings
	args := &registry.Args{
		Name:          strings.ReplaceAll(s.Name, "-", ""),
		ResourceGroup: b.groups.main,
		Location:      s.Location,
		Tier:          registry.Tier(s.Registry.SKU),
		PublicAccess:  s.Registry.PublicAccess,
		NodeCache:     s.Network.Egress == egress.None,
		Image:         registry.Image{Reference: s.Image.Reference},
		Protect:       s.Registry.Protected(),
		Tags:          s.Tags,
	}
	if s.Registry.SKU == settings.RegistryPremium {
		args.Endpoint = &registry.Endpoint{
			VirtualNetworkID: b.network.VirtualNetworkID, SubnetID: b.network.PrivateEndpointsSubnetID,
		}
	}
	if s.Image.Build {
		args.Image.Build = &registry.Build{Source: os.DirFS(directory)}
	}
	if s.BuildsPrivately() {
		args.Image.Build.Agents = &registry.Agents{
			SubnetID: b.network.BuildsSubnetID,
			Tier:     registry.AgentTier(s.Registry.BuildAgents.Tier),
			Count:    s.Registry.BuildAgents.Count,
		}
	}
	return args
}

func (b *builder) clusterArgs() *cluster.Args {
	s := b.settings
	args := &cluster.Args{
		Name:                s.Name,
		ResourceGroup:       b.groups.main,
		DataResourceGroupID: b.groups.dataID,
		SubscriptionID:      pulumi.String(b.client.SubscriptionId),
		TenantID:            pulumi.String(b.client.TenantId),
		Location:            s.Location,
		KubernetesVersion:   s.Cluster.KubernetesVersion,
		Tier:                cluster.Tier(s.Cluster.Tier),
		Network: cluster.Network{
			Addresses:             s.Plan(),
			NodesSubnetID:         b.network.NodesSubnetID,
			APIServerSubnetID:     b.network.APIServerSubnetID,
			LoadBalancersSubnetID: b.network.LoadBalancersSubnetID,
			RouteTableID:          b.network.RouteTableID,
		},
		Egress:         s.Network.Egress,
		RegistryID:     b.registry.ID,
		API:            cluster.API{Public: !s.Cluster.Private(), AuthorizedRanges: s.Cluster.AuthorizedRanges},
		Administrators: s.Cluster.AdminGroups,
		Login:          s.Cluster.Login,
		Zones:          s.Zones,
		System:         pool(s.Cluster.SystemPool),
		Database:       pool(s.Cluster.DatabasePools),
		UpgradeChannel: cluster.UpgradeChannel(s.Cluster.Upgrades.Channel),
		NodeChannel:    cluster.NodeChannel(s.Cluster.Upgrades.NodeChannel),
		Upgrades:       window(s.Cluster.Maintenance.Upgrades),
		NodeUpdates:    window(s.Cluster.Maintenance.NodeImages),
		Protect:        s.Cluster.Protected(),
		Tags:           s.Tags,
	}
	if zone := s.Cluster.PrivateAPIZoneID; zone != "" {
		args.API.PrivateZoneID = pulumi.String(zone)
	}
	return args
}

func pool(p settings.Pool) cluster.Pool {
	return cluster.Pool{Size: p.Size, MinNodes: p.Min, MaxNodes: p.Max}
}

func window(w settings.Window) cluster.Window {
	return cluster.Window{Day: w.Weekday(), Start: fmt.Sprintf("%02d:00", *w.StartHour), UTCOffset: "+00:00", Hours: w.Hours}
}
