package host

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestProcessIsStartedOnceFoundAndStopped(t *testing.T) {
	region := openTemporary(t)
	sleeper := Process{Name: "sleeper", Command: []string{"/bin/sleep", "600"}}
	first, started, err := region.Start(sleeper)
	if err != nil || !started {
		t.Fatalf("started %v: %v", started, err)
	}
	t.Cleanup(func() { _ = first.end(context.Background(), 0) })
	again, started, err := region.Start(sleeper)
	if err != nil || started || again != first {
		t.Errorf("second start: got %v (started %v, %v), want %v", again, started, err, first)
	}
	survivors, err := Survivors(region.StateDir())
	if err != nil || !slices.Contains(survivors, first) {
		t.Errorf("survivors: got %v (%v), want %v among them", survivors, err, first)
	}
	if err := region.Stop(within(t, 5*time.Second), "sleeper", time.Second); err != nil {
		t.Fatal(err)
	}
	if first.Alive() {
		t.Error("the process is alive after Stop")
	}
}

func TestStubbornProcessIsKilled(t *testing.T) {
	region := openTemporary(t)
	identity, _, err := region.Start(Process{Name: "stubborn", Command: []string{"/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := within(t, 10*time.Second)
	err = region.AwaitProcess(ctx, "stubborn", "the trap", func(context.Context) (bool, string, error) {
		return strings.Contains(region.LogTail("stubborn"), "deaf"), "not yet", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := region.Stop(ctx, "stubborn", 200*time.Millisecond); err != nil || identity.Alive() {
		t.Errorf("alive %v, error %v", identity.Alive(), err)
	}
	if err := killSurvivors(ctx, region.StateDir(), func() []int { return nil }); err != nil {
		t.Error(err)
	}
}

func TestWaitingEndsWithTheProcessAndShowsItsLog(t *testing.T) {
	region := openTemporary(t)
	if _, _, err := region.Start(Process{Name: "brief", Command: []string{"/bin/sh", "-c", "echo no such luck; exec sleep 0.1"}}); err != nil {
		t.Fatal(err)
	}
	err := region.AwaitProcess(within(t, 10*time.Second), "brief", "a miracle", func(context.Context) (bool, string, error) {
		return false, "none yet", nil
	})
	if err == nil || !strings.Contains(err.Error(), "no such luck") {
		t.Errorf("got %v", err)
	}
}

func TestAnotherProcessOfTheSameNumberIsLeftAlone(t *testing.T) {
	own, err := identify(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	impostor := Identity{PID: own.PID, StartTime: own.StartTime + 1}
	if impostor.Alive() {
		t.Error("a process with another start time counts as alive")
	}
	if err := impostor.Signal(unix.SIGKILL); err != nil {
		t.Error(err)
	}
}

func openTemporary(t *testing.T) *Region {
	t.Helper()
	region, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return region
}

func within(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	return ctx
}
