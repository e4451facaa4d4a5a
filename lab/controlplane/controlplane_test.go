package controlplane

import (
	"crypto/x509"
	"net/netip"
	"os"
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/galera-aks/galera-aks/internal/golden"
)

func TestCommands(t *testing.T) {
	a := &authority{folder: "/pki"}
	var all strings.Builder
	for _, command := range [][]string{
		etcdCommand("/srv/kube", "/srv/etcd"),
		apiCommand("/srv/kube", a),
		controllerCommand("/srv/kube", a),
		schedulerCommand("/srv/kube", a),
	} {
		all.WriteString(strings.Join(command, "\n\t") + "\n")
	}
	golden.Check(t, "commands.txt", all.String())
	golden.Check(t, "Corefile", corefile("/pki/coredns.kubeconfig", 5))
}

func TestCredentialsAreMadeOnceAndTrusted(t *testing.T) {
	folder := t.TempDir()
	a := prepared(t, folder)
	token, err := a.token()
	if err != nil || len(token) != 64 {
		t.Errorf("token %q: %v", token, err)
	}
	server, err := a.issue(apiServerFile, apiServer)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.pair.Leaf)
	for _, name := range []string{"10.60.9.4", "127.0.0.1", "10.70.0.1", "kubernetes.default.svc"} {
		if _, err := server.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name}); err != nil {
			t.Errorf("a caller of %s would not trust the API server: %v", name, err)
		}
	}
	again := prepared(t, folder)
	same, err := again.issue(apiServerFile, apiServer)
	if err != nil || !same.Leaf.Equal(server.Leaf) {
		t.Errorf("the certificate was made anew: %v", err)
	}
	if later, _ := again.token(); later != token {
		t.Error("the token was made anew")
	}
}

func TestCertificateOfAnotherAuthorityIsReplaced(t *testing.T) {
	folder := t.TempDir()
	old := prepared(t, folder)
	for _, path := range []string{old.certificate("ca"), old.key("ca")} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	now := prepared(t, folder)
	pair, err := now.issue(adminFile, users[adminFile])
	if err != nil {
		t.Fatal(err)
	}
	if err := pair.Leaf.CheckSignatureFrom(now.pair.Leaf); err != nil {
		t.Error(err)
	}
}

func TestNodeCredentialsSpeakForTheNode(t *testing.T) {
	c := &ControlPlane{authority: prepared(t, t.TempDir())}
	credentials, err := c.NodeCredentials("aks-db1-vmss000000", netip.MustParseAddr("10.60.0.11"))
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.LoadFromFile(credentials.Kubelet)
	if err != nil {
		t.Fatal(err)
	}
	cluster := config.Clusters[config.Contexts[config.CurrentContext].Cluster]
	if cluster.Server != "https://10.60.9.4:6443" || len(cluster.CertificateAuthorityData) == 0 {
		t.Errorf("got server %q and an authority of %d bytes", cluster.Server, len(cluster.CertificateAuthorityData))
	}
	pair, err := c.authority.issue("node-aks-db1-vmss000000", subject{})
	if err != nil {
		t.Fatal(err)
	}
	if got := pair.Leaf.Subject.String(); got != "CN=system:node:aks-db1-vmss000000,O=system:nodes" {
		t.Errorf("got %s", got)
	}
	if err := pair.Leaf.VerifyHostname("10.60.0.11"); err != nil {
		t.Error(err)
	}
}

func prepared(t *testing.T, folder string) *authority {
	t.Helper()
	a, err := prepareAuthority(folder)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
