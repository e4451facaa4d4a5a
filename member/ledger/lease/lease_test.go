package lease

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	coordination "k8s.io/api/coordination/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/ledger"
)

func TestTheRecordIsKeptInTheLease(t *testing.T) {
	ctx := context.Background()
	client := fake.NewClientset(withAnnotations(map[string]string{contract.AnnotationExpected: "3", contract.AnnotationRecovery: "bounded(5m)"}))
	l := New(client.CoordinationV1().Leases("shop"), "orders")
	first, err := l.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if want := (ledger.Policy{Bounded: true, After: 5 * time.Minute}); !first.Record.Virgin() || first.Expected != 3 || first.Policy != want {
		t.Errorf("a new lease reads as %+v", first)
	}
	record := ledger.Record{Phase: ledger.PhaseRunning, UUID: "a", Epoch: 2}.WithMember("orders-0", ledger.Member{Claim: "data-orders-0-g1"})
	if _, err := l.Write(ctx, first, record); err != nil {
		t.Fatal(err)
	}
	got, err := l.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(record, got.Record); diff != "" || got.Expected != 3 {
		t.Errorf("expected %d, record (-want +got):\n%s", got.Expected, diff)
	}
}

func TestThePatchNamesTheVersionThatWasRead(t *testing.T) {
	patch, err := patchOf("17", ledger.Record{Epoch: 1})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"metadata":{"resourceVersion":"17","annotations":{"galera-aks.dev/ledger":"{\"epoch\":1}"}}}`
	if diff := cmp.Diff(want, string(patch)); diff != "" {
		t.Errorf("patch (-want +got):\n%s", diff)
	}
}

func TestAnUnreadableRecordIsNotTakenForNone(t *testing.T) {
	for _, annotations := range []map[string]string{
		{contract.AnnotationLedger: "{"}, {contract.AnnotationExpected: "many"}, {contract.AnnotationExpected: "0"},
		{contract.AnnotationRecovery: "lax"},
	} {
		client := fake.NewClientset(withAnnotations(annotations))
		if got, err := New(client.CoordinationV1().Leases("shop"), "orders").Read(context.Background()); err == nil {
			t.Errorf("%v reads as %+v", annotations, got)
		}
	}
}

func withAnnotations(annotations map[string]string) *coordination.Lease {
	return &coordination.Lease{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: contract.Ledger("orders"), Annotations: annotations}}
}
