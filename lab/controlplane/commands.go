package controlplane

import (
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/galera-aks/galera-aks/lab/fabric"
)

// Names of the control plane's processes.
const (
	etcdProcess       = "etcd"
	apiProcess        = "kube-apiserver"
	controllerProcess = "kube-controller-manager"
	schedulerProcess  = "kube-scheduler"
	dnsProcess        = "coredns"
)

const etcdURL = "http://127.0.0.1:2379"

// etcdCommand runs etcd without waiting for the disk: the region does not outlive the machine's power, and on a slow disk
// every write would wait.
func etcdCommand(kube, data string) []string {
	const peerURL = "http://127.0.0.1:2380"
	return []string{kube, "etcd",
		"--name=lab",
		"--data-dir=" + data,
		"--unsafe-no-fsync",
		"--listen-client-urls=" + etcdURL,
		"--advertise-client-urls=" + etcdURL,
		"--listen-peer-urls=" + peerURL,
		"--initial-advertise-peer-urls=" + peerURL,
		"--initial-cluster=lab=" + peerURL,
		"--log-level=warn",
	}
}

func apiCommand(kube string, a *authority) []string {
	return []string{kube, "kube-apiserver",
		"--etcd-servers=" + etcdURL,
		"--bind-address=" + fabric.APIServer.String(),
		"--advertise-address=" + fabric.APIServer.String(),
		"--secure-port=" + strconv.Itoa(fabric.APIServerPort),
		"--service-cluster-ip-range=" + fabric.Services.String(),
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--allow-privileged=true",
		"--client-ca-file=" + a.certificate("ca"),
		"--tls-cert-file=" + a.certificate(apiServerFile),
		"--tls-private-key-file=" + a.key(apiServerFile),
		"--token-auth-file=" + a.tokenFile(),
		"--kubelet-certificate-authority=" + a.certificate("ca"),
		"--kubelet-client-certificate=" + a.certificate(kubeletsFile),
		"--kubelet-client-key=" + a.key(kubeletsFile),
		"--kubelet-preferred-address-types=InternalIP",
		"--service-account-key-file=" + a.key("service-accounts"),
		"--service-account-signing-key-file=" + a.key("service-accounts"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--event-ttl=1h",
		"--profiling=false",
	}
}

// Time after which a silent node is taken for lost. AKS waits longer; a member's supervisor must not depend on it.
const (
	nodeGrace  = "20s"
	nodePeriod = "2s"
)

// volumeResync is how often the controller manager looks again at every volume and claim. A claim for a volume that exists
// already is bound by two of its workers at once, and where the wrong one is first the claim waits for the next look: up to
// the 15 s that are Kubernetes' default, in every other start of three members. Beside the minutes that Azure takes for disks
// and nodes that is nothing, beside the seconds of the lab it is much.
const volumeResync = "1s"

// controllerCommand keeps the controller manager from making a directory for plugins on the machine, where none are.
func controllerCommand(kube string, a *authority) []string {
	return append([]string{kube, "kube-controller-manager",
		"--service-account-private-key-file=" + a.key("service-accounts"),
		"--root-ca-file=" + a.certificate("ca"),
		"--use-service-account-credentials",
		"--cluster-signing-cert-file=" + a.certificate("ca"),
		"--cluster-signing-key-file=" + a.key("ca"),
		"--allocate-node-cidrs=false",
		"--flex-volume-plugin-dir=" + filepath.Join(a.folder, "no-plugins"),
		"--node-monitor-grace-period=" + nodeGrace,
		"--node-monitor-period=" + nodePeriod,
		"--pvclaimbinder-sync-period=" + volumeResync,
	}, single(a.kubeconfig(controllerFile))...)
}

func schedulerCommand(kube string, a *authority) []string {
	return append([]string{kube, "kube-scheduler"}, single(a.kubeconfig(schedulerFile))...)
}

// single are the flags of a program that acts on the cluster and is the only one of its kind.
func single(kubeconfig string) []string {
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1",
		"--leader-elect=false",
		"--profiling=false",
	}
}

// Where CoreDNS tells, inside the fabric, how it is.
const (
	dnsHealth = "127.0.0.1:8180"
	dnsReady  = "127.0.0.1:8181"
)

// corefile renders the settings of the cluster's DNS.
func corefile(kubeconfig string, cacheSeconds int) string {
	return fmt.Sprintf(`.:53 {
	bind %s
	errors
	health %s
	ready %s
	kubernetes cluster.local in-addr.arpa {
		kubeconfig %q
		pods insecure
		ttl %[5]d
	}
	cache %[5]d
	loadbalance
}
`, fabric.DNS, dnsHealth, dnsReady, kubeconfig, cacheSeconds)
}
