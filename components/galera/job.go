package galera

import (
	batchv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/batch/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// exitKilled and exitTerminated are how a process ends that was killed, or asked to end and did not care to say more.
const (
	exitKilled     = 128 + 9
	exitTerminated = 128 + 15
)

// failurePolicy lets a Job begin again after whatever says nothing about its matter: what the program itself says is worth
// another try, being killed, and being evicted. Any other end is counted, and the Job has a limit of none: what only other
// settings or another image help against fails it at once.
//
// It does so by the count and not by the action FailJob, because the engine's provider knows of two reasons for which a Job
// fails, BackoffLimitExceeded and DeadlineExceeded, and would wait for one that failed for another until its time is up.
func failurePolicy(container string) *batchv1.PodFailurePolicyArgs {
	return &batchv1.PodFailurePolicyArgs{Rules: batchv1.PodFailurePolicyRuleArray{
		&batchv1.PodFailurePolicyRuleArgs{
			Action: pulumi.String("Ignore"),
			OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirementArgs{
				ContainerName: pulumi.String(container),
				Operator:      pulumi.String("In"),
				Values:        pulumi.ToIntArray([]int{contract.ExitTryAgain, exitKilled, exitTerminated}),
			},
		},
		&batchv1.PodFailurePolicyRuleArgs{
			Action: pulumi.String("Ignore"),
			OnPodConditions: batchv1.PodFailurePolicyOnPodConditionsPatternArray{
				&batchv1.PodFailurePolicyOnPodConditionsPatternArgs{
					Type: pulumi.String("DisruptionTarget"), Status: pulumi.String("True"),
				},
			},
		},
	}}
}

// jobMeta is the metadata of a Job that is named by what it is for. A run of Pulumi that finds it failed, or still at work,
// makes it anew: whatever kept it may have been mended where the program's inputs do not show it.
func (s spec) jobMeta(name pulumi.StringOutput) *metav1.ObjectMetaArgs {
	meta := s.meta("")
	meta.Name = name.ToStringPtrOutput()
	meta.Annotations = pulumi.StringMap{annotationReplaceUnready: pulumi.String("true")}
	return meta
}

// jobPod is what the pods of all Jobs have in common. They are small, and run on the nodes that members may run on, in any
// zone.
func (s spec) jobPod(component string, container *corev1.ContainerArgs, volumes corev1.VolumeArray) *corev1.PodTemplateSpecArgs {
	labels := s.labels()
	labels[contract.LabelComponent] = pulumi.String(component)
	container.Image = s.args.Image.ToStringOutput().ToStringPtrOutput()
	container.ImagePullPolicy = pulumi.String("IfNotPresent")
	container.SecurityContext = containerSecurity()
	// The last lines of the log become the pod's message, and so the reason that Pulumi prints.
	container.TerminationMessagePolicy = pulumi.String("FallbackToLogsOnError")
	return &corev1.PodTemplateSpecArgs{
		Metadata: &metav1.ObjectMetaArgs{Labels: labels},
		Spec: &corev1.PodSpecArgs{
			RestartPolicy:      pulumi.String("Never"),
			EnableServiceLinks: pulumi.Bool(false),
			SecurityContext:    podSecurity(),
			NodeSelector:       pulumi.ToStringMap(s.args.NodeSelector),
			Tolerations:        s.tolerations(),
			Containers:         corev1.ContainerArray{container},
			Volumes:            volumes,
		},
	}
}

func jobResources(memoryLimit string) *corev1.ResourceRequirementsArgs {
	return &corev1.ResourceRequirementsArgs{
		Requests: pulumi.StringMap{"cpu": pulumi.String("10m"), "memory": pulumi.String("64Mi")},
		Limits:   pulumi.StringMap{"memory": pulumi.String(memoryLimit)},
	}
}
