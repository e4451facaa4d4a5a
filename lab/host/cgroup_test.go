package host

import (
	"os"
	"path/filepath"
	"testing"
)

// The kernel's files are played by plain ones: what is written there is what the kernel would be asked for.
func TestControlGroupsOfVersion1AreMadeReadyToJoin(t *testing.T) {
	point := t.TempDir()
	write(t, filepath.Join(point, "cpuset.cpus"), "0-1\n")
	write(t, filepath.Join(point, "cpuset.mems"), "0\n")
	for _, group := range []string{"galera-aks-lab", "galera-aks-lab/n"} {
		if err := os.MkdirAll(filepath.Join(point, group), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(point, group, "cpuset.cpus"), "\n")
		write(t, filepath.Join(point, group, "cpuset.mems"), "\n")
	}
	cgroups := Cgroups{Version: 1, Hierarchies: []Hierarchy{{Point: point, Options: "cpuset"}}}
	for _, group := range []string{"galera-aks-lab", "galera-aks-lab/n"} {
		if err := cgroups.createGroup(filepath.Join(point, group)); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, filepath.Join(point, "galera-aks-lab/n/cpuset.cpus")); got != "0-1\n" {
		t.Errorf("the node's group may use processors %q", got)
	}
	if err := cgroups.Join("n"); err != nil || read(t, filepath.Join(point, "galera-aks-lab/n/cgroup.procs")) != "0" {
		t.Errorf("the process did not ask to be moved: %v", err)
	}
}

func TestControllersAreHandedOnInVersion2(t *testing.T) {
	point := t.TempDir()
	write(t, filepath.Join(point, "cgroup.controllers"), "cpu memory rdma\n")
	write(t, filepath.Join(point, "cgroup.subtree_control"), "cpu\n")
	if err := Delegate(point); err != nil {
		t.Fatal(err)
	}
	if got := read(t, filepath.Join(point, "cgroup.subtree_control")); got != "+memory" {
		t.Errorf("the kernel was last asked for %q", got)
	}
}

func TestGroupsAreRemovedFromTheInsideOut(t *testing.T) {
	point := t.TempDir()
	if err := os.MkdirAll(filepath.Join(point, "galera-aks-lab/n/kubepods/pod1"), 0o755); err != nil {
		t.Fatal(err)
	}
	cgroups := Cgroups{Version: 2, Hierarchies: []Hierarchy{{Point: point}}}
	if len(cgroups.groups()) != 4 {
		t.Errorf("got %v", cgroups.groups())
	}
	if err := cgroups.Remove("n"); err != nil || len(cgroups.groups()) != 1 {
		t.Errorf("after one node was removed: %v, %v", cgroups.groups(), err)
	}
	if err := cgroups.Remove(""); err != nil || len(cgroups.groups()) != 0 {
		t.Errorf("after all were removed: %v, %v", cgroups.groups(), err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
