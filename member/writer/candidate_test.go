package writer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// api is an API server in memory that remembers in which order it was changed.
type api struct {
	mu      sync.Mutex
	lease   Lease
	version int
	marked  map[string]bool
	history []string
	away    bool
}

var errAway = errors.New("the API server is away")

func (a *api) Lease(context.Context) (Lease, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.away {
		return Lease{}, errAway
	}
	return a.lease, nil
}

func (a *api) Take(_ context.Context, read Lease, pod string) (Lease, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.away:
		return Lease{}, errAway
	case read.Version != a.lease.Version:
		return Lease{}, ErrConflict
	}
	if pod != a.lease.Holder {
		a.history = append(a.history, "lease "+pod)
	}
	a.version++
	a.lease = Lease{Holder: pod, Renewed: time.Now(), Version: strconv.Itoa(a.version)}
	return a.lease, nil
}

func (a *api) Mark(_ context.Context, pod string, writer bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.away {
		return errAway
	}
	if a.marked[pod] != writer {
		a.history = append(a.history, fmt.Sprintf("mark %s %v", pod, writer))
	}
	a.marked[pod] = writer
	return nil
}

func (a *api) set(change func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change()
}

// events returns what has happened since the last call.
func (a *api) events() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer func() { a.history = nil }()
	return a.history
}

func (a *api) writers() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var marked []string
	for pod, on := range a.marked {
		if on {
			marked = append(marked, pod)
		}
	}
	slices.Sort(marked)
	return marked
}

// members are candidates that see one another's readiness at once.
type members struct {
	t          *testing.T
	api        *api
	candidates map[string]*Candidate
	stop       map[string]context.CancelFunc
	mu         sync.Mutex
	standing   map[string]*Standing
}

// newMembers runs candidates of which none is ready.
func newMembers(t *testing.T, pods ...string) *members {
	m := &members{t: t, api: &api{marked: map[string]bool{}}, candidates: map[string]*Candidate{}, stop: map[string]context.CancelFunc{}, standing: map[string]*Standing{}}
	for ordinal, pod := range pods {
		m.standing[pod] = &Standing{Group: pods, Members: pods}
		m.candidates[pod] = New(Config{
			Pod: pod, Ordinal: ordinal, Roles: m.api, Log: slog.New(slog.DiscardHandler),
			Permit: func(_ context.Context, pod string) error {
				m.api.set(func() { m.api.history = append(m.api.history, "permit "+pod) })
				return nil
			},
		})
		ctx, cancel := context.WithCancel(context.Background())
		m.stop[pod] = cancel
		t.Cleanup(cancel)
		go m.candidates[pod].Run(ctx)
	}
	return m
}

// change changes what is true of a member, and tells all.
func (m *members) change(pod string, change func(*Standing)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m.standing[pod])
	for pod, candidate := range m.candidates {
		standing := *m.standing[pod]
		standing.Peers = nil
		for other, theirs := range m.standing {
			if other != pod {
				standing.Peers = append(standing.Peers, Peer{Pod: other, Ordinal: m.candidates[other].config.Ordinal, Ready: theirs.Ready, Leaving: theirs.Leaving})
			}
		}
		candidate.Observe(standing)
	}
}

func (m *members) becomes(what string, within time.Duration, writers ...string) {
	m.t.Helper()
	deadline := time.Now().Add(within)
	for !slices.Equal(m.api.writers(), writers) {
		if time.Now().After(deadline) {
			m.t.Fatalf("not in %s: %s; writers are %v, want %v", within, what, m.api.writers(), writers)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func ready(s *Standing)   { s.Ready, s.Ended = true, false }
func ended(s *Standing)   { s.Ready, s.Ended = false, true }
func leaving(s *Standing) { s.Leaving = true }

// chosen returns members that are all ready, the first of them the writer.
func chosen(t *testing.T) *members {
	m := newMembers(t, first, self, third)
	m.change(first, ready)
	m.becomes("the first that is ready is the writer", 5*time.Second, first)
	m.change(self, ready)
	m.change(third, ready)
	m.api.events()
	return m
}

func TestAWriterThatLeavesOverlapsWithItsSuccessor(t *testing.T) {
	m := chosen(t)
	m.change(first, leaving)
	began := time.Now()
	const overlap = 500 * time.Millisecond
	successor, err := m.candidates[first].HandOver(context.Background(), overlap)
	if err != nil || successor != self {
		t.Fatalf("the successor is %q (%v), want %q", successor, err, self)
	}
	if took := time.Since(began); took < overlap || took > overlap+time.Second {
		t.Errorf("handing over took %s", took)
	}
	got := slices.DeleteFunc(m.api.events(), func(event string) bool { return event == "permit "+self })
	want := []string{"lease " + self, "mark " + self + " true", "mark " + first + " false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	m.change(first, ended)
	if m.becomes("the successor stays", time.Second, self); m.candidates[first].Holds() {
		t.Error("the last writer thinks that it still is")
	}
}

func TestNothingIsMarkedBeforeItIsRecorded(t *testing.T) {
	m := newMembers(t, first)
	m.change(first, ready)
	m.becomes("it is the writer", 5*time.Second, first)
	if got := m.api.events(); got[0] != "permit "+first {
		t.Errorf("events are %v", got)
	}
}

func TestAWriterWhoseServerEndsPassesOnAtOnce(t *testing.T) {
	m := chosen(t)
	m.change(first, ended)
	m.becomes("the next is the writer", time.Second, self)
}

func TestSurvivorsTakeTheMarkOffALostPod(t *testing.T) {
	m := chosen(t)
	// The candidates have seen the lease before the node is lost.
	for _, pod := range []string{self, third} {
		waitFor(t, "the writer is known", func() bool { holder, _ := m.candidates[pod].Holder(); return holder == first })
	}
	m.stop[first]()
	m.change(first, func(s *Standing) { s.Ready = false })
	m.mu.Lock()
	delete(m.candidates, first)
	delete(m.standing, first)
	m.mu.Unlock()
	began := time.Now()
	for _, pod := range []string{self, third} {
		m.change(pod, func(s *Standing) { s.Group = []string{self, third} })
	}
	m.becomes("a survivor is the writer", 2*time.Second, self)
	t.Logf("it took %s", time.Since(began))
	if got := m.api.events(); slices.Index(got, "mark "+self+" true") > slices.Index(got, "mark "+first+" false") {
		t.Errorf("for a moment nobody was marked: %v", got)
	}
}

func TestAWriterStaysWhileTheAPIServerIsAway(t *testing.T) {
	m := chosen(t)
	m.api.set(func() { m.api.away = true })
	time.Sleep(unreadyTime)
	if !m.candidates[first].Holds() {
		t.Error("it gave the lease up")
	}
	m.api.set(func() { m.api.away = false })
	m.becomes("the writer is the same", time.Second, first)
	if got := slices.DeleteFunc(m.api.events(), func(event string) bool { return strings.HasPrefix(event, "permit ") }); len(got) != 0 {
		t.Errorf("events are %v", got)
	}
}

func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not in time: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
