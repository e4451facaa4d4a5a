package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/controlplane"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
)

// machine is what a node's first process makes of its namespaces. It is written down at each boot.
type machine struct {
	Name string `json:"name"`
	// State is the region's state directory, which stays visible inside.
	State string `json:"state"`
	// Folder holds what the node keeps over a loss of power.
	Folder string `json:"folder"`
	// BootID tells one boot of the node from another, as the kernel's own does for machines.
	BootID  string       `json:"bootID"`
	Cgroups host.Cgroups `json:"cgroups"`
	// Kept are directories of the node, by path, that lie below Folder on the machine; all others below /etc, /var and /run
	// are lost with the power.
	Kept map[string]string `json:"kept"`
	// Files are the node's files by path.
	Files map[string]string `json:"files"`
	// Settings are kernel settings by path below /proc/sys; only ones that belong to the node's network namespace.
	Settings map[string]string `json:"settings"`
	// Translation is the node's own packet filter.
	Translation string    `json:"translation"`
	Services    []Service `json:"services"`
}

// facts are what a machine depends on besides its spec.
type facts struct {
	kube         string
	sandboxImage string
	state        string
	folder       string
	bootID       string
	cgroups      host.Cgroups
	credentials  controlplane.NodeCredentials
	// totalMemory is what the kubelet will find, in bytes.
	totalMemory int64
}

// design makes the machine for a spec.
func design(s Spec, f facts) (machine, error) {
	address, err := fabric.NodeAddress(s.Ordinal)
	if err != nil {
		return machine{}, err
	}
	pods, err := fabric.PodSubnet(s.Ordinal)
	if err != nil {
		return machine{}, err
	}
	reserved := int64(0)
	if s.MemoryBytes > 0 {
		reserved = max(0, f.totalMemory-s.MemoryBytes)
	}
	kubelet, err := renderKubelet(s, f.credentials, reserved)
	if err != nil {
		return machine{}, err
	}
	return machine{
		Name:    s.Name,
		State:   f.state,
		Folder:  f.folder,
		BootID:  f.bootID,
		Cgroups: f.cgroups,
		Kept: map[string]string{
			"/var/lib/containerd": "containerd",
			"/var/lib/kubelet":    "kubelet",
			"/var/log/containers": "containers",
			"/var/log/pods":       "pods",
		},
		Files: map[string]string{
			containerdConfig: renderContainerd(f.sandboxImage),
			path.Join(registryConfig, "_default/hosts.toml"):   renderRegistry(),
			path.Join(networkConfig, "10-galera-aks.conflist"): renderNetwork(pods),
			kubeletConfigPath:  kubelet,
			proxyConfigPath:    renderProxy(s, f.credentials),
			"/etc/resolv.conf": fmt.Sprintf("nameserver %s\n", fabric.DNS),
			"/etc/hostname":    s.Name + "\n",
			"/etc/hosts":       fmt.Sprintf("127.0.0.1 localhost\n%s %s\n", address, s.Name),
		},
		Settings: map[string]string{
			"net/ipv4/ip_forward":                 "1",
			"net/ipv4/conf/all/rp_filter":         "0",
			"net/ipv4/conf/default/rp_filter":     "0",
			"net/ipv4/conf/all/accept_redirects":  "0",
			"net/ipv4/conf/eth0/accept_redirects": "0",
		},
		Translation: renderTranslation(),
		Services:    append(ownServices(s, f, address.String()), s.Extra...),
	}, nil
}

// ownServices are what makes a machine a node.
func ownServices(s Spec, f facts, address string) []Service {
	return []Service{
		{Name: "containerd", Command: []string{"containerd", "--config", containerdConfig}},
		{
			Name: "kubelet",
			Command: []string{f.kube, "kubelet",
				"--config=" + kubeletConfigPath,
				"--kubeconfig=" + f.credentials.Kubelet,
				"--hostname-override=" + s.Name,
				"--node-ip=" + address,
				"--node-labels=" + labelList(s.labels()),
			},
			After: containerdSocket,
		},
		{Name: "kube-proxy", Command: []string{f.kube, "kube-proxy", "--config=" + proxyConfigPath}},
	}
}

// labelList renders labels for the kubelet's command line, in a fixed order.
func labelList(labels map[string]string) string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		list = append(list, key+"="+labels[key])
	}
	return strings.Join(list, ",")
}
