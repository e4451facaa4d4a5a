package galera

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// settingsName names the ConfigMap by its content. A member that restarts by itself in the middle of a rollout thus
// finds the settings that it ran with, and a change of the settings is a change of the pod. The engine's resource has the
// same name, so that settings which a failed change has not yet replaced can be gone back to.
func (s spec) settingsName() string {
	return fmt.Sprintf("%s-server-%s", s.name, s.settingsHash)
}

// onlineMap holds the server settings that members take over while they run. It is changed in place, under a name that
// stays: what mounts it is not changed, and so not restarted. A member that starts finds the newest.
func (s spec) onlineMap() *corev1.ConfigMapArgs {
	return &corev1.ConfigMapArgs{
		Metadata: s.meta(contract.Online(s.name)),
		Data:     pulumi.StringMap{contract.OnlineFile: pulumi.String(s.online)},
	}
}

// configMap holds the server settings whose change restarts the members.
func (s spec) configMap() *corev1.ConfigMapArgs {
	return &corev1.ConfigMapArgs{
		Metadata:  s.meta(s.settingsName()),
		Immutable: pulumi.Bool(true),
		Data:      pulumi.StringMap{contract.SettingsFile: pulumi.String(s.settings)},
	}
}
