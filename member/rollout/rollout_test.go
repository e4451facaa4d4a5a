package rollout

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	clienttesting "k8s.io/client-go/testing"

	"github.com/galera-aks/galera-aks/member/outcome"
	"github.com/galera-aks/galera-aks/member/state"
)

func run(t *testing.T, r *Rollout) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return r.Run(ctx)
}

func expectDeleted(t *testing.T, w *world, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, w.deleted); diff != "" {
		t.Errorf("restarted (-want +got):\n%s", diff)
	}
}

func TestFirstStartWaitsForEverybodyAndRestartsNobody(t *testing.T) {
	w := newWorld(t)
	for _, m := range w.members {
		m.synced, m.writer, m.looks, m.phase = false, false, 6, state.PhaseInitialising
	}
	r, out := w.rollout()
	if err := run(t, r); err != nil {
		t.Fatal(err)
	}
	expectDeleted(t, w)
	for _, want := range []string{"it has no pod yet", "initialising", "every member is what it should be, and Synced"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}

func TestAChangeTakesOneMemberAtATimeAndTheWriterLast(t *testing.T) {
	w := newWorld(t)
	w.outdate()
	r, out := w.rollout()
	if err := run(t, r); err != nil {
		t.Fatal(err)
	}
	expectDeleted(t, w, "orders-0", "orders-2", "orders-1")
	lines := strings.Split(out.String(), "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] == lines[i-1] {
			t.Errorf("told twice: %q", lines[i])
		}
	}
}

func TestABrokenMemberIsMendedFirst(t *testing.T) {
	w := newWorld(t)
	w.outdate()
	broken := w.members[2]
	broken.synced, broken.stuck = false, true
	broken.status.State.Waiting = &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff", Message: "back-off restarting"}
	r, out := w.rollout()
	if err := run(t, r); err != nil {
		t.Fatal(err)
	}
	expectDeleted(t, w, "orders-2", "orders-0", "orders-1")
	if !strings.HasPrefix(out.String(), "restart orders-2: it is down and runs what is no longer wanted (CrashLoopBackOff: back-off restarting)") {
		t.Errorf("got\n%s", out)
	}
}

// What members take over while they run needs no restart, and the rollout waits for it.
func TestSettingsThatAreTakenOverRestartNobody(t *testing.T) {
	w := newWorld(t)
	for _, m := range w.members {
		m.settings, m.mounted = "of before", wantedSettings
	}
	r, out := w.rollout()
	if err := run(t, r); err != nil {
		t.Fatal(err)
	}
	expectDeleted(t, w)
	slices.Sort(w.annotated)
	if diff := cmp.Diff([]string{"orders-0", "orders-1", "orders-2"}, w.annotated); diff != "" {
		t.Errorf("told to look at their files (-want +got):\n%s", diff)
	}
	if !strings.Contains(out.String(), "orders-0, which is busy (Synced, and about to take over settings)") {
		t.Errorf("got\n%s", out)
	}
}

// A member that does not get on stops the rollout before anybody else is touched, in its own words.
func TestAMemberThatDoesNotGetOnStopsTheRollout(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*member)
		want   string
	}{
		"refused": {
			func(m *member) {
				m.refused = []state.Refusal{{Name: "max_connections", Value: "99999", Words: "the server makes 50000 of it"}}
			},
			"orders-0 does not take over max_connections = 99999: the server makes 50000 of it",
		},
		"failing": {
			func(m *member) {
				m.synced, m.stuck, m.phase, m.failures, m.words = false, true, state.PhaseJoining, 3, "the state transfer failed"
			},
			"orders-0 does not get on: its server has failed 3 times in a row before it could serve: the state transfer failed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.outdate()
			first := w.members[0]
			first.revision = newest
			c.change(first)
			r, out := w.rollout()
			err := run(t, r)
			if err == nil || err.Error() != c.want {
				t.Errorf("want %s\n got %v", c.want, err)
			}
			if code := outcome.ExitCode(err, out); code != 3 {
				t.Errorf("want exit code 3, got %d", code)
			}
			expectDeleted(t, w)
		})
	}
}

