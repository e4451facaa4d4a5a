package controlplane

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
)

// Config is what a control plane is made from.
type Config struct {
	// Region is where its files and processes are kept.
	Region *host.Region
	// Fabric is the network it runs in.
	Fabric *fabric.Fabric
	// Kube is the path of the binary that lab/build/kube makes.
	Kube string
	// CoreDNS is the path of the binary that lab/build/coredns makes.
	CoreDNS string
	// DNSCacheSeconds is how long names are remembered, by CoreDNS and by those who ask it. The default is 5; AKS has 30.
	DNSCacheSeconds int
}

func (c Config) withDefaults() Config {
	const dnsCacheSeconds = 5
	if c.DNSCacheSeconds == 0 {
		c.DNSCacheSeconds = dnsCacheSeconds
	}
	return c
}

// ControlPlane is a region's control plane.
type ControlPlane struct {
	config    Config
	authority *authority
	rest      *rest.Config
	client    kubernetes.Interface
}

// Start starts the control plane and the cluster's DNS and waits until both answer. What runs already stays.
func Start(ctx context.Context, config Config) (*ControlPlane, error) {
	c, err := Open(config)
	if err != nil {
		return nil, err
	}
	if err := c.run(etcdProcess, etcdCommand(c.config.Kube, c.config.Region.Path("etcd"))); err != nil {
		return nil, err
	}
	if err := c.StartAPIServer(ctx); err != nil {
		return nil, err
	}
	err = errors.Join(
		c.run(controllerProcess, controllerCommand(c.config.Kube, c.authority)),
		c.run(schedulerProcess, schedulerCommand(c.config.Kube, c.authority)),
	)
	if err != nil {
		return nil, err
	}
	if err := c.applyObjects(ctx); err != nil {
		return nil, err
	}
	return c, c.StartDNS(ctx)
}

// Open returns the control plane of a region, running or not; it makes the credentials that do not exist yet.
func Open(config Config) (*ControlPlane, error) {
	a, err := prepareAuthority(config.Region.Path("pki"))
	if err != nil {
		return nil, err
	}
	c := &ControlPlane{config: config.withDefaults(), authority: a}
	if c.rest, err = c.restConfig(); err != nil {
		return nil, fmt.Errorf("reading the administrator's kubeconfig: %w", err)
	}
	if c.client, err = kubernetes.NewForConfig(c.rest); err != nil {
		return nil, fmt.Errorf("making a client of the API server: %w", err)
	}
	return c, nil
}

// Client speaks to the API server as administrator, from inside the fabric.
func (c *ControlPlane) Client() kubernetes.Interface { return c.client }

// RESTConfig is for making other clients that speak to the API server as administrator, from inside the fabric.
func (c *ControlPlane) RESTConfig() *rest.Config { return rest.CopyConfig(c.rest) }

// AdminKubeconfig is the path of the administrator's kubeconfig, for programs that run inside the fabric.
func (c *ControlPlane) AdminKubeconfig() string { return c.authority.kubeconfig(adminFile) }

// Token is the bearer token that the stand-in for Entra's login hands out; it belongs to system:masters.
func (c *ControlPlane) Token() (string, error) { return c.authority.token() }

// TokenKubeconfig renders a kubeconfig for programs on the machine itself: it reaches the API server through the
// forwarder at a loopback port, with the administrator's token.
func (c *ControlPlane) TokenKubeconfig(port int) ([]byte, error) {
	token, err := c.Token()
	if err != nil {
		return nil, err
	}
	return kubeconfig(fmt.Sprintf("https://127.0.0.1:%d", port), c.authority.certificate("ca"), clientcmdapi.AuthInfo{Token: token})
}

// StartAPIServer starts the API server, unless it runs, and waits until it is ready.
func (c *ControlPlane) StartAPIServer(ctx context.Context) error {
	if err := c.run(apiProcess, apiCommand(c.config.Kube, c.authority)); err != nil {
		return err
	}
	return c.config.Region.AwaitProcess(ctx, apiProcess, "the API server", func(ctx context.Context) (bool, string, error) {
		const patience = 2 * time.Second
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		answer, err := c.client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		if err != nil {
			return false, err.Error(), nil
		}
		return string(answer) == "ok", string(answer), nil
	})
}

// StopAPIServer takes the API server away. It is killed: stopping politely it would wait for a minute for its callers.
func (c *ControlPlane) StopAPIServer(ctx context.Context) error {
	return c.config.Region.Stop(ctx, apiProcess, 0)
}

// APIServerRuns tells whether the process of the API server runs.
func (c *ControlPlane) APIServerRuns() bool {
	_, running := c.config.Region.Running(apiProcess)
	return running
}

// Stop stops the control plane and the DNS; what etcd holds stays.
func (c *ControlPlane) Stop(ctx context.Context) error {
	const grace = 2 * time.Second
	var problems []error
	for _, name := range []string{dnsProcess, schedulerProcess, controllerProcess} {
		problems = append(problems, c.config.Region.Stop(ctx, name, grace))
	}
	problems = append(problems, c.StopAPIServer(ctx), c.config.Region.Stop(ctx, etcdProcess, grace))
	return errors.Join(problems...)
}

// run starts a process inside the fabric.
func (c *ControlPlane) run(name string, command []string) error {
	_, _, err := c.config.Region.Start(host.Process{
		Name:      name,
		Command:   command,
		Namespace: host.NamespacePath(fabric.Namespace),
	})
	return err
}

func (c *ControlPlane) restConfig() (*rest.Config, error) {
	content, err := os.ReadFile(c.AdminKubeconfig())
	if err != nil {
		return nil, err
	}
	config, err := clientcmd.RESTConfigFromKubeConfig(content)
	if err != nil {
		return nil, err
	}
	config.Dial = c.config.Fabric.Dial
	// A proxy that the machine's user has set is outside the fabric.
	config.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	config.QPS = -1
	return config, nil
}
