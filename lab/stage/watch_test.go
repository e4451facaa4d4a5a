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

// soFar returns what was seen until now.
func (p *pods) soFar() []sight {
	p.lock.Lock()
	defer p.lock.Unlock()
	return slices.Clone(p.seen)
}

// of leaves out what was seen of other pods.
func of(seen []sight, pods []string) []sight {
	var own []sight
	for _, s := range seen {
		if slices.Contains(pods, s.pod) {
			own = append(own, s)
		}
	}
	return own
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
	stayed, longest := standing(seen)
	if least := fewest(stayed, len(members)); least != len(members)-1 {
		t.Errorf("fewest members there at once: %d, want %d", least, len(members)-1)
	}
	if least := fewest(seen, len(members)); least < 1 {
		t.Error("for a moment no member was ready")
	}
	if longest > giving {
		t.Errorf("a member that was not restarted was not ready for %s, want at most %s", longest, giving)
	}
}

// giving is how long a member may not be ready while it hands what another has missed to it.
const giving = 3 * time.Second

// standing is what was seen with each pod as ready from the first time that it was until it is told to leave: whoever hands
// its state to a member that comes back takes no readers meanwhile, but is not away. It returns too how long such a pod was
// not ready at the longest.
func standing(seen []sight) (stayed []sight, longest time.Duration) {
	since := map[string]time.Time{}
	was := map[string]bool{}
	for _, s := range seen {
		was[s.id] = was[s.id] || s.ready
		there := was[s.id] && !s.leaving && !s.gone
		at, away := since[s.id]
		switch {
		case away && (s.ready || !there):
			longest = max(longest, s.at.Sub(at))
			delete(since, s.id)
		case !away && there && !s.ready:
			since[s.id] = s.at
		}
		s.ready = there
		stayed = append(stayed, s)
	}
	return stayed, longest
}
