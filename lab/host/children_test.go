package host

import (
	"os/exec"
	"testing"
)

func TestChildrenAreFoundByTheirCommand(t *testing.T) {
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = child.Process.Kill(); _ = child.Wait() }()
	found, err := Children("sleep")
	if err != nil || len(found) != 1 || found[0].PID != child.Process.Pid {
		t.Errorf("want %d, got %v, %v", child.Process.Pid, found, err)
	}
	if other, err := Children("sleeper"); err != nil || len(other) > 0 {
		t.Errorf("another command: want none, got %v, %v", other, err)
	}
}
