package fabric

import (
	"context"
	"io"
	"net"
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
)

func TestRules(t *testing.T) {
	closed := rules(Peering{})
	golden.Check(t, "closed.nft", closed)
	golden.Check(t, "peered.nft", rules(Peering{FromCluster: true, FromApplication: true}))
	for _, half := range []Peering{{FromCluster: true}, {FromApplication: true}} {
		if rules(half) != closed {
			t.Errorf("a peering that only one side agreed to, %+v, lets packets pass", half)
		}
	}
}

func TestRegistryConfig(t *testing.T) {
	golden.Check(t, "registry.yaml", registryConfig("/srv/region/registry"))
}

func TestAddressesFollowTheOrdinal(t *testing.T) {
	address, err := NodeAddress(3)
	if err != nil || address.String() != "10.60.0.13" || !NodesSubnet.Contains(address) {
		t.Errorf("got %v, %v", address, err)
	}
	pods, err := PodSubnet(3)
	if err != nil || pods.String() != "10.244.3.0/24" || !Pods.Overlaps(pods) {
		t.Errorf("got %v, %v", pods, err)
	}
	for _, ordinal := range []int{-1, 0, maxOrdinal + 1} {
		if _, err := NodeAddress(ordinal); err == nil {
			t.Errorf("ordinal %d was given an address", ordinal)
		}
		if _, err := PodSubnet(ordinal); err == nil {
			t.Errorf("ordinal %d was given a subnet", ordinal)
		}
	}
}

// The forwarder hands on the end of each direction by itself: a request that ends must still get its answer.
func TestForwarderAnswersAfterTheRequestHasEnded(t *testing.T) {
	server := listenLoopback(t)
	go func() {
		connection, err := server.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		request, _ := io.ReadAll(connection)
		_, _ = connection.Write(append([]byte("heard "), request...))
	}()
	entrance := listenLoopback(t)
	go func() {
		_ = forward(entrance, func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", server.Addr().String())
		})
	}()
	caller, err := net.Dial("tcp", entrance.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	if _, err := caller.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if err := caller.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(caller)
	if err != nil || string(answer) != "heard hello" {
		t.Errorf("got %q, %v", answer, err)
	}
}

func listenLoopback(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener
}
