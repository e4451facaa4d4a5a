//go:build stage

package node_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/galera-aks/galera-aks/lab/controlplane"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/node"
	"github.com/galera-aks/galera-aks/lab/tools"
)

// TestMain lets this program be the region's programs too.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "node-init":
			exit(node.InitMain(os.Args[2:]))
		case "forward":
			exit(fabric.ForwardMain())
		}
	}
	os.Exit(m.Run())
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// running is a region of three zones.
type running struct {
	region       *host.Region
	fabric       *fabric.Fabric
	controlPlane *controlplane.ControlPlane
	nodes        *node.Nodes
	port         int
}

func up(ctx context.Context, state string) (*running, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r := new(running)
	if r.region, err = host.Open(state); err != nil {
		return nil, err
	}
	if r.fabric, err = fabric.Start(ctx, r.region); err != nil {
		return nil, err
	}
	if err := r.fabric.StartRegistry(ctx); err != nil {
		return nil, err
	}
	r.controlPlane, err = controlplane.Start(ctx, controlplane.Config{Region: r.region, Fabric: r.fabric, Kube: built("kube"), CoreDNS: built("coredns")})
	if err != nil {
		return nil, err
	}
	if r.port, err = r.fabric.StartForwarder(ctx, []string{self, "forward"}); err != nil {
		return nil, err
	}
	r.nodes = node.New(node.Config{
		Region: r.region, Fabric: r.fabric, ControlPlane: r.controlPlane,
		Kube: built("kube"), Init: []string{self, "node-init"}, SandboxImage: "lab.azurecr.io/pause:1",
	})
	booted := make(chan error)
	for ordinal := range zones {
		go func() { booted <- r.nodes.Boot(ctx, spec(ordinal+1)) }()
	}
	for range zones {
		err = errors.Join(err, <-booted)
	}
	return r, err
}

// built is the path of one of the lab's tools.
func built(name string) string {
	repository, err := tools.Repository()
	if err != nil {
		panic(err)
	}
	return tools.In(repository).Command(name)
}

const zones = 3

func spec(ordinal int) node.Spec {
	return node.Spec{
		Name:     fmt.Sprintf("aks-db%d-vmss000000", ordinal),
		Ordinal:  ordinal,
		Location: "westeurope",
		Zone:     fmt.Sprintf("westeurope-%d", ordinal),
		Pool:     fmt.Sprintf("db%d", ordinal),
	}
}

// TestRegion runs a region without databases, in a state directory of its own: what no user can do by himself with the
// lab's commands is tried here.
func TestRegion(t *testing.T) {
	state, ctx := prepareForReal(t)
	begin := time.Now()
	r, err := up(ctx, state)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("three nodes Ready after %v", time.Since(begin))
	before, err := r.region.Processes()
	if err != nil {
		t.Fatal(err)
	}
	begin = time.Now()
	if _, err := up(ctx, state); err != nil {
		t.Fatalf("the second start: %v", err)
	}
	t.Logf("the second start took %v", time.Since(begin))
	after, err := r.region.Processes()
	if err != nil || len(after) != len(before) {
		t.Errorf("processes before %v, after %v, %v", before, after, err)
	}
	for name, identity := range before {
		if after[name] != identity {
			t.Errorf("%s was started anew", name)
		}
	}
	t.Run("power", func(t *testing.T) { testPower(t, ctx, r) })
	t.Run("peering", func(t *testing.T) { testPeering(t, ctx, r) })
	t.Run("API from the machine", func(t *testing.T) { testForwarder(t, ctx, r) })
	t.Run("control plane away", func(t *testing.T) { testAway(t, ctx, r) })
	begin = time.Now()
	takeDown(t, ctx, state)
	t.Logf("down took %v", time.Since(begin))
}

func testPower(t *testing.T, ctx context.Context, r *running) {
	name := spec(2).Name
	bootID := func() string {
		object, err := r.controlPlane.Client().CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return object.Status.NodeInfo.BootID
	}
	first := bootID()
	kubelet := net.JoinHostPort("10.60.0.12", "10250")
	if err := reach(ctx, fabric.Namespace, kubelet); err != nil {
		t.Errorf("a node that is up: %v", err)
	}
	if err := r.nodes.Kill(ctx, name); err != nil {
		t.Fatal(err)
	}
	if _, running := r.nodes.Running(name); running {
		t.Error("the node runs after it was killed")
	}
	if err := reach(ctx, fabric.Namespace, kubelet); err == nil {
		t.Error("the kubelet of a node without power answers")
	}
	begin := time.Now()
	if err := r.nodes.Boot(ctx, spec(2)); err != nil {
		t.Fatal(err)
	}
	t.Logf("boot took %v", time.Since(begin))
	if bootID() == first {
		t.Error("the cluster does not know of the new boot")
	}
}

