package writer

import (
	"context"
	"log/slog"
	"testing"
	"time"

	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"

	"github.com/galera-aks/galera-aks/member/contract"
)

// TestTheWriterMovesWhenItStandsDown needs a few of the lease's two-second turns.
func TestTheWriterMovesWhenItStandsDown(t *testing.T) {
	client := fake.NewClientset(
		&coordination.Lease{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: contract.WriterLease("orders")}},
		pod("orders-0-0"), pod("orders-1-0"),
	)
	first := New(client, "shop", "orders", "orders-0-0", slog.Default())
	second := New(client, "shop", "orders", "orders-1-0", slog.Default())
	role := func(name string) string {
		pod, err := client.CoreV1().Pods("shop").Get(context.Background(), name, meta.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return pod.Labels[contract.LabelRole]
	}

	first.Stand()
	first.Stand()
	eventually(t, "the first is the writer", func() bool { return first.Holds() && role("orders-0-0") == contract.RoleWriter })
	second.Stand()
	first.StandDown(context.Background())
	if first.Holds() || role("orders-0-0") != "" {
		t.Errorf("after standing down the first holds: %v, its role: %q", first.Holds(), role("orders-0-0"))
	}
	eventually(t, "the second is the writer", func() bool { return second.Holds() && role("orders-1-0") == contract.RoleWriter })
	second.StandDown(context.Background())
	first.Stand()
	eventually(t, "the first is the writer again", func() bool { return first.Holds() && role("orders-0-0") == contract.RoleWriter })
	first.StandDown(context.Background())
}

func pod(name string) *core.Pod {
	return &core.Pod{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: name}}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not in time: %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
