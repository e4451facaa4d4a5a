package galera

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// startupProbe is asked often, so that a member that is up is soon known to be, and may fail for a week: starting can
// mean a state transfer of any length, and it is the supervisor that judges by its progress whether it still moves.
func startupProbe() *corev1.ProbeArgs {
	return probe(contract.PathStartup, 1, 5, 7*24*60*60)
}

// readinessProbe decides whether clients are led to the member, and whether another may be disturbed. One late answer
// on a busy node is not enough to leave.
func readinessProbe() *corev1.ProbeArgs {
	return probe(contract.PathReady, 1, 2, 2)
}

// livenessProbe is about the supervisor only, which deals with a server that hangs by itself.
func livenessProbe() *corev1.ProbeArgs {
	return probe(contract.PathLive, 10, 5, 6)
}

func probe(path string, periodSeconds, timeoutSeconds, failures int) *corev1.ProbeArgs {
	return &corev1.ProbeArgs{
		HttpGet:          &corev1.HTTPGetActionArgs{Path: pulumi.String(path), Port: pulumi.String(portSupervisor)},
		PeriodSeconds:    pulumi.Int(periodSeconds),
		TimeoutSeconds:   pulumi.Int(timeoutSeconds),
		FailureThreshold: pulumi.Int(failures),
	}
}
