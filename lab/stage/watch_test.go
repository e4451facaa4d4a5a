//go:build stage

package stage_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
)

// sight is what was seen of one member's pod at one moment.
type sight struct {
	at      time.Time
	pod, id string
	// ready is whether clients are sent to it.
	ready bool
	// leaving is whether it was told to end, gone whether it has.
	leaving, gone bool
}

// pods is everything that happens to the members' pods while it watches.
type pods struct {
	stop context.CancelFunc
	done chan struct{}

	lock  sync.Mutex
	seen  []sight
	ended bool
}

func watchPods(t *testing.T) *pods {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	api := cluster(t).CoreV1().Pods(namespace)
	list, err := api.List(ctx, metav1.ListOptions{LabelSelector: memberSelector})
	if err != nil {
		t.Fatal(err)
	}
	p := &pods{stop: stop, done: make(chan struct{})}
	for i := range list.Items {
		p.note(watch.Added, &list.Items[i])
	}
	const long = 600
	seconds := int64(long)
	events, err := api.Watch(ctx, metav1.ListOptions{LabelSelector: memberSelector, ResourceVersion: list.ResourceVersion, TimeoutSeconds: &seconds})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		for e := range events.ResultChan() {
			if pod, ok := e.Object.(*corev1.Pod); ok {
				p.note(e.Type, pod)
			}
		}
		p.lock.Lock()
		defer p.lock.Unlock()
		p.ended = ctx.Err() == nil
	}()
	return p
}

func (p *pods) note(kind watch.EventType, pod *corev1.Pod) {
	s := sight{at: time.Now(), pod: pod.Name, id: string(pod.UID), leaving: pod.DeletionTimestamp != nil, gone: kind == watch.Deleted}
	for _, c := range pod.Status.Conditions {
		s.ready = s.ready || c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue && !s.leaving && !s.gone
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.seen = append(p.seen, s)
}

// end stops watching and returns what was seen.
func (p *pods) end(t *testing.T) []sight {
	t.Helper()
	p.stop()
	<-p.done
	if p.ended {
		t.Error("the API server has ended the watch, and something may have been missed")
	}
	return p.seen
}

// so far returns what was seen until now.
func (p *pods) soFar() []sight {
	p.lock.Lock()
	defer p.lock.Unlock()
	return slices.Clone(p.seen)
}

// fewest is the smallest number of members that were ready at once, after the number given had been so at first.
func fewest(seen []sight, members int) int {
	ready := map[string]bool{}
	least, complete := members, false
	for _, s := range seen {
		ready[s.pod] = s.ready
		count := 0
		for _, r := range ready {
			if r {
				count++
			}
		}
		if complete = complete || count == members; complete {
			least = min(least, count)
		}
	}
	return least
}

// restarted lists the members that were given new pods, in that order.
func restarted(seen []sight) []string {
	ids := map[string]string{}
	var order []string
	for _, s := range seen {
		if old, known := ids[s.pod]; known && old != s.id {
			order = append(order, strings.TrimSuffix(s.pod, "-0"))
		}
		ids[s.pod] = s.id
	}
	return order
}

// oneAtATime checks that the members were restarted once each, the writer last, and never two of them away at once.
func oneAtATime(t *testing.T, seen []sight, members []string, writer string) {
	t.Helper()
	order := restarted(seen)
	say("restarted: %s; the writer was %s", strings.Join(order, ", "), writer)
	if sorted := slices.Sorted(slices.Values(order)); !slices.Equal(sorted, members) {
		t.Errorf("restarted: %v, want each of %v once", order, members)
	} else if order[len(order)-1] != writer {
		t.Errorf("restarted: %v, want the writer, %s, last", order, writer)
	}
	if least := fewest(seen, len(members)); least != len(members)-1 {
		t.Errorf("fewest members ready at once: %d, want %d", least, len(members)-1)
	}
}
