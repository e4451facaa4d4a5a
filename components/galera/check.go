package galera

import (
	"fmt"
	"time"

	batchv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/batch/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

const checkContainer = "check"

// declareCheck declares the Job that tries the image and the settings before any member hears of them. An image that
// cannot be pulled, a server that does not start, and a setting that it refuses fail here, and change nothing.
func (c *Cluster) declareCheck(ctx *pulumi.Context, s spec, after []pulumi.Resource) (pulumi.Resource, error) {
	policy, err := networkingv1.NewNetworkPolicy(ctx, contract.Check(s.name), s.checkPolicy(), pulumi.Parent(c))
	if err != nil {
		return nil, fmt.Errorf("declaring the check's network policy: %w", err)
	}
	// The Job's own deadline comes first; the margin is for the Job to be seen to have failed.
	const margin = time.Minute
	timeout := (s.args.CheckTimeout + margin).String()
	job, err := batchv1.NewJob(ctx, contract.Check(s.name), s.checkJob(), pulumi.Parent(c),
		pulumi.DependsOn(append([]pulumi.Resource{policy}, after...)),
		pulumi.DeleteBeforeReplace(true), pulumi.Timeouts(&pulumi.CustomTimeouts{Create: timeout, Update: timeout}))
	if err != nil {
		return nil, fmt.Errorf("declaring the check: %w", err)
	}
	return job, nil
}

// checkJob is named by what it tries, and so runs exactly when that changes.
func (s spec) checkJob() *batchv1.JobArgs {
	job := s.checkSpec()
	name := pulumi.Sprintf("%s-%s", contract.Check(s.name), fingerprint(job.ToJobSpecOutput()))
	return &batchv1.JobArgs{Metadata: s.jobMeta(name), Spec: job}
}

// checkSpec has a deadline, unlike the rollout's: a pod whose image cannot be pulled would stay for ever.
func (s spec) checkSpec() *batchv1.JobSpecArgs {
	return &batchv1.JobSpecArgs{
		BackoffLimit:          pulumi.Int(0),
		ActiveDeadlineSeconds: pulumi.Int(int(s.args.CheckTimeout / time.Second)),
		PodFailurePolicy:      failurePolicy(checkContainer),
		Template:              s.checkTemplate(),
	}
}

// checkTemplate gives the trial what a member has, but for the cluster: its volume is in memory, and it may talk to nobody.
// The settings that members take over while they run are passed as they will be, since what members have mounted must not
// change before.
func (s spec) checkTemplate() *corev1.PodTemplateSpecArgs {
	template := s.jobPod(contract.ComponentCheck, &corev1.ContainerArgs{
		Name:         pulumi.String(checkContainer),
		Command:      pulumi.ToStringArray([]string{contract.Binary, "check"}),
		Env:          corev1.EnvVarArray{value(contract.EnvOnline, s.online)},
		Resources:    jobResources("1Gi"),
		VolumeMounts: corev1.VolumeMountArray{trialMount(), settingsMount(), runMount(), scratchMount()},
	}, corev1.VolumeArray{trialVolume(), s.serverVolume(), runVolume(), scratchVolume()})
	template.Spec.(*corev1.PodSpecArgs).AutomountServiceAccountToken = pulumi.Bool(false)
	return template
}

// trialVolume counts as the check's memory, and keeps a trial from slowing down members whose disks share the node's.
func trialVolume() *corev1.VolumeArgs {
	return &corev1.VolumeArgs{Name: pulumi.String(volumeData), EmptyDir: &corev1.EmptyDirVolumeSourceArgs{
		Medium: pulumi.String("Memory"), SizeLimit: pulumi.String("512Mi"),
	}}
}

func trialMount() *corev1.VolumeMountArgs {
	return &corev1.VolumeMountArgs{Name: pulumi.String(volumeData), MountPath: pulumi.String(contract.VolumePath)}
}

// checkPolicy lets the check talk to nobody.
func (s spec) checkPolicy() *networkingv1.NetworkPolicyArgs {
	return s.networkPolicy(contract.Check(s.name), contract.ComponentCheck,
		networkingv1.NetworkPolicyIngressRuleArray{}, networkingv1.NetworkPolicyEgressRuleArray{})
}
