package galera

import (
	"strconv"

	batchv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/batch/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

const (
	rolloutContainer = "rollout"

	// exitNotExecutable, exitNotFound and exitNotStarted are how a shell and a container runtime say that the image
	// holds nothing that could be run, which no retry mends.
	exitNotExecutable = 126
	exitNotFound      = 127
	exitNotStarted    = 128

	// rolloutRetries is more than a Job can use up within the longest rollout: whether to go on is decided by the exit
	// code, not by a count.
	rolloutRetries = 1000
)

// rolloutName names the Job by what the members, and the Job itself, should be. Another name is another Job: it runs
// exactly when there is something to carry through, while a run of Pulumi that changes nothing finds the same Job
// done, unfinished or failed, and says so. The whole of the Job counts, because nothing in a Job's specification can be
// changed in place.
func (s spec) rolloutName(job *batchv1.JobSpecArgs) pulumi.StringOutput {
	var parts []pulumi.Output
	for _, m := range s.members() {
		parts = append(parts, m.podTemplate().ToPodTemplateSpecOutput())
	}
	return pulumi.Sprintf("%s-rollout-%s", s.name, fingerprint(append(parts, job.ToJobSpecOutput())...))
}

// rolloutJob carries the change through the cluster, one member at a time.
func (s spec) rolloutJob() *batchv1.JobArgs {
	job := s.rolloutSpec()
	meta := s.meta("")
	meta.Name = s.rolloutName(job).ToStringPtrOutput()
	return &batchv1.JobArgs{Metadata: meta, Spec: job}
}

// rolloutSpec has no deadline: where the rollout has to wait for a member it goes on waiting, also after Pulumi has
// given up, and the next run of Pulumi waits for it again. Nor is the Job removed when it is done, because it is the
// record of what the members should be.
func (s spec) rolloutSpec() *batchv1.JobSpecArgs {
	return &batchv1.JobSpecArgs{
		BackoffLimit: pulumi.Int(rolloutRetries),
		PodFailurePolicy: &batchv1.PodFailurePolicyArgs{Rules: batchv1.PodFailurePolicyRuleArray{
			&batchv1.PodFailurePolicyRuleArgs{
				Action: pulumi.String("FailJob"),
				OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirementArgs{
					ContainerName: pulumi.String(rolloutContainer),
					Operator:      pulumi.String("In"),
					Values:        pulumi.ToIntArray([]int{contract.ExitNeedsSettings, exitNotExecutable, exitNotFound, exitNotStarted}),
				},
			},
			// A pod that was evicted says nothing about the rollout.
			&batchv1.PodFailurePolicyRuleArgs{
				Action: pulumi.String("Ignore"),
				OnPodConditions: batchv1.PodFailurePolicyOnPodConditionsPatternArray{
					&batchv1.PodFailurePolicyOnPodConditionsPatternArgs{
						Type: pulumi.String("DisruptionTarget"), Status: pulumi.String("True"),
					},
				},
			},
		}},
		Template: s.rolloutTemplate(),
	}
}

// rolloutTemplate is the Job's pod. It is small, and runs on the nodes that members may run on, in any zone.
func (s spec) rolloutTemplate() *corev1.PodTemplateSpecArgs {
	labels := s.labels()
	labels[contract.LabelComponent] = pulumi.String(contract.ComponentRollout)
	return &corev1.PodTemplateSpecArgs{
		Metadata: &metav1.ObjectMetaArgs{Labels: labels},
		Spec: &corev1.PodSpecArgs{
			RestartPolicy:                pulumi.String("Never"),
			ServiceAccountName:           pulumi.String(contract.RolloutAccount(s.name)),
			AutomountServiceAccountToken: pulumi.Bool(true),
			EnableServiceLinks:           pulumi.Bool(false),
			SecurityContext:              podSecurity(),
			NodeSelector:                 pulumi.ToStringMap(s.args.NodeSelector),
			Tolerations:                  s.tolerations(),
			Containers: corev1.ContainerArray{&corev1.ContainerArgs{
				Name:            pulumi.String(rolloutContainer),
				Image:           s.args.Image.ToStringOutput().ToStringPtrOutput(),
				ImagePullPolicy: pulumi.String("IfNotPresent"),
				Command: pulumi.ToStringArray([]string{
					contract.Binary, "rollout", "--members", strconv.Itoa(len(s.args.Members)),
				}),
				Env: corev1.EnvVarArray{
					value(contract.EnvCluster, s.name),
					field(contract.EnvNamespace, "metadata.namespace"),
					field(contract.EnvPodName, "metadata.name"),
				},
				Resources: &corev1.ResourceRequirementsArgs{
					Requests: pulumi.StringMap{"cpu": pulumi.String("10m"), "memory": pulumi.String("64Mi")},
					Limits:   pulumi.StringMap{"memory": pulumi.String("256Mi")},
				},
				SecurityContext: containerSecurity(),
				VolumeMounts:    corev1.VolumeMountArray{settingsMount(), runMount(), scratchMount()},
				// The last lines of the log become the pod's message, and so the reason that Pulumi prints.
				TerminationMessagePolicy: pulumi.String("FallbackToLogsOnError"),
			}},
			// The rollout has the new image's server judge the new settings before it touches any member.
			Volumes: corev1.VolumeArray{s.settingsVolume(), runVolume(), scratchVolume()},
		},
	}
}
