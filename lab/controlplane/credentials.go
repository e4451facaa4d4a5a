package controlplane

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
)

// Names of the control plane's files, without their endings.
const (
	apiServerFile  = "apiserver"
	kubeletsFile   = "apiserver-kubelet-client"
	adminFile      = "admin"
	controllerFile = "controller-manager"
	schedulerFile  = "scheduler"
	dnsFile        = "coredns"
	proxyFile      = "kube-proxy"
)

// Users that the lab gives rights to.
const (
	kubeletsUser = "galera-aks-lab:apiserver-kubelet-client"
	dnsUser      = "system:coredns"
)

// Server is where programs inside the region find the API server.
var Server = "https://" + netip.AddrPortFrom(fabric.APIServer, fabric.APIServerPort).String()

// users are the control plane's own programs and the administrator, by the name of their files.
var users = map[string]subject{
	kubeletsFile:   {name: kubeletsUser},
	adminFile:      {name: "galera-aks-lab:admin", groups: []string{"system:masters"}},
	controllerFile: {name: "system:kube-controller-manager"},
	schedulerFile:  {name: "system:kube-scheduler"},
	dnsFile:        {name: dnsUser},
	proxyFile:      {name: "system:kube-proxy"},
}

// apiServer is what the API server is reached as.
var apiServer = subject{
	name:      "kube-apiserver",
	hosts:     []string{"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost"},
	addresses: []netip.Addr{fabric.APIServer, fabric.KubernetesService, netip.AddrFrom4([4]byte{127, 0, 0, 1})},
}

// preparing lets one caller of this program at a time make credentials; pools of nodes are made at the same time.
var preparing sync.Mutex

// prepareAuthority opens the authority of a directory with everything that the control plane needs from it.
func prepareAuthority(folder string) (*authority, error) {
	preparing.Lock()
	defer preparing.Unlock()
	a, err := openAuthority(folder)
	if err != nil {
		return nil, err
	}
	return a, prepareCredentials(a)
}

// prepareCredentials makes every certificate, kubeconfig and token of the control plane that does not exist yet.
func prepareCredentials(a *authority) error {
	if _, err := a.issue(apiServerFile, apiServer); err != nil {
		return err
	}
	for file, user := range users {
		if err := a.issueKubeconfig(file, user); err != nil {
			return err
		}
	}
	return errors.Join(prepareAccountKey(a), prepareToken(a))
}

// issueKubeconfig makes a certificate and a kubeconfig that holds it.
func (a *authority) issueKubeconfig(file string, user subject) error {
	if _, err := a.issue(file, user); err != nil {
		return err
	}
	content, err := kubeconfig(Server, a.certificate("ca"), clientcmdapi.AuthInfo{
		ClientCertificate: a.certificate(file),
		ClientKey:         a.key(file),
	})
	if err != nil {
		return fmt.Errorf("writing the kubeconfig of %s: %w", user.name, err)
	}
	return host.WriteFile(a.kubeconfig(file), content, 0o600)
}

func (a *authority) kubeconfig(file string) string {
	return filepath.Join(a.folder, file+".kubeconfig")
}

// kubeconfig renders a kubeconfig in which files are replaced by their content, so that it can be copied anywhere.
func kubeconfig(server, authority string, user clientcmdapi.AuthInfo) ([]byte, error) {
	const name = "galera-aks-lab"
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{Server: server, CertificateAuthority: authority}
	config.AuthInfos[name] = &user
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	if err := clientcmdapi.FlattenConfig(config); err != nil {
		return nil, err
	}
	return clientcmd.Write(*config)
}

// prepareAccountKey makes the key that service accounts' tokens are signed with.
func prepareAccountKey(a *authority) error {
	path := a.key("service-accounts")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	const bits = 2048
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return fmt.Errorf("making the service accounts' key: %w", err)
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return host.WriteFile(path, pem.EncodeToMemory(block), 0o600)
}

// prepareToken makes the token with which the stand-in for Entra's login names an administrator of the cluster.
func prepareToken(a *authority) error {
	if _, err := os.Stat(a.tokenFile()); err == nil {
		return nil
	}
	token := make([]byte, 32)
	if _, err := rand.Read(token); err != nil {
		return fmt.Errorf("making the administrator's token: %w", err)
	}
	const user = "galera-aks-lab:entra-administrator"
	line := fmt.Sprintf("%s,%s,%s,\"system:masters\"\n", hex.EncodeToString(token), user, user)
	return host.WriteFile(a.tokenFile(), []byte(line), 0o600)
}

func (a *authority) tokenFile() string { return filepath.Join(a.folder, "tokens.csv") }

// token reads the administrator's token.
func (a *authority) token() (string, error) {
	content, err := os.ReadFile(a.tokenFile())
	if err != nil {
		return "", fmt.Errorf("reading the administrator's token: %w", err)
	}
	token, _, _ := strings.Cut(string(content), ",")
	return token, nil
}
