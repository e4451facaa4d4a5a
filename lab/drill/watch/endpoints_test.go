package watch

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/state"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

func endpoint(pod, address string, ready, serving bool) discoveryv1.Endpoint {
	return discoveryv1.Endpoint{
		Addresses:  []string{address},
		TargetRef:  &corev1.ObjectReference{Kind: "Pod", Name: pod},
		Conditions: discoveryv1.EndpointConditions{Ready: &ready, Serving: &serving},
	}
}

func slice(endpoints ...discoveryv1.Endpoint) *discoveryv1.EndpointSlice {
	return &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{Name: "orders-x", Namespace: "orders", Labels: map[string]string{discoveryv1.LabelServiceName: "orders"}},
		Endpoints:  endpoints,
	}
}

func TestAnEndingEndpointLeadsOnlyWhereNoReadyOneIsLeft(t *testing.T) {
	both := map[string]*discoveryv1.EndpointSlice{"x": slice(endpoint("a", "10.0.0.1", true, true), endpoint("b", "10.0.0.2", false, true))}
	if got := leads(both, "orders"); !maps.Equal(got, map[string]string{"10.0.0.1": "a"}) {
		t.Errorf("with a ready one: got %v", got)
	}
	ending := map[string]*discoveryv1.EndpointSlice{"x": slice(endpoint("b", "10.0.0.2", false, true), endpoint("c", "10.0.0.3", false, false))}
	if got := leads(ending, "orders"); !maps.Equal(got, map[string]string{"10.0.0.2": "b"}) {
		t.Errorf("without: got %v", got)
	}
	if got := leads(both, "orders-readers"); len(got) > 0 {
		t.Errorf("another Service's: got %v", got)
	}
}

func TestTheWatcherRecordsEndpointsAndAsksWhereTheyLead(t *testing.T) {
	api := fake.NewClientset(slice(endpoint("a", "10.0.0.1", true, true)))
	w := Watcher{API: api, Namespace: "orders", Services: []string{"orders"}, Selector: "", Ask: func(_ context.Context, address string) Look {
		return Look{Asked: time.Now(), Answered: time.Now(), Condition: Condition{Answers: address == "10.0.0.1", Primary: true, State: state.StateSynced}}
	}}
	record, stop := w.Start(t.Context())
	defer stop()
	await(t, "a lead that was looked at", func() bool {
		s := record.Snapshot(time.Now())
		return len(s.Leads) == 1 && len(s.Looks["10.0.0.1"]) == 1
	})
	if _, err := api.DiscoveryV1().EndpointSlices("orders").Update(t.Context(), slice(endpoint("a", "10.0.0.1", false, false)), metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	await(t, "its end", func() bool {
		s := record.Snapshot(time.Now())
		return len(s.Leads) == 1 && !s.Leads[0].Until.IsZero()
	})
}

func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 10s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
