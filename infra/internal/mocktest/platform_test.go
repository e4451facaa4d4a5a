package mocktest

import (
	"net/netip"
	"testing/fstest"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/addresses"
	"github.com/galera-aks/galera-aks/infra/cluster"
	"github.com/galera-aks/galera-aks/infra/disk"
	"github.com/galera-aks/galera-aks/infra/egress"
	"github.com/galera-aks/galera-aks/infra/network"
	"github.com/galera-aks/galera-aks/infra/registry"
)

// platform is a program of one of each component, and what they gave back.
type platform struct {
	network  network.Args
	registry registry.Args
	cluster  cluster.Args
	record   network.RecordArgs
	disk     disk.Args

	outputs map[string]pulumi.Output
}

// plan is the address plan of all tests.
func plan() addresses.Plan {
	return addresses.Plan{
		VirtualNetwork:   netip.MustParsePrefix("10.60.0.0/16"),
		Nodes:            netip.MustParsePrefix("10.60.0.0/22"),
		APIServer:        netip.MustParsePrefix("10.60.9.0/28"),
		LoadBalancers:    netip.MustParsePrefix("10.60.8.0/27"),
		PrivateEndpoints: netip.MustParsePrefix("10.60.10.0/26"),
		Pods:             netip.MustParsePrefix("10.244.0.0/16"),
		Services:         netip.MustParsePrefix("10.70.0.0/16"),
		Applications:     []netip.Prefix{netip.MustParsePrefix("10.50.0.0/16")},
	}
}

// application is the identifier of the application's network.
const application = "/subscriptions/" + subscription + "/resourceGroups/app/providers/Microsoft.Network/virtualNetworks/app"

// strict is a platform with no way in or out but the peering.
func strict() *platform {
	tags := map[string]string{"environment": "test"}
	return &platform{
		network: network.Args{
			ResourceGroup: pulumi.String("platform"), Location: "westeurope", Addresses: plan(), Egress: egress.None,
			Application:   &network.Application{VirtualNetworkID: application},
			DatabasePorts: []int{3306, 3307}, Zone: "db.example.internal", Tags: tags,
		},
		registry: registry.Args{
			Name: "galera", ResourceGroup: pulumi.String("platform"), Location: "westeurope", NodeCache: true,
			Image: registry.Image{Reference: "mariadb-galera@" + digest}, Protect: true, Tags: tags,
		},
		cluster: cluster.Args{
			Name: "galera", ResourceGroup: pulumi.String("platform"), Location: "westeurope",
			DataResourceGroupID: pulumi.String("/subscriptions/" + subscription + "/resourceGroups/data"),
			SubscriptionID:      pulumi.String(subscription), TenantID: pulumi.String(tenant),
			KubernetesVersion: "1.36", Egress: egress.None, Zones: []string{"1", "2", "3"},
			Administrators: []string{"00000000-0000-0000-0000-00000000000c"}, Protect: true, Tags: tags,
		},
		record: network.RecordArgs{
			ResourceGroup: pulumi.String("platform"), Name: "orders", Address: netip.MustParseAddr("10.60.8.10"),
		},
		disk: disk.Args{
			SubscriptionID: pulumi.String(subscription), ResourceGroup: pulumi.String("data"), Location: "westeurope",
			Zone: "1", Cluster: "orders", Generation: 2, SizeGiB: 64, Tags: tags,
		},
	}
}

// routed is strict with a firewall on the way out, and the image built in the registry.
func routed() *platform {
	p := strict()
	p.network.Egress, p.cluster.Egress = egress.UserDefinedRouting, egress.UserDefinedRouting
	p.network.NextHop = netip.MustParseAddr("10.50.255.4")
	p.network.Addresses.Builds = netip.MustParsePrefix("10.60.11.0/27")
	p.registry.NodeCache = false
	p.registry.Image = registry.Image{Build: &registry.Build{Source: source(), Agents: &registry.Agents{}}}
	return p
}

// development costs less and is open to the developers.
func development() *platform {
	p := strict()
	p.network.Egress, p.cluster.Egress = egress.LoadBalancer, egress.LoadBalancer
	p.network.Application = nil
	p.network.Addresses.Applications = nil
	p.registry.NodeCache = false
	p.registry.Tier, p.registry.PublicAccess, p.registry.Protect = registry.Basic, true, false
	p.registry.Image = registry.Image{Build: &registry.Build{Source: source()}}
	p.cluster.Tier, p.cluster.Protect = cluster.Free, false
	p.cluster.API = cluster.API{
		Public: true, AuthorizedRanges: []netip.Prefix{netip.MustParsePrefix("198.51.100.7/32")},
	}
	p.disk.Guard = disk.GuardNone
	return p
}

// source is a repository that an image can be built from.
func source() fstest.MapFS {
	return fstest.MapFS{
		"go.mod": {Data: []byte("module example\n")}, "go.sum": {Data: []byte("\n")},
		"member/image/Dockerfile": {Data: []byte("FROM scratch\n")},
	}
}

// program declares the platform, wired as an environment would.
func (p *platform) program(ctx *pulumi.Context) error {
	n, err := network.New(ctx, "galera", &p.network)
	if err != nil {
		return err
	}
	if p.registry.Tier != registry.Basic {
		p.registry.Endpoint = &registry.Endpoint{
			VirtualNetworkID: n.VirtualNetworkID, SubnetID: n.PrivateEndpointsSubnetID,
		}
	}
	if build := p.registry.Image.Build; build != nil && build.Agents != nil {
		build.Agents.SubnetID = n.BuildsSubnetID
	}
	r, err := registry.New(ctx, "galera", &p.registry)
	if err != nil {
		return err
	}
	p.cluster.RegistryID = r.ID
	p.cluster.Network = cluster.Network{
		Addresses: p.network.Addresses, NodesSubnetID: n.NodesSubnetID, APIServerSubnetID: n.APIServerSubnetID,
		LoadBalancersSubnetID: n.LoadBalancersSubnetID, RouteTableID: n.RouteTableID,
	}
	c, err := cluster.New(ctx, "galera", &p.cluster)
	if err != nil {
		return err
	}
	p.record.Zone = n.ZoneName
	name, err := network.NewRecord(ctx, "orders", &p.record)
	if err != nil {
		return err
	}
	d, err := disk.New(ctx, "orders-0", &p.disk)
	if err != nil {
		return err
	}
	p.outputs = map[string]pulumi.Output{
		"image": r.Image, "registryId": r.ID, "kubeconfig": c.Kubeconfig, "issuer": c.OIDCIssuer,
		"nodeResourceGroup": c.NodeResourceGroup, "clusterId": c.ID, "host": name.Host, "diskId": d.ID,
		"diskName": d.Name, "subnet": n.LoadBalancersSubnetName,
	}
	return nil
}
