package galera

import (
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// Annotations by which the kubernetes provider is told what to wait for.
const (
	annotationSkipAwait = "pulumi.com/skipAwait"
	annotationWaitFor   = "pulumi.com/waitFor"
	// annotationReplaceUnready has a Job made anew by the next run that finds it failed, or not done.
	annotationReplaceUnready = "pulumi.com/replaceUnready"
)

// spec is a cluster as all builders see it: its name, its arguments with their defaults, and what follows from them.
// Builders only turn a spec into an object; they register nothing.
type spec struct {
	name string
	args ClusterArgs
	// settings are those whose change restarts the members, online those that members take over while they run.
	settings, online         string
	settingsHash, onlineHash string
}

// memberSpec is one member as the builders see it.
type memberSpec struct {
	spec
	ordinal int
	// member is the member's name.
	member string
	zone   string
	volume VolumeArgs
}

// newSpec validates the arguments and works out what follows from them.
func newSpec(name string, args ClusterArgs) (spec, error) {
	args = args.withDefaults()
	if err := args.validate(name); err != nil {
		return spec{}, err
	}
	settings, online, err := args.serverSettings()
	if err != nil {
		return spec{}, err
	}
	return spec{
		name: name, args: args, settings: settings, online: online,
		settingsHash: serverconfig.Hash(settings), onlineHash: serverconfig.Hash(online),
	}, nil
}

// members returns the cluster's members in order.
func (s spec) members() []memberSpec {
	members := make([]memberSpec, len(s.args.Members))
	for i, args := range s.args.Members {
		members[i] = memberSpec{spec: s, ordinal: i, member: contract.Member(s.name, i), zone: args.Zone, volume: args.Volume}
	}
	return members
}

// podNames returns the names of all members' pods.
func (s spec) podNames() []string {
	var names []string
	for _, m := range s.members() {
		names = append(names, contract.Pod(m.member))
	}
	return names
}

// possiblePodNames returns the names of the pods that the cluster has or could have.
func (s spec) possiblePodNames() []string {
	var names []string
	for ordinal := range maxMembers {
		names = append(names, contract.Pod(contract.Member(s.name, ordinal)))
	}
	return names
}

// setNames returns the names of all members' StatefulSets.
func (s spec) setNames() []string {
	var names []string
	for _, m := range s.members() {
		names = append(names, m.member)
	}
	return names
}

// labels are on every object of the cluster.
func (s spec) labels() pulumi.StringMap {
	return pulumi.StringMap{
		contract.LabelName:      pulumi.String(contract.NameGalera),
		contract.LabelInstance:  pulumi.String(s.name),
		contract.LabelManagedBy: pulumi.String(contract.ManagedBy),
	}
}

// labels are on every object of one member.
func (m memberSpec) labels() pulumi.StringMap {
	labels := m.spec.labels()
	labels[contract.LabelComponent] = pulumi.String(contract.ComponentMember)
	labels[contract.LabelMember] = pulumi.String(m.member)
	return labels
}

// selector matches the pods of one component of this cluster: its members, or its rollout.
func (s spec) selector(component string) pulumi.StringMap {
	return pulumi.StringMap{
		contract.LabelName:      pulumi.String(contract.NameGalera),
		contract.LabelInstance:  pulumi.String(s.name),
		contract.LabelComponent: pulumi.String(component),
	}
}

// meta is the metadata of an object of the cluster.
func (s spec) meta(name string) *metav1.ObjectMetaArgs {
	return &metav1.ObjectMetaArgs{Name: pulumi.String(name), Namespace: s.args.Namespace.ToStringOutput().ToStringPtrOutput(), Labels: s.labels()}
}

// meta is the metadata of an object of one member.
func (m memberSpec) meta(name string) *metav1.ObjectMetaArgs {
	meta := m.spec.meta(name)
	meta.Labels = m.labels()
	return meta
}
