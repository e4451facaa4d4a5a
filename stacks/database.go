package stacks

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/components/galera"
	"github.com/galera-aks/galera-aks/infra/cluster"
	"github.com/galera-aks/galera-aks/infra/disk"
	"github.com/galera-aks/galera-aks/infra/disk/kinds"
	"github.com/galera-aks/galera-aks/infra/network"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/stacks/settings"
)

// diskZone is the node label by which the disks' driver tells zones apart.
const diskZone = "topology.disk.csi.azure.com/zone"

// Annotations by which Azure's cloud controller makes a Service's load balancer.
// https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
const (
	balancerInternal = "service.beta.kubernetes.io/azure-load-balancer-internal"
	balancerSubnet   = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet"
	balancerAddress  = "service.beta.kubernetes.io/azure-load-balancer-ipv4"
	balancerIdle     = "service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout"
)

// idleMinutes is how long the load balancer keeps a silent connection, the most that Azure has. Connection pools keep
// connections for long, and the default of 4 minutes would end them behind the application's back.
const idleMinutes = "30"

// database is what has been made of one database.
type database struct {
	cluster *galera.Cluster
	record  *network.Record
}

// database makes a database: its disks, its Galera cluster, and its name.
func (l landing) database(ctx *pulumi.Context, d settings.Database) (database, error) {
	namespace, err := l.namespace(ctx, d.Namespace)
	if err != nil {
		return database{}, err
	}
	members, err := l.members(ctx, d)
	if err != nil {
		return database{}, err
	}
	galeraCluster, err := galera.NewCluster(ctx, d.Name, &galera.ClusterArgs{
		Namespace:        namespace,
		Image:            l.platform.Image,
		Members:          members,
		AllowEven:        d.AllowEven,
		AllowSharedNodes: d.AllowSharedNodes,
		Resources:        galera.Resources{CPU: d.Resources.CPU.String(), Memory: d.Resources.Memory.String()},
		Settings:         d.Settings,
		Recovery:         galera.Recovery(d.Recovery),
		Schema:           d.Schema,
		User:             d.User,
		Service:          l.service(d),
		Monitoring:       d.Monitoring,
		// The nodes of the database pools carry the label, and refuse every pod that does not tolerate the taint.
		NodeSelector: map[string]string{cluster.WorkloadKey: cluster.WorkloadValue},
		Tolerations:  []galera.Toleration{{Key: cluster.WorkloadKey, Value: cluster.WorkloadValue, Effect: galera.NoSchedule}},
	}, pulumi.Provider(l.provider), pulumi.DependsOn([]pulumi.Resource{l.class}))
	if err != nil {
		return database{}, err
	}
	record, err := network.NewRecord(ctx, d.Name, &network.RecordArgs{
		ResourceGroup: l.platform.ResourceGroup,
		Zone:          pulumi.String(l.platform.Surroundings.DNSZone),
		Name:          d.Name,
		Address:       d.Address,
	}, pulumi.DependsOn(l.platform.ready))
	if err != nil {
		return database{}, err
	}
	return database{cluster: galeraCluster, record: record}, nil
}

// members makes the members' disks and says what each member is. A disk that is to have another file system is another
// disk, since one that is formatted stays as it is.
func (l landing) members(ctx *pulumi.Context, d settings.Database) ([]galera.MemberArgs, error) {
	var members []galera.MemberArgs
	for ordinal := range d.Members {
		zone := d.Zone(ordinal)
		managed, err := disk.New(ctx, contract.Member(d.Name, ordinal), &disk.Args{
			SubscriptionID: l.platform.SubscriptionID,
			ResourceGroup:  l.platform.DataResourceGroup,
			Location:       l.platform.Surroundings.Location,
			Zone:           diskIn(zone, d.Storage.SKU),
			Cluster:        d.Name,
			Ordinal:        ordinal,
			Generation:     d.Storage.Generation,
			Variant:        variant(d.Storage.FileSystem),
			SizeGiB:        d.Storage.SizeGiB,
			Kind:           d.Storage.SKU,
			IOPS:           d.Storage.IOPS,
			ThroughputMBps: d.Storage.ThroughputMBps,
			Guard:          disk.Guard(d.Storage.Guard),
			Tags:           l.tags,
		})
		if err != nil {
			return nil, err
		}
		// Kubernetes names a zone by its region and number.
		node := fmt.Sprintf("%s-%s", l.platform.Surroundings.Location, zone)
		members = append(members, galera.MemberArgs{Zone: node, Volume: galera.VolumeArgs{
			SizeGiB:      d.Storage.SizeGiB,
			FileSystem:   galera.FileSystem(d.Storage.FileSystem),
			Generation:   d.Storage.Generation,
			StorageClass: storageClass,
			Static: &galera.StaticVolume{
				Driver:      diskDriver,
				Handle:      managed.ID,
				TopologyKey: diskZone,
				// Galera's writes are durable when the disk has them, not when a cache of the host does.
				Attributes: map[string]string{"cachingMode": "None", "fsType": string(d.Storage.FileSystem)},
			},
		}})
	}
	return members, nil
}

// diskIn returns the zone of a disk: none, where Azure keeps it in all of them.
func diskIn(zone string, kind kinds.Kind) string {
	if kind.Zonal() {
		return zone
	}
	return ""
}

// variant names the file system of a disk where it is not the usual one, as the members' claims do.
func variant(fs settings.FileSystem) string {
	if fs == settings.FileSystemXFS {
		return ""
	}
	return string(fs)
}

// service puts the database at its private address.
func (l landing) service(d settings.Database) galera.ServiceArgs {
	return galera.ServiceArgs{
		Type: galera.LoadBalancer,
		Annotations: pulumi.StringMap{
			balancerInternal: pulumi.String("true"),
			balancerSubnet:   l.platform.LoadBalancersSubnet,
			balancerAddress:  pulumi.String(d.Address.String()),
			balancerIdle:     pulumi.String(idleMinutes),
		},
		Address:               d.Address.String(),
		SourceRanges:          texts(d.SourceRanges),
		ExternalTrafficPolicy: galera.TrafficPolicy(d.ExternalTrafficPolicy),
		Port:                  contract.PortSQL,
		ReadPort:              d.ReadPort,
	}
}

func texts(prefixes []netip.Prefix) []string {
	var list []string
	for _, p := range prefixes {
		list = append(list, p.String())
	}
	return list
}

// output returns how to reach a database. The password is not among it: it is a secret, and would make one of all the rest.
func (made database) output(d settings.Database) pulumi.Map {
	return pulumi.Map{
		"name":     pulumi.String(d.Name),
		"address":  pulumi.String(d.Address.String()),
		"host":     made.record.Host,
		"port":     pulumi.Int(contract.PortSQL),
		"readPort": pulumi.Int(d.ReadPort),
		"schema":   pulumi.String(d.Schema),
		"user":     pulumi.String(d.User),
	}
}
