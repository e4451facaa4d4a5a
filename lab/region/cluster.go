package region

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/controlplane"
	"github.com/galera-aks/galera-aks/lab/disk"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Processes that come with a cluster.
const (
	balancerProcess = "balancer"
	resizerProcess  = "resizer"
)

// clusterConfig is what the control plane is made from.
func (r *Region) clusterConfig() controlplane.Config {
	return controlplane.Config{
		Region:  r.host,
		Fabric:  fabric.Open(r.host),
		Kube:    r.folder.Command("kube"),
		CoreDNS: r.folder.Command("coredns"),
	}
}

// ControlPlane opens the cluster's control plane, running or not.
func (r *Region) ControlPlane() (*controlplane.ControlPlane, error) {
	return controlplane.Open(r.clusterConfig())
}

// applyCluster starts the control plane and what comes with a cluster on Azure: a way to its API, the disk driver and what
// grows its volumes, the load balancer's controller.
func (r *Region) applyCluster(ctx context.Context, _ azure.Resource, progress azure.Progress) error {
	progress.Sayf("starting the control plane")
	return r.startCluster(ctx)
}

// startCluster starts what of the cluster does not run.
func (r *Region) startCluster(ctx context.Context) error {
	c, err := controlplane.Start(ctx, r.clusterConfig())
	if err != nil {
		return err
	}
	if _, err := fabric.Open(r.host).StartForwarder(ctx, r.Agent("forward")); err != nil {
		return err
	}
	_, err = c.Client().StorageV1().CSIDrivers().Create(ctx, disk.Driver(), metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("registering the disk driver: %w", err)
	}
	if err := r.startBalancer(c); err != nil {
		return err
	}
	return r.startResizer(c)
}

func (r *Region) startResizer(c *controlplane.ControlPlane) error {
	_, _, err := r.host.Start(host.Process{
		Name:      resizerProcess,
		Command:   r.Agent("resizer", c.AdminKubeconfig(), r.host.Path("disks")),
		Namespace: host.NamespacePath(fabric.Namespace),
	})
	return err
}

func (r *Region) startBalancer(c *controlplane.ControlPlane) error {
	_, _, err := r.host.Start(host.Process{
		Name:      balancerProcess,
		Command:   r.Agent("balancer", c.AdminKubeconfig(), SubnetsFile(r.host)),
		Namespace: host.NamespacePath(fabric.Namespace),
	})
	return err
}

func (r *Region) removeCluster(ctx context.Context) error {
	const grace = 2 * time.Second
	for _, process := range []string{balancerProcess, resizerProcess} {
		if err := r.host.Stop(ctx, process, grace); err != nil {
			return err
		}
	}
	if err := fabric.Open(r.host).StopForwarder(ctx); err != nil {
		return err
	}
	c, err := r.ControlPlane()
	if err != nil {
		return err
	}
	if err := c.Stop(ctx); err != nil {
		return err
	}
	// A new cluster of the same name is another cluster: it must find neither objects nor keys of this one.
	for _, folder := range []string{objects, credentials} {
		if err := os.RemoveAll(r.host.Path(folder)); err != nil {
			return fmt.Errorf("removing the cluster's files: %w", err)
		}
	}
	return nil
}

// Folders of the control plane: what etcd keeps, which is there as long as there is a cluster, and keys, which whoever
// opens the control plane makes.
const (
	objects     = "etcd"
	credentials = "pki"
)

// HasCluster reports whether the region has a cluster, running or not.
func (r *Region) HasCluster() bool { return r.has(objects) }

// Kubeconfig returns a kubeconfig of the cluster that works on this machine.
func (r *Region) Kubeconfig(context.Context, string) ([]byte, error) {
	port, err := fabric.Open(r.host).ForwardedPort()
	if err != nil {
		return nil, err
	}
	c, err := r.ControlPlane()
	if err != nil {
		return nil, err
	}
	return c.TokenKubeconfig(port)
}

// TokensFile names the file with the tokens that the API server takes.
func (r *Region) TokensFile() string { return r.host.Path(credentials, "tokens.csv") }