// What an outdated member says of itself is no reason to stop: the change may be what mends it.
func TestAnOutdatedMemberThatFailsIsMended(t *testing.T) {
	w := newWorld(t)
	w.outdate()
	broken := w.members[2]
	broken.synced, broken.stuck, broken.phase, broken.failures, broken.settings = false, true, state.PhaseJoining, 9, "of before"
	r, _ := w.rollout()
	if err := run(t, r); err != nil {
		t.Fatal(err)
	}
	expectDeleted(t, w, "orders-2", "orders-0", "orders-1")
}

func TestANewPodThatCannotStartStopsTheRollout(t *testing.T) {
	for name, c := range map[string]struct {
		status corev1.ContainerStatus
		want   string
	}{
		"configuration": {
			corev1.ContainerStatus{State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{
				Reason: "CreateContainerConfigError", Message: `secret "orders-secrets" not found`}}},
			`orders-0 cannot start: CreateContainerConfigError: secret "orders-secrets" not found`,
		},
		"image name": {
			corev1.ContainerStatus{State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "InvalidImageName"}}},
			"orders-0 cannot start: InvalidImageName",
		},
		"refusal": {
			corev1.ContainerStatus{
				RestartCount:         1,
				State:                corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}},
				LastTerminationState: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: 3, Message: "x\nthe server refuses it\n"}},
			},
			"orders-0 cannot start: it ended with code 3: the server refuses it",
		},
		"memory": {
			corev1.ContainerStatus{
				RestartCount:         3,
				State:                corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}},
				LastTerminationState: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: 137, Reason: "OOMKilled"}},
			},
			"orders-0 cannot start: it was killed for want of memory 3 times",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.outdate()
			first := w.members[0]
			first.revision, first.synced, first.stuck, first.status = newest, false, true, c.status
			r, _ := w.rollout()
			err := run(t, r)
			var hopeless *outcome.NeedsSettings
			if !errors.As(err, &hopeless) || hopeless.Reason != c.want {
				t.Errorf("want %s\n got %v", c.want, err)
			}
			expectDeleted(t, w)
		})
	}
}

func TestAnythingElseIsWaitedFor(t *testing.T) {
	w := newWorld(t)
	w.outdate()
	first := w.members[0]
	first.revision, first.synced, first.stuck = newest, false, true
	first.status = corev1.ContainerStatus{
		RestartCount:         7,
		State:                corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}},
		LastTerminationState: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: 1}},
	}
	r, out := w.rollout()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if code := outcome.ExitCode(r.Run(ctx), out); code != 1 {
		t.Errorf("want exit code 1, got %d", code)
	}
	expectDeleted(t, w)
}

func TestKilledMidwayAndStartedAgain(t *testing.T) {
	w := newWorld(t)
	w.outdate()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	w.onDelete = func(name string) {
		if name == "orders-2" {
			cancel()
		}
	}
	r, _ := w.rollout()
	if err := r.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("want to be cancelled, got %v", err)
	}
	expectDeleted(t, w, "orders-0", "orders-2")
	w.onDelete = func(string) {}
	again, _ := w.rollout()
	if err := run(t, again); err != nil {
		t.Fatal(err)
	}
	expectDeleted(t, w, "orders-0", "orders-2", "orders-1")
}

func TestAPodReplacedSinceTheLookIsLeftAlone(t *testing.T) {
	w := newWorld(t)
	w.members[0].revision = old
	w.client.PrependReactor("delete", "pods", func(clienttesting.Action) (bool, runtime.Object, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.members[0].uid++
		w.members[0].revision = newest
		return false, nil, nil // on to the API server, which finds another pod
	})
	r, _ := w.rollout()
	if err := run(t, r); err != nil {
		t.Fatal(err)
	}
	expectDeleted(t, w)
}

func TestAnAPIServerThatComesBackIsWaitedFor(t *testing.T) {
	w := newWorld(t)
	w.outdate()
	failures := 5
	w.client.PrependReactor("get", "statefulsets", func(clienttesting.Action) (bool, runtime.Object, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		failures--
		return failures > 0, nil, apierrors.NewServiceUnavailable("no leader")
	})
	r, out := w.rollout()
	if err := run(t, r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "trying again: reading StatefulSet orders-0: no leader") {
		t.Errorf("got\n%s", out)
	}
	expectDeleted(t, w, "orders-0", "orders-2", "orders-1")
}
