package host

import (
	"reflect"
	"testing"
)

const hybrid = `23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,release_agent=/lib/systemd/agent,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`

const unified = `24 30 0:22 / /sys rw,nosuid shared:7 - sysfs sysfs rw
29 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
99 30 0:50 / /srv/other rw - cgroup2 cgroup2 rw
`

func TestControlGroupsAreRecognised(t *testing.T) {
	for name, test := range map[string]struct {
		mounts string
		want   Cgroups
	}{
		"separate hierarchies beside an unused unified one": {hybrid, Cgroups{Version: 1, Hierarchies: []Hierarchy{
			{Point: "/sys/fs/cgroup/cpu,cpuacct", Options: "cpu,cpuacct"},
			{Point: "/sys/fs/cgroup/memory", Options: "memory"},
			{Point: "/sys/fs/cgroup/systemd", Options: "none,name=systemd"},
		}}},
		"unified": {unified, Cgroups{Version: 2, Hierarchies: []Hierarchy{{Point: "/sys/fs/cgroup"}}}},
		"none":    {"23 27 0:22 / /sys rw - sysfs sysfs rw\n", Cgroups{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := parseCgroups(test.mounts); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestMountPointsAreDecoded(t *testing.T) {
	got := parseMounts(`50 31 0:40 / /a\040b/c rw shared:1 master:2 - ext4 /dev/x rw` + "\n")
	want := []mount{{point: "/a b/c", kind: "ext4", source: "/dev/x", options: "rw"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestStatusWithBlanksAndBracketsInTheCommand(t *testing.T) {
	got, err := parseStat("71 (a) b (c) S 1 71 71 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 424242 100 200\n")
	if err != nil || got.state != "S" || got.threads != 1 || got.start != 424242 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := parseStat("71 (a) S 1"); err == nil {
		t.Error("a cut off status was accepted")
	}
}

func TestAProgramThatExecutesAnotherHasNotEnded(t *testing.T) {
	for _, c := range []struct {
		name string
		is   status
		want bool
	}{
		{"runs", status{state: "S", threads: 7}, false},
		{"is a zombie", status{state: "Z", threads: 1}, true},
		{"executes another program", status{state: "Z", threads: 2}, false},
		{"is dead", status{state: "X", threads: 1}, true},
	} {
		if got := c.is.ended(); got != c.want {
			t.Errorf("%s: got that it has ended: %t", c.name, got)
		}
	}
}

func TestMarkerMustMatchWhole(t *testing.T) {
	if state, found := Variable([]byte("A=1\x00GALERA_AKS_LAB=/srv/lab\x00B=2\x00"), Marker); !found || state != "/srv/lab" {
		t.Errorf("got %q, %v", state, found)
	}
	if _, found := Variable([]byte("XGALERA_AKS_LAB=/srv/lab\x00"), Marker); found {
		t.Error("another variable was taken for the marker")
	}
}

func TestBelow(t *testing.T) {
	for path, want := range map[string]bool{"/a/b": true, "/a/b/c": true, "/a/bc": false, "/a": false} {
		if got := below(path, "/a/b"); got != want {
			t.Errorf("below(%q): got %v", path, got)
		}
	}
}

func TestAvailableMemory(t *testing.T) {
	if got := availableMemory("MemTotal: 99 kB\nMemAvailable:     2048 kB\n"); got != 2<<20 {
		t.Errorf("got %d", got)
	}
}
