// Package disk is one member's managed disk as a component.
package disk

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/compute/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/armid"
)

// Token is the component's type.
const Token = "galera-aks:disk:Disk"

// sector is the logical sector size in bytes. Premium SSD v2 defaults to 4096; 512 is what can later be copied to and
// from the other kinds. https://learn.microsoft.com/azure/virtual-machines/disks-types#premium-ssd-v2-limitations
const sector = 512

// Disk is the managed disk of one member, for one generation of it.
type Disk struct {
	pulumi.ResourceState

	// ID is the disk's identifier, the handle of a volume on it. It is spelled by this project, never as Azure
	// answers, because Kubernetes takes another spelling for another disk. A preview knows it before the disk exists.
	ID pulumi.StringOutput
	// Name is the disk's name, with its generation.
	Name pulumi.StringOutput
}

// diskName returns the name of a member's disk for one generation: "orders-0-g1", or "orders-0-g1-ext4" of a variant.
func (a Args) diskName() string {
	return fmt.Sprintf("%s-%d-%s", a.Cluster, a.Ordinal, a.suffix())
}

// New makes a member's disk. Growing it, and changing its performance, is done in place. Anything else (another zone,
// another kind) needs the next generation: that is a resource of its own, so that the engine makes the new disk before it
// lets go of the old one, and a replacement in place is always a mistake that a policy may refuse.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Disk, error) {
	if args == nil {
		args = &Args{}
	}
	a := args.withDefaults()
	if err := a.validate(); err != nil {
		return nil, fmt.Errorf("disk %q: %w", name, err)
	}
	d := &Disk{}
	if err := ctx.RegisterComponentResourceV2(Token, name, a.inputs(), d, opts...); err != nil {
		return nil, fmt.Errorf("registering disk %q: %w", name, err)
	}
	diskName := a.diskName()
	managed, err := compute.NewDisk(ctx, name+"-"+a.suffix(), a.body(diskName),
		pulumi.Parent(d),
		pulumi.Protect(a.Guard == GuardProtect),
		pulumi.RetainOnDelete(a.Guard != GuardNone))
	if err != nil {
		return nil, fmt.Errorf("declaring the managed disk %s: %w", diskName, err)
	}
	d.ID = pulumi.All(a.SubscriptionID, a.ResourceGroup, managed.URN()).ApplyT(func(values []any) string {
		return armid.Disk(values[0].(string), values[1].(string), diskName)
	}).(pulumi.StringOutput)
	d.Name = pulumi.String(diskName).ToStringOutput()
	if err := ctx.RegisterResourceOutputs(d, pulumi.Map{"id": d.ID, "name": d.Name}); err != nil {
		return nil, fmt.Errorf("registering the outputs of disk %q: %w", name, err)
	}
	return d, nil
}

// inputs are the arguments that are worth seeing in the state and by policies, which see of options only whether a resource
// is protected.
func (a Args) inputs() pulumi.Map {
	return pulumi.Map{
		"cluster":    pulumi.String(a.Cluster),
		"ordinal":    pulumi.Int(a.Ordinal),
		"generation": pulumi.Int(a.Generation),
		"guard":      pulumi.String(string(a.Guard)),
	}
}

// body returns the disk as Azure is to make it.
func (a Args) body(name string) *compute.DiskArgs {
	body := &compute.DiskArgs{
		ResourceGroupName: a.ResourceGroup,
		DiskName:          pulumi.String(name),
		Location:          pulumi.String(a.Location),
		Sku:               &compute.DiskSkuArgs{Name: pulumi.String(string(a.Kind))},
		CreationData: &compute.CreationDataArgs{
			CreateOption: pulumi.String(compute.DiskCreateOptionEmpty),
		},
		DiskSizeGB:          pulumi.Int(a.SizeGiB),
		NetworkAccessPolicy: pulumi.String(compute.NetworkAccessPolicyDenyAll),
		PublicNetworkAccess: pulumi.String(compute.PublicNetworkAccessDisabled),
		Tags:                pulumi.ToStringMap(a.Tags),
	}
	if a.Kind.Zonal() {
		body.Zones = pulumi.StringArray{pulumi.String(a.Zone)}
	}
	if a.Kind.Provisioned() {
		body.CreationData = &compute.CreationDataArgs{
			CreateOption:      pulumi.String(compute.DiskCreateOptionEmpty),
			LogicalSectorSize: pulumi.Int(sector),
		}
		body.DiskIOPSReadWrite = pulumi.Float64(float64(a.IOPS))
		body.DiskMBpsReadWrite = pulumi.Float64(float64(a.ThroughputMBps))
	}
	return body
}
