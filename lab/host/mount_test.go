package host

import (
	"os"
	"slices"
	"testing"
)

func TestTheLayersOfAnOverlay(t *testing.T) {
	m := Mount{Kind: "overlay", Options: "rw,lowerdir=/snapshots/6/fs:/snapshots/5/fs,upperdir=/snapshots/7/fs,workdir=/snapshots/7/work"}
	if got := m.Layers(); !slices.Equal(got, []string{"/snapshots/6/fs", "/snapshots/5/fs"}) {
		t.Errorf("got %v", got)
	}
	if got := (Mount{Kind: "ext4", Options: "rw,discard"}).Layers(); got != nil {
		t.Errorf("want none, got %v", got)
	}
}

func TestWhatAProcessSeesMounted(t *testing.T) {
	m, err := MountAt(os.Getpid(), "/proc")
	if err != nil || m.Kind != "proc" {
		t.Errorf("want the kernel's own file system, got %+v, %v", m, err)
	}
	if _, err := MountAt(os.Getpid(), "/proc/nothing"); err == nil {
		t.Error("want an error for a path where nothing is mounted")
	}
}
