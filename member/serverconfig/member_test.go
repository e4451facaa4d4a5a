package serverconfig

import (
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
)

func facts(t *testing.T, overrides map[string]string) MemberFacts {
	t.Helper()
	server, err := Server(Given{MemoryBytes: 4 * gib, CPUMillis: 2000}, overrides)
	if err != nil {
		t.Fatal(err)
	}
	return MemberFacts{
		Server:           server,
		ClusterName:      "orders-e1",
		Node:             "orders-1",
		Ordinal:          1,
		Address:          "10.244.2.7",
		Peers:            []string{"orders-0-0.orders-members.orders.svc.cluster.local", "orders-1-0.orders-members.orders.svc.cluster.local"},
		Donors:           []string{"orders-2", "orders-1"},
		FileSystemBytes:  64 * gib,
		TransferPassword: "Abc123",
	}
}

func TestMemberFile(t *testing.T) {
	text, err := Member(facts(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "member.cnf", text)
}

func TestMemberTakesGaleraOptionsFromTheEnvironment(t *testing.T) {
	text, err := Member(facts(t, map[string]string{"gcache.size": "1G", "evs.suspect_timeout": "PT7S"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"gcache.size=1G;", "evs.suspect_timeout=PT7S;", "evs.inactive_timeout=PT12S;"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("want %s once in\n%s", want, text)
		}
	}
}

func TestGcacheFollowsTheFileSystemWithinBounds(t *testing.T) {
	for bytes, want := range map[int64]string{gib: "128M", 10 * gib: "512M", 4096 * gib: "1G"} {
		if got := sizeText(gcache(bytes)); got != want {
			t.Errorf("%s: want %s, got %s", sizeText(bytes), want, got)
		}
	}
}

func TestMemberRefusesFactsThatWouldBreakTheFile(t *testing.T) {
	wrong := facts(t, nil)
	wrong.ClusterName = strings.Repeat("x", 33)
	wrong.Node = "a\nb"
	wrong.Address = "nowhere"
	wrong.Peers = []string{"a,b"}
	wrong.FileSystemBytes = 0
	wrong.TransferPassword = "se cret#1"
	_, err := Member(wrong)
	if n := len(Problems(err)); n != 6 {
		t.Errorf("want 6 problems, got %d: %v", n, err)
	}
	if strings.Contains(err.Error(), "se cret") {
		t.Errorf("the password is repeated: %v", err)
	}
}