// The application's host is given a route by hand, so that only the fabric stands between it and the cluster.
func testPeering(t *testing.T, ctx context.Context, r *running) {
	application := host.NamespacePath(fabric.ApplicationNamespace)
	targets := []string{"10.60.9.4:6443", "10.60.0.11:10250"}
	for _, test := range []struct {
		peering fabric.Peering
		want    bool
	}{
		{fabric.Peering{}, false},
		{fabric.Peering{FromCluster: true}, false},
		{fabric.Peering{FromApplication: true}, false},
		{fabric.Peering{FromCluster: true, FromApplication: true}, true},
		{fabric.Peering{FromCluster: true}, false},
	} {
		if err := r.fabric.Peer(ctx, test.peering); err != nil {
			t.Fatal(err)
		}
		if _, err := host.Run(ctx, host.Command{Namespace: application, Args: []string{"ip", "route", "replace", "10.60.0.0/16", "via", "10.50.0.1"}}); err != nil {
			t.Fatal(err)
		}
		for _, target := range targets {
			if err := reach(ctx, fabric.ApplicationNamespace, target); (err == nil) != test.want {
				t.Errorf("%+v: from the application to %s: %v", test.peering, target, err)
			}
		}
	}
}

func testForwarder(t *testing.T, ctx context.Context, r *running) {
	content, err := r.controlPlane.TokenKubeconfig(r.port)
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.RESTConfigFromKubeConfig(content)
	if err != nil {
		t.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil || len(nodes.Items) != zones {
		t.Errorf("got %v, %v", nodes, err)
	}
}

func testAway(t *testing.T, ctx context.Context, r *running) {
	if err := r.controlPlane.StopDNS(ctx); err != nil {
		t.Fatal(err)
	}
	if err := r.controlPlane.StopAPIServer(ctx); err != nil {
		t.Fatal(err)
	}
	if err := reach(ctx, fabric.Namespace, "10.60.9.4:6443"); err == nil {
		t.Error("the API server answers after it was stopped")
	}
	if err := errors.Join(r.controlPlane.StartAPIServer(ctx), r.controlPlane.StartDNS(ctx)); err != nil {
		t.Fatal(err)
	}
	slice, err := r.controlPlane.Client().DiscoveryV1().EndpointSlices("kube-system").Get(ctx, "kube-dns", metav1.GetOptions{})
	if err != nil || !*slice.Endpoints[0].Conditions.Ready {
		t.Errorf("got %v, %v", slice, err)
	}
}

// prepareForReal returns a state directory on the machine's disk, and the tools that the repository's own lab has built.
func prepareForReal(t *testing.T) (string, context.Context) {
	t.Helper()
	const limit = 3 * time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	state := filepath.Join(t.TempDir(), "a b") // blanks are for the machine's lists of mounts
	if missing := host.Missing(ctx, host.Need{StateDir: state, MemoryBytes: 2 << 30, DiskBytes: 1 << 30}); len(missing) > 0 {
		t.Fatalf("this machine cannot host a region:\n%s", strings.Join(missing, "\n"))
	}
	t.Cleanup(func() { takeDown(t, context.WithoutCancel(ctx), state) })
	return state, ctx
}

func takeDown(t *testing.T, ctx context.Context, state string) {
	t.Helper()
	if err := host.Down(ctx, state); err != nil {
		t.Error(err)
	}
	left, err := host.Leftovers(state)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %s, %v", strings.Join(left, "\n"), err)
	}
	if err := host.Wipe(state); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(state)
	names := slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.Name() == "lock" })
	if err != nil || len(names) > 0 {
		t.Errorf("files left behind: %v, %v", names, err)
	}
}

// reach connects from a namespace.
func reach(ctx context.Context, namespace, address string) error {
	const patience = 700 * time.Millisecond
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	connection, err := host.Dial(ctx, host.NamespacePath(namespace), "tcp", address)
	if err == nil {
		connection.Close()
	}
	return err
}
