package galera

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// Names of the member's container and of its ports, by which Services and policies refer to them.
const (
	memberContainer = "member"
	portSQL         = "mysql"
	portGroup       = "group"
	portIncremental = "incremental"
	portSnapshot    = "snapshot"
	portSupervisor  = "supervisor"
)

// container runs the image's entry point: the supervisor, which runs the server. There is no preStop hook: the supervisor hands over, lets
// connections end and stops the server when it is asked to terminate.
func (m memberSpec) container() *corev1.ContainerArgs {
	return &corev1.ContainerArgs{
		Name:            pulumi.String(memberContainer),
		Image:           m.args.Image.ToStringOutput().ToStringPtrOutput(),
		ImagePullPolicy: pulumi.String("IfNotPresent"),
		Env:             m.environment(),
		Ports: corev1.ContainerPortArray{
			containerPort(portSQL, contract.PortSQL),
			containerPort(portGroup, contract.PortGroup),
			containerPort(portIncremental, contract.PortIncremental),
			containerPort(portSnapshot, contract.PortSnapshot),
			containerPort(portSupervisor, contract.PortSupervisor),
		},
		Resources:       m.args.Resources.requirements(),
		SecurityContext: containerSecurity(),
		StartupProbe:    startupProbe(),
		ReadinessProbe:  readinessProbe(),
		LivenessProbe:   livenessProbe(),
		VolumeMounts:    mounts(),
		// The last lines of the log become the container's message, for whoever looks at a member that has failed.
		TerminationMessagePolicy: pulumi.String("FallbackToLogsOnError"),
	}
}

func containerPort(name string, port int) *corev1.ContainerPortArgs {
	return &corev1.ContainerPortArgs{Name: pulumi.String(name), ContainerPort: pulumi.Int(port), Protocol: pulumi.String("TCP")}
}

// requirements limit memory, which the server's settings are derived from, but not processor time: a limit there makes
// a busy member pause for most of every tenth of a second, which the other members take for a failure.
func (r Resources) requirements() *corev1.ResourceRequirementsArgs {
	return &corev1.ResourceRequirementsArgs{
		Requests: pulumi.StringMap{"cpu": pulumi.String(r.CPU), "memory": pulumi.String(r.Memory)},
		Limits:   pulumi.StringMap{"memory": pulumi.String(r.Memory)},
	}
}

// environment tells the supervisor who it is.
func (m memberSpec) environment() corev1.EnvVarArray {
	return corev1.EnvVarArray{
		value(contract.EnvCluster, m.name),
		value(contract.EnvMember, m.member),
		valueInt(contract.EnvOrdinal, m.ordinal),
		value(contract.EnvZone, m.zone),
		value(contract.EnvClaim, m.claimName()),
		value(contract.EnvDatabase, m.args.Schema),
		value(contract.EnvUser, m.args.User),
		field(contract.EnvNamespace, "metadata.namespace"),
		field(contract.EnvPodName, "metadata.name"),
		field(contract.EnvPodUID, "metadata.uid"),
		field(contract.EnvPodIP, "status.podIP"),
	}
}

func value(name, value string) *corev1.EnvVarArgs {
	return &corev1.EnvVarArgs{Name: pulumi.String(name), Value: pulumi.String(value)}
}

func valueInt(name string, number int) *corev1.EnvVarArgs {
	return &corev1.EnvVarArgs{Name: pulumi.String(name), Value: pulumi.Sprintf("%d", number)}
}

func field(name, path string) *corev1.EnvVarArgs {
	return &corev1.EnvVarArgs{Name: pulumi.String(name), ValueFrom: &corev1.EnvVarSourceArgs{
		// The version is the API server's own default. Left to it, a run that finds the object there already, because the one
		// before was killed, would take it for a change by somebody else.
		FieldRef: &corev1.ObjectFieldSelectorArgs{ApiVersion: pulumi.String("v1"), FieldPath: pulumi.String(path)},
	}}
}
