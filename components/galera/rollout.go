package galera

import (
	"strconv"

	batchv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/batch/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

const rolloutContainer = "rollout"

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
	return &batchv1.JobArgs{Metadata: s.jobMeta(s.rolloutName(job)), Spec: job}
}

// rolloutSpec has no deadline: where the rollout has to wait for a member it goes on waiting, also after Pulumi has
// given up, and the next run of Pulumi waits for a Job of the same name again. Nor is the Job removed when it is done,
// because it is the record of what the members should be.
func (s spec) rolloutSpec() *batchv1.JobSpecArgs {
	return &batchv1.JobSpecArgs{
		BackoffLimit:     pulumi.Int(0),
		PodFailurePolicy: failurePolicy(rolloutContainer),
		Template:         s.rolloutTemplate(),
	}
}

// rolloutTemplate is the Job's pod.
func (s spec) rolloutTemplate() *corev1.PodTemplateSpecArgs {
	template := s.jobPod(contract.ComponentRollout, &corev1.ContainerArgs{
		Name: pulumi.String(rolloutContainer),
		Command: pulumi.ToStringArray([]string{
			contract.Binary, "rollout", "--members", strconv.Itoa(len(s.args.Members)), "--settings", s.onlineHash,
		}),
		Env: corev1.EnvVarArray{
			value(contract.EnvCluster, s.name),
			field(contract.EnvNamespace, "metadata.namespace"),
			field(contract.EnvPodName, "metadata.name"),
		},
		Resources:    jobResources("256Mi"),
		VolumeMounts: corev1.VolumeMountArray{scratchMount()},
	}, corev1.VolumeArray{scratchVolume()})
	pod := template.Spec.(*corev1.PodSpecArgs)
	pod.ServiceAccountName, pod.AutomountServiceAccountToken = pulumi.String(contract.RolloutAccount(s.name)), pulumi.Bool(true)
	return template
}
