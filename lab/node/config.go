package node

import (
	"encoding/json"
	"fmt"
	"net/netip"

	corev1 "k8s.io/api/core/v1"

	"github.com/galera-aks/galera-aks/lab/controlplane"
	"github.com/galera-aks/galera-aks/lab/fabric"
)

const (
	containerdSocket  = "/run/containerd/containerd.sock"
	containerdConfig  = "/etc/containerd/config.toml"
	registryConfig    = "/etc/containerd/certs.d"
	networkConfig     = "/etc/cni/net.d"
	kubeletConfigPath = "/etc/kubernetes/kubelet.yaml"
	proxyConfigPath   = "/etc/kubernetes/proxy.yaml"
)

// renderContainerd renders the settings of containerd 1.6, which Debian 12 has.
//
// restrict_oom_score_adj is for machines whose root may not lower a process's OOM score, where no pod would start
// otherwise. The plugins that are switched off need what the lab has not, or make directories on the machine.
func renderContainerd(sandboxImage string) string {
	return fmt.Sprintf(`version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
oom_score = 0
disabled_plugins = [
  "io.containerd.internal.v1.opt",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]

[grpc]
  address = %q

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = %q
  restrict_oom_score_adj = true

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = %q

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = %q

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
`, containerdSocket, sandboxImage, registryConfig, networkConfig)
}

// renderRegistry leads every registry's name to the region's registry, as a private endpoint does for one.
func renderRegistry() string {
	url := "http://" + netip.AddrPortFrom(fabric.Registry, fabric.RegistryPort).String()
	return fmt.Sprintf("server = %[1]q\n\n[host.%[1]q]\n  capabilities = [\"pull\", \"resolve\"]\n", url)
}

// renderNetwork renders the pods' network: a cable to the node for each pod. The record of addresses in use lies in
// memory, so that a loss of power frees them all.
func renderNetwork(pods netip.Prefix) string {
	return fmt.Sprintf(`{
  "cniVersion": "0.4.0",
  "name": "galera-aks-lab",
  "plugins": [
    {
      "type": "ptp",
      "ipMasq": false,
      "mtu": 1500,
      "ipam": {
        "type": "host-local",
        "dataDir": "/run/cni/networks",
        "ranges": [[{"subnet": %q}]],
        "routes": [{"dst": "0.0.0.0/0"}]
      }
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
`, pods)
}

// renderTranslation makes pods appear as their node wherever they reach out of the cluster, as in Azure's overlay network.
func renderTranslation() string {
	return fmt.Sprintf(`table ip galera_aks_lab {
	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr %[1]s ip daddr != { %[1]s, %[2]s } masquerade
	}
}
`, fabric.Pods, fabric.Services)
}

// renderKubelet renders the kubelet's settings.
//
// The file system's limits are low because the machine's disk is not the node's. Local storage is accounted for, since
// without it the kubelet has no figures about file systems at all. Either version of control groups will do.
func renderKubelet(s Spec, credentials controlplane.NodeCredentials, reservedBytes int64) (string, error) {
	taints, err := json.Marshal(append([]corev1.Taint{}, s.Taints...))
	if err != nil {
		return "", fmt.Errorf("rendering the taints of %s: %w", s.Name, err)
	}
	return fmt.Sprintf(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: %q}
authorization: {mode: Webhook}
tlsCertFile: %q
tlsPrivateKeyFile: %q
containerRuntimeEndpoint: unix://%s
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
clusterDNS: [%s]
clusterDomain: cluster.local
resolvConf: /etc/resolv.conf
volumePluginDir: /var/lib/kubelet/volume-plugins
providerID: %q
registerWithTaints: %s
maxPods: 60
serializeImagePulls: false
imageGCHighThresholdPercent: 100
nodeStatusUpdateFrequency: 4s
nodeLeaseDurationSeconds: 20
systemReserved: {memory: %q}
evictionHard:
  memory.available: 100Mi
  nodefs.available: 1%%
  nodefs.inodesFree: 1%%
  imagefs.available: 1%%
`, credentials.Authority, credentials.Certificate, credentials.Key, containerdSocket, fabric.DNSService, s.ProviderID, taints, fmt.Sprint(reservedBytes)), nil
}

// renderProxy renders the settings of kube-proxy. Connection tracking's size belongs to the machine and is left alone.
func renderProxy(s Spec, credentials controlplane.NodeCredentials) string {
	return fmt.Sprintf(`apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
hostnameOverride: %s
clientConnection: {kubeconfig: %q}
clusterCIDR: %s
conntrack: {maxPerCore: 0}
`, s.Name, credentials.Proxy, fabric.Pods)
}
