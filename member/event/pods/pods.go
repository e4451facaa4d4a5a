// Package pods records a member's events as Kubernetes events about its pod.
package pods

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	client "k8s.io/client-go/kubernetes/typed/core/v1"

	"github.com/galera-aks/galera-aks/member/event"
)

const (
	// backlog is how many events wait while the API server is away; of more the newest are dropped.
	backlog = 32
	// callTime bounds one call to the API server.
	callTime = 5 * time.Second
	// retryPause and tries bound how long one event is tried for.
	retryPause = 5 * time.Second
	tries      = 60
	// burst and refill keep a member that goes in circles from filling the API server: so many at once, and after that
	// one each time.
	burst  = 20
	refill = 15 * time.Second
	// flushPause is the time between two looks whether all events are delivered.
	flushPause = 20 * time.Millisecond
	// messageLimit is Kubernetes' own bound.
	messageLimit = 1024
)

// Recorder records events about one pod.
type Recorder struct {
	events client.EventInterface
	pod    core.ObjectReference
	log    *slog.Logger
	queue  chan core.Event
	tokens chan struct{}
	pause  time.Duration
	// waiting counts the events that are not delivered yet.
	waiting atomic.Int64
}

// New returns a recorder of events about the pod with a name and UID. It records until the context ends.
func New(ctx context.Context, events client.EventInterface, namespace, name, uid string, log *slog.Logger) *Recorder {
	r := &Recorder{
		events: events, log: log, queue: make(chan core.Event, backlog), tokens: make(chan struct{}, burst), pause: retryPause,
		pod: core.ObjectReference{Kind: "Pod", APIVersion: "v1", Namespace: namespace, Name: name, UID: types.UID(uid)},
	}
	for range burst {
		r.tokens <- struct{}{}
	}
	go r.refill(ctx)
	go r.send(ctx)
	return r
}

// Record queues an event, or drops it where there are too many.
func (r *Recorder) Record(reason event.Reason, message string) {
	select {
	case <-r.tokens:
	default:
		return
	}
	if len(message) > messageLimit {
		message = message[:messageLimit]
	}
	kind := core.EventTypeNormal
	if reason.Warns() {
		kind = core.EventTypeWarning
	}
	now := time.Now()
	happened := core.Event{
		ObjectMeta:     meta.ObjectMeta{Name: fmt.Sprintf("%s.%x", r.pod.Name, now.UnixNano()), Namespace: r.pod.Namespace},
		InvolvedObject: r.pod, Reason: string(reason), Message: message, Type: kind, Count: 1,
		FirstTimestamp: meta.NewTime(now), LastTimestamp: meta.NewTime(now),
		Source: core.EventSource{Component: "galera-member"}, ReportingController: "galera-aks.dev/member", ReportingInstance: r.pod.Name,
	}
	r.waiting.Add(1)
	select {
	case r.queue <- happened:
	default:
		r.waiting.Add(-1)
	}
}

// Flush waits until all events are delivered, or some time has passed.
func (r *Recorder) Flush(within time.Duration) {
	deadline := time.Now().Add(within)
	for r.waiting.Load() > 0 && time.Now().Before(deadline) {
		time.Sleep(flushPause)
	}
}

func (r *Recorder) send(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case happened := <-r.queue:
			if err := r.deliver(ctx, happened); err != nil && ctx.Err() == nil {
				r.log.Warn("recording an event", "reason", happened.Reason, "error", err)
			}
			r.waiting.Add(-1)
		}
	}
}

func (r *Recorder) deliver(ctx context.Context, happened core.Event) error {
	var err error
	for range tries {
		if err = r.create(ctx, happened); err == nil || hopeless(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(r.pause):
		}
	}
	return err
}

func (r *Recorder) create(ctx context.Context, happened core.Event) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := r.events.Create(ctx, &happened, meta.CreateOptions{})
	return err
}

func (r *Recorder) refill(ctx context.Context) {
	ticker := time.NewTicker(refill)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			select {
			case r.tokens <- struct{}{}:
			default:
			}
		}
	}
}
