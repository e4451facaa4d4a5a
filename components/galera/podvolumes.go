package galera

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// Names of the volumes inside a member's pod.
const (
	volumeData     = "data"
	volumeSettings = "settings"
	volumeSecrets  = "secrets"
	volumeRun      = "run"
	volumeScratch  = "scratch"
)

// secretMode lets the server's group, and nobody else, read the passwords.
const secretMode = 0o440

// volumes are what the member's pod mounts. The root file system is read-only, and so all that is written has a place
// of its own here: data on the claim, sockets and passwords in memory, temporary files on the node's disk.
func (m memberSpec) volumes() corev1.VolumeArray {
	data := &corev1.VolumeArgs{Name: pulumi.String(volumeData), PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSourceArgs{
		ClaimName: pulumi.String(m.claimName()),
	}}
	secrets := &corev1.VolumeArgs{Name: pulumi.String(volumeSecrets), Secret: &corev1.SecretVolumeSourceArgs{
		SecretName: pulumi.String(contract.Secrets(m.name)), DefaultMode: pulumi.Int(secretMode),
	}}
	return corev1.VolumeArray{data, m.settingsVolume(), secrets, runVolume(), scratchVolume()}
}

func mounts() corev1.VolumeMountArray {
	data := &corev1.VolumeMountArgs{Name: pulumi.String(volumeData), MountPath: pulumi.String(contract.VolumePath)}
	secrets := &corev1.VolumeMountArgs{
		Name: pulumi.String(volumeSecrets), MountPath: pulumi.String(contract.SecretsPath), ReadOnly: pulumi.Bool(true),
	}
	return corev1.VolumeMountArray{data, settingsMount(), secrets, runMount(), scratchMount()}
}

// settingsVolume holds both files of the settings in one directory.
func (s spec) settingsVolume() *corev1.VolumeArgs {
	from := func(name string) *corev1.VolumeProjectionArgs {
		return &corev1.VolumeProjectionArgs{ConfigMap: &corev1.ConfigMapProjectionArgs{Name: pulumi.String(name)}}
	}
	return &corev1.VolumeArgs{Name: pulumi.String(volumeSettings), Projected: &corev1.ProjectedVolumeSourceArgs{
		Sources: corev1.VolumeProjectionArray{from(s.settingsName()), from(contract.Online(s.name))},
	}}
}

// serverVolume holds only the file whose change restarts the members.
func (s spec) serverVolume() *corev1.VolumeArgs {
	return &corev1.VolumeArgs{Name: pulumi.String(volumeSettings), ConfigMap: &corev1.ConfigMapVolumeSourceArgs{
		Name: pulumi.String(s.settingsName()),
	}}
}

func settingsMount() *corev1.VolumeMountArgs {
	return &corev1.VolumeMountArgs{
		Name: pulumi.String(volumeSettings), MountPath: pulumi.String(contract.SettingsPath), ReadOnly: pulumi.Bool(true),
	}
}

func runVolume() *corev1.VolumeArgs {
	return &corev1.VolumeArgs{Name: pulumi.String(volumeRun), EmptyDir: &corev1.EmptyDirVolumeSourceArgs{
		Medium: pulumi.String("Memory"), SizeLimit: pulumi.String("16Mi"),
	}}
}

func runMount() *corev1.VolumeMountArgs {
	return &corev1.VolumeMountArgs{Name: pulumi.String(volumeRun), MountPath: pulumi.String(contract.RunPath)}
}

func scratchVolume() *corev1.VolumeArgs {
	return &corev1.VolumeArgs{Name: pulumi.String(volumeScratch), EmptyDir: &corev1.EmptyDirVolumeSourceArgs{}}
}

func scratchMount() *corev1.VolumeMountArgs {
	return &corev1.VolumeMountArgs{Name: pulumi.String(volumeScratch), MountPath: pulumi.String(contract.ScratchPath)}
}
