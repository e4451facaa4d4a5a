package pods

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	k8s "k8s.io/client-go/testing"

	"github.com/galera-aks/galera-aks/member/event"
)

func TestEventsAreAboutThePodAndOutlastAnAbsentAPIServer(t *testing.T) {
	client := fake.NewClientset()
	failures := 3
	client.PrependReactor("create", "events", func(k8s.Action) (bool, runtime.Object, error) {
		failures--
		return failures >= 0, nil, errors.New("the API server is away")
	})
	r := New(t.Context(), client.CoreV1().Events("shop"), "shop", "orders-0-0", "uid-1", slog.New(slog.DiscardHandler))
	r.pause = time.Millisecond
	r.Record(event.Holding, "orders-2 is missing")
	found := eventually(t, client, 1)[0]
	if found.Reason != "Holding" || found.Type != core.EventTypeWarning || found.Message != "orders-2 is missing" {
		t.Errorf("the event is %+v", found)
	}
	if about := found.InvolvedObject; about.Kind != "Pod" || about.Name != "orders-0-0" || about.UID != "uid-1" || about.Namespace != "shop" {
		t.Errorf("it is about %+v", about)
	}
}

func TestAMemberThatGoesInCirclesIsCutShort(t *testing.T) {
	client := fake.NewClientset()
	r := New(t.Context(), client.CoreV1().Events("shop"), "shop", "orders-0-0", "uid-1", slog.New(slog.DiscardHandler))
	for range 10 * burst {
		r.Record(event.Synced, strings.Repeat("x", 5000))
	}
	for _, found := range eventually(t, client, burst) {
		if found.Type != core.EventTypeNormal || len(found.Message) > messageLimit {
			t.Errorf("an event of type %s with %d letters", found.Type, len(found.Message))
		}
	}
}

// eventually waits for a number of events, no more and no less.
func eventually(t *testing.T, client *fake.Clientset, want int) []core.Event {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		list, err := client.CoreV1().Events("shop").List(context.Background(), meta.ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Items) == want {
			return list.Items
		}
		if time.Now().After(deadline) || len(list.Items) > want {
			t.Fatalf("there are %d events, want %d", len(list.Items), want)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
