package process

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestReap makes the test process a subreaper, lets a child leave an orphan behind, and expects the orphan to be
// collected while the exit status of the child itself is kept for its owner.
func TestReap(t *testing.T) {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	go Reap(ctx)

	var out strings.Builder
	command := exec.Command("sh", "-c", "setsid sleep 0.3 >/dev/null & echo $!; exit 7")
	command.Stdout = &out
	child, err := Start(command)
	if err != nil {
		t.Fatal(err)
	}
	<-child.Done()
	if child.Err() == nil || child.Err().Error() != "exit status 7" {
		t.Errorf("the child ended with %v, want exit status 7", child.Err())
	}
	orphan := strings.TrimSpace(out.String())
	deadline := time.Now().Add(2 * reapPause)
	for exists(orphan) {
		if time.Now().After(deadline) {
			t.Fatalf("the orphan %s was not collected", orphan)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func exists(pid string) bool {
	_, err := os.Stat(fmt.Sprint("/proc/", pid))
	return err == nil
}

func TestUsage(t *testing.T) {
	child, err := Start(exec.Command("sleep", "60"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { child.KillGroup(); <-child.Done() }()
	child.Signal(syscall.SIGSTOP)
	deadline := time.Now().Add(10 * time.Second)
	for {
		usage, err := UsageOf(child.PID)
		if err != nil {
			t.Fatal(err)
		}
		if usage.Halted {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a stopped process does not count as halted")
		}
		time.Sleep(time.Millisecond)
	}
	if own, err := UsageOf(os.Getpid()); err != nil || own.Halted || own.CPU < 0 {
		t.Errorf("our own usage is %+v (%v)", own, err)
	}
}
