package galera_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/components/galera"
)

// Three members on disks that a storage class provisions, one in each zone.
func ExampleNewCluster() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		args := &galera.ClusterArgs{
			Namespace: pulumi.String("orders"),
			Image:     pulumi.String("registry.example/galera-member@sha256:..."),
			Resources: galera.Resources{CPU: "2", Memory: "8Gi"},
		}
		for _, zone := range []string{"westeurope-1", "westeurope-2", "westeurope-3"} {
			args.Members = append(args.Members, galera.MemberArgs{
				Zone: zone, Volume: galera.VolumeArgs{SizeGiB: 64, StorageClass: "fast"},
			})
		}
		cluster, err := galera.NewCluster(ctx, "orders", args)
		if err != nil {
			return err
		}
		ctx.Export("host", cluster.Host)
		ctx.Export("password", cluster.Password)
		return nil
	})
}

// A member on a disk that exists already. To move it to another disk, raise the generation with the handle.
func ExampleStaticVolume() {
	member := galera.MemberArgs{Zone: "westeurope-1", Volume: galera.VolumeArgs{
		SizeGiB:      64,
		StorageClass: "galera-static", // provisions nothing, and lets the claim grow
		Generation:   2,
		Static: &galera.StaticVolume{
			Driver:      "disk.csi.azure.com",
			Handle:      pulumi.String("/subscriptions/.../disks/orders-0-g2"),
			TopologyKey: "topology.disk.csi.azure.com/zone",
		},
	}}
	fmt.Println(member.Volume.FileSystem == "") // which means galera.XFS
	// Output: true
}

// Everything that is wrong is said at once.
func ExampleClusterArgs_Validate() {
	args := galera.ClusterArgs{
		Namespace: pulumi.String("orders"),
		Image:     pulumi.String("registry.example/galera-member@sha256:..."),
		Members: []galera.MemberArgs{
			{Volume: galera.VolumeArgs{SizeGiB: 64, StorageClass: "fast"}},
			{Volume: galera.VolumeArgs{SizeGiB: 64}},
		},
	}
	fmt.Println(args.Validate("orders"))
	// Output:
	// galera cluster "orders":
	// members: must be odd (or set allowEven), got 2
	// members[1].volume.storageClass: must be given, because a claim without one cannot grow
}
