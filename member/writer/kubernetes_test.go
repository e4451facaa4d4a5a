package writer

import (
	"context"
	"errors"
	"strings"
	"testing"

	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/fake"
	k8s "k8s.io/client-go/testing"

	"github.com/galera-aks/galera-aks/member/contract"
)

func TestKubernetesKeepsLeaseAndMarks(t *testing.T) {
	client := fake.NewClientset(
		&coordination.Lease{ObjectMeta: meta.ObjectMeta{
			Namespace: "shop", Name: contract.WriterLease("orders"), ResourceVersion: "7", Annotations: map[string]string{"kept": "yes"},
		}},
		&core.Pod{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: first, Labels: map[string]string{"kept": "yes"}}},
	)
	ctx, roles := context.Background(), NewKubernetes(client, "shop", "orders")
	lease, err := roles.Lease(ctx)
	if err != nil || lease.Holder != "" {
		t.Fatalf("a lease that nobody ever held reads %+v (%v)", lease, err)
	}
	taken, err := roles.Take(ctx, lease, first)
	if err != nil || taken.Holder != first || taken.Renewed.IsZero() {
		t.Errorf("taken it is %+v (%v)", taken, err)
	}
	if patch := patches(client)[0]; !strings.Contains(patch, `"resourceVersion":"7"`) || !strings.Contains(patch, "acquireTime\":\"") {
		t.Errorf("the change is %s, want one of version 7 that begins a term", patch)
	}
	if given, err := roles.Take(ctx, taken, ""); err != nil || given.Holder != "" {
		t.Errorf("given up it is %+v (%v)", given, err)
	}
	object, err := client.CoordinationV1().Leases("shop").Get(ctx, contract.WriterLease("orders"), meta.GetOptions{})
	if err != nil || object.Annotations["kept"] != "yes" {
		t.Errorf("the lease is %+v (%v)", object, err)
	}
	for _, writer := range []bool{true, false} {
		if err := roles.Mark(ctx, first, writer); err != nil {
			t.Error(err)
		}
		pod, err := client.CoreV1().Pods("shop").Get(ctx, first, meta.GetOptions{})
		if err != nil || (pod.Labels[contract.LabelRole] == contract.RoleWriter) != writer || pod.Labels["kept"] != "yes" {
			t.Errorf("marked %v its labels are %v (%v)", writer, pod.Labels, err)
		}
	}
	if err := roles.Mark(ctx, "gone", false); err != nil {
		t.Errorf("a pod that is gone: %v", err)
	}
	if err := roles.Mark(ctx, "gone", true); err == nil {
		t.Error("a pod that is gone was marked")
	}
}

func TestALeaseThatHasChangedIsNotTaken(t *testing.T) {
	client := fake.NewClientset()
	client.PrependReactor("patch", "leases", func(k8s.Action) (bool, runtime.Object, error) {
		return true, nil, apierrors.NewConflict(schema.GroupResource{Resource: "leases"}, "orders-writer", errors.New("changed"))
	})
	if _, err := NewKubernetes(client, "shop", "orders").Take(context.Background(), Lease{Version: "7"}, first); !errors.Is(err, ErrConflict) {
		t.Errorf("the error is %v", err)
	}
}

func patches(client *fake.Clientset) []string {
	var bodies []string
	for _, action := range client.Actions() {
		if patch, is := action.(k8s.PatchAction); is {
			bodies = append(bodies, string(patch.GetPatch()))
		}
	}
	return bodies
}
