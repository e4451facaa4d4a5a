package galera

import (
	"fmt"
	"time"

	appsv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apps/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const memberToken = "galera-aks:galera:Member"

// Member is one member of a cluster: its volume, its claim, and a StatefulSet of exactly one pod. [NewCluster] declares
// it.
type Member struct {
	pulumi.ResourceState

	// Name is the member's name, which is also the name of its StatefulSet.
	Name pulumi.StringOutput `pulumi:"name"`
	// Zone is the zone that the member is pinned to; it is empty where nodes have no zones.
	Zone pulumi.StringOutput `pulumi:"zone"`
	// Claim is the name of the claim that holds the member's data.
	Claim pulumi.StringOutput `pulumi:"claim"`

	set *appsv1.StatefulSet
}

// newMember declares a member whose set comes after the given resources. The previous member's set, if any, is one of
// them: what is created last is removed first, and so removed members leave one at a time. The claim comes after it
// too, because the engine does not wait for a set to be gone, but does wait for a claim, which stays as long as a pod
// uses it.
func newMember(ctx *pulumi.Context, parent *Cluster, m memberSpec, after []pulumi.Resource) (*Member, error) {
	member := &Member{}
	inputs := pulumi.Map{
		"ordinal":    pulumi.Int(m.ordinal),
		"zone":       pulumi.String(m.zone),
		"sizeGiB":    pulumi.Int(m.volume.SizeGiB),
		"fileSystem": pulumi.String(string(m.volume.FileSystem)),
		"generation": pulumi.Int(m.volume.Generation),
	}
	if err := ctx.RegisterComponentResourceV2(memberToken, m.member, inputs, member, pulumi.Parent(parent)); err != nil {
		return nil, fmt.Errorf("registering member %s: %w", m.member, err)
	}
	member.Name = pulumi.String(m.member).ToStringOutput()
	member.Zone = pulumi.String(m.zone).ToStringOutput()
	member.Claim = pulumi.String(m.claimName()).ToStringOutput()
	claim, err := member.declareClaim(ctx, m, after)
	if err != nil {
		return nil, err
	}
	member.set, err = appsv1.NewStatefulSet(ctx, m.member, m.statefulSet(), pulumi.Parent(member),
		pulumi.DependsOn(append([]pulumi.Resource{claim}, after...)))
	if err != nil {
		return nil, fmt.Errorf("declaring the set of member %s: %w", m.member, err)
	}
	outputs := pulumi.Map{"name": member.Name, "zone": member.Zone, "claim": member.Claim}
	if err := ctx.RegisterResourceOutputs(member, outputs); err != nil {
		return nil, fmt.Errorf("registering the outputs of member %s: %w", m.member, err)
	}
	return member, nil
}

// declareClaim declares the member's claim, and the volume it is bound to where the disk is there already. Both are
// resources of their own for each generation and file system. Were they the same resource, replaced, then a change that
// failed could not be taken back: the old ones would be due for removal, and could not be created because they are there.
func (member *Member) declareClaim(
	ctx *pulumi.Context, m memberSpec, after []pulumi.Resource,
) (*corev1.PersistentVolumeClaim, error) {
	if m.volume.Static != nil {
		// The volume's controller raises the capacity when the claim has grown, so it is not ours to set back.
		volume, err := corev1.NewPersistentVolume(ctx, m.resourceName("volume"), m.persistentVolume(), pulumi.Parent(member),
			formerly(m.member+"-volume"), pulumi.IgnoreChanges([]string{"spec.capacity"}))
		if err != nil {
			return nil, fmt.Errorf("declaring the volume of member %s: %w", m.member, err)
		}
		after = append([]pulumi.Resource{volume}, after...)
	}
	claim, err := corev1.NewPersistentVolumeClaim(ctx, m.resourceName("claim"), m.claim(), pulumi.Parent(member),
		formerly(m.member+"-claim"), pulumi.DependsOn(after), pulumi.Timeouts(&pulumi.CustomTimeouts{Delete: m.leaveTimeout().String()}))
	if err != nil {
		return nil, fmt.Errorf("declaring the claim of member %s: %w", m.member, err)
	}
	return claim, nil
}

// leaveTimeout is how long a claim may take to go: its pod's grace, and time for the disk to be detached.
func (m memberSpec) leaveTimeout() time.Duration {
	const detach = 10 * time.Minute
	return time.Duration(m.args.TerminationGraceSeconds)*time.Second + detach
}
