package azuretest

import (
	"fmt"
	"net/netip"
	"testing/fstest"

	"github.com/galera-aks/galera-aks/infra/addresses"
	"github.com/galera-aks/galera-aks/infra/cluster"
	"github.com/galera-aks/galera-aks/infra/disk"
	"github.com/galera-aks/galera-aks/infra/egress"
	"github.com/galera-aks/galera-aks/infra/network"
	"github.com/galera-aks/galera-aks/infra/registry"
	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/pulumi/pulumi-azure-native-sdk/authorization/v3"
	"github.com/pulumi/pulumi-azure-native-sdk/resources/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const location = "westeurope"

// application is the network that is there before the program.
var application = fmt.Sprintf("/subscriptions/%s/resourceGroups/application/providers/Microsoft.Network/virtualNetworks/application",
	azure.DefaultAccount.SubscriptionID)

// platform is a small private platform with one disk, as the lab has it.
type platform struct {
	sizeGiB, generation, poolMax int
	zone                         string
	source                       string // goes into the image
}

func newPlatform() platform {
	return platform{sizeGiB: 32, generation: 1, poolMax: 2, zone: "1", source: "FROM scratch\n"}
}

func plan() addresses.Plan {
	return addresses.Plan{
		VirtualNetwork: netip.MustParsePrefix("10.60.0.0/16"), Nodes: netip.MustParsePrefix("10.60.0.0/22"),
		APIServer: netip.MustParsePrefix("10.60.9.0/28"), LoadBalancers: netip.MustParsePrefix("10.60.8.0/27"),
		PrivateEndpoints: netip.MustParsePrefix("10.60.10.0/26"), Builds: netip.MustParsePrefix("10.60.11.0/27"),
		Pods: netip.MustParsePrefix("10.244.0.0/16"), Services: netip.MustParsePrefix("10.70.0.0/16"),
		Applications: []netip.Prefix{netip.MustParsePrefix("10.50.0.0/16")},
	}
}

func (p platform) program(ctx *pulumi.Context) error {
	account, err := authorization.GetClientConfig(ctx)
	if err != nil {
		return err
	}
	group := func(name string) (*resources.ResourceGroup, error) {
		return resources.NewResourceGroup(ctx, name, &resources.ResourceGroupArgs{
			ResourceGroupName: pulumi.String(name), Location: pulumi.String(location),
		})
	}
	main, err := group("galera")
	if err != nil {
		return err
	}
	data, err := group("galera-data")
	if err != nil {
		return err
	}
	n, err := network.New(ctx, "galera", &network.Args{
		ResourceGroup: main.Name, Location: location, Addresses: plan(), Egress: egress.None,
		NextHop: netip.MustParseAddr("10.50.255.4"), Application: &network.Application{VirtualNetworkID: application},
		DatabasePorts: []int{3306, 3307}, Zone: "galera.internal",
	})
	if err != nil {
		return err
	}
	file := func(content string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(content)} }
	r, err := registry.New(ctx, "galera", &registry.Args{
		Name: "galera", ResourceGroup: main.Name, Location: location, NodeCache: true,
		Endpoint: &registry.Endpoint{VirtualNetworkID: n.VirtualNetworkID, SubnetID: n.PrivateEndpointsSubnetID},
		Image: registry.Image{Build: &registry.Build{
			Source: fstest.MapFS{"go.mod": file("module m\n"), "go.sum": file("\n"), "member/image/Dockerfile": file(p.source)},
			Agents: &registry.Agents{SubnetID: n.BuildsSubnetID},
		}},
	})
	if err != nil {
		return err
	}
	c, err := cluster.New(ctx, "galera", &cluster.Args{
		Name: "galera", ResourceGroup: main.Name, DataResourceGroupID: data.ID().ToStringOutput(), Location: location,
		SubscriptionID: pulumi.String(account.SubscriptionId), TenantID: pulumi.String(account.TenantId),
		KubernetesVersion: "1.36", Egress: egress.None, Zones: []string{"1", "2", "3"}, RegistryID: r.ID,
		Administrators: []string{"00000000-0000-0000-0000-00000000000d"}, Database: cluster.Pool{MinNodes: 1, MaxNodes: p.poolMax},
		Network: cluster.Network{
			Addresses: plan(), NodesSubnetID: n.NodesSubnetID, APIServerSubnetID: n.APIServerSubnetID,
			LoadBalancersSubnetID: n.LoadBalancersSubnetID, RouteTableID: n.RouteTableID,
		},
	})
	if err != nil {
		return err
	}
	name, err := network.NewRecord(ctx, "orders", &network.RecordArgs{
		ResourceGroup: main.Name, Zone: n.ZoneName, Name: "orders", Address: netip.MustParseAddr("10.60.8.10"),
	})
	if err != nil {
		return err
	}
	d, err := disk.New(ctx, "orders-0", &disk.Args{
		SubscriptionID: pulumi.String(account.SubscriptionId), ResourceGroup: data.Name, Location: location, Zone: p.zone,
		Cluster: "orders", Generation: p.generation, SizeGiB: p.sizeGiB, Guard: disk.GuardNone,
	})
	if err != nil {
		return err
	}
	ctx.Export("image", r.Image)
	ctx.Export("kubeconfig", c.Kubeconfig)
	ctx.Export("issuer", c.OIDCIssuer)
	ctx.Export("host", name.Host)
	ctx.Export("disk", d.ID)
	return nil
}
