package controlplane

import (
	"net/netip"
)

// NodeCredentials are the paths of what a node needs to take part in the cluster.
type NodeCredentials struct {
	// Authority is the certificate that the node knows callers and the API server by.
	Authority string
	// Certificate and Key are what the node's kubelet shows its callers.
	Certificate, Key string
	// Kubelet and Proxy are kubeconfigs.
	Kubelet, Proxy string
}

// NodeCredentials makes what a node needs to take part in the cluster, unless it exists.
func (c *ControlPlane) NodeCredentials(name string, address netip.Addr) (NodeCredentials, error) {
	file := "node-" + name
	err := c.authority.issueKubeconfig(file, subject{
		name:      "system:node:" + name,
		groups:    []string{"system:nodes"},
		hosts:     []string{name},
		addresses: []netip.Addr{address},
	})
	return NodeCredentials{
		Authority:   c.authority.certificate("ca"),
		Certificate: c.authority.certificate(file),
		Key:         c.authority.key(file),
		Kubelet:     c.authority.kubeconfig(file),
		Proxy:       c.authority.kubeconfig(proxyFile),
	}, err
}
