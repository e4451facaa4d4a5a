package peers

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/member/probe"
	"github.com/galera-aks/galera-aks/member/signed"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	genuine  = "127.77.9.1"
	impostor = "127.77.9.2"
	relay    = "127.77.9.3"
	gone     = "127.77.9.4"
)

func TestOnlySignedAnswersOfMembersCount(t *testing.T) {
	keys, theirs := keyFile(t, "ours"), keyFile(t, "theirs")
	port := serve(t, genuine, 0, probe.Handler(board("orders-1", genuine), keys, nil))
	serve(t, impostor, port, probe.Handler(board("orders-2", impostor), theirs, nil))
	// What the genuine member says, passed on by somebody at another address.
	serve(t, relay, port, probe.Handler(board("orders-1", genuine), keys, nil))

	asker := New(Static{genuine, impostor, relay, gone}, "127.77.9.9", port, keys)
	reports, err := asker.Reports(context.Background())
	if len(reports) != 1 || reports[0].Member != "orders-1" || reports[0].Address != genuine {
		t.Errorf("reports are %+v, want that of orders-1 at %s", reports, genuine)
	}
	if !errors.Is(err, ErrNotSigned) || !strings.Contains(err.Error(), impostor) {
		t.Errorf("the error is %v, want one that names %s", err, impostor)
	}
}

// finder finds members until it is broken.
type finder struct {
	found  []string
	broken bool
}

func (f *finder) Find(context.Context) ([]string, error) {
	if f.broken {
		return nil, errors.New("DNS is away")
	}
	return f.found, nil
}

func TestWithoutDNSTheMembersAreWhereTheyWere(t *testing.T) {
	port := serve(t, genuine, 0, probe.Handler(board("orders-1", genuine), signed.Keys{}, nil))
	dns := &finder{found: []string{genuine}, broken: true}
	asker := New(dns, "127.77.9.9", port, signed.Keys{})
	if _, err := asker.Reports(context.Background()); err == nil {
		t.Error("no error while nothing was ever found")
	}
	for _, broken := range []bool{false, true} {
		dns.broken = broken
		if reports, err := asker.Reports(context.Background()); err != nil || len(reports) != 1 {
			t.Errorf("with DNS broken: %v the reports are %+v (%v)", broken, reports, err)
		}
	}
}

func board(member, address string) *probe.Board {
	return probe.NewBoard(state.Report{Cluster: "orders", Member: member, Address: address})
}

func keyFile(t *testing.T, text string) signed.Keys {
	t.Helper()
	keys := signed.Keys{Path: filepath.Join(t.TempDir(), "peer-key")}
	if err := os.WriteFile(keys.Path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return keys
}

// serve serves at an address until the test ends, and returns the port.
func serve(t *testing.T, address string, port int, handler http.Handler) int {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(address, strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}
