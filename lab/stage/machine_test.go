//go:build stage

package stage_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// machine is everything on the machine that a region could leave behind. It is looked at here independently of the lab's
// own code, which is what is tested.
type machine struct{ interfaces, routes, namespaces, mounts, devices, groups []string }

func lookAtMachine(t *testing.T) machine {
	t.Helper()
	return machine{
		interfaces: lines(t, "ip", "-oneline", "link", "show"),
		routes:     lines(t, "ip", "-oneline", "route", "show"),
		namespaces: lines(t, "ip", "netns", "list"),
		mounts:     mounts(t),
		devices:    lines(t, "losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE"),
		groups:     groups(t),
	}
}

// left lists what is there now and was not before.
func (m machine) left(t *testing.T) []string {
	t.Helper()
	now := lookAtMachine(t)
	var left []string
	for _, kind := range []struct {
		name        string
		before, now []string
	}{
		{"interface", m.interfaces, now.interfaces},
		{"route", m.routes, now.routes},
		{"network namespace", m.namespaces, now.namespaces},
		{"mount", m.mounts, now.mounts},
		{"loop device", m.devices, now.devices},
		{"control group", m.groups, now.groups},
	} {
		for _, thing := range kind.now {
			if !slices.Contains(kind.before, thing) {
				left = append(left, kind.name+" "+thing)
			}
		}
	}
	for _, p := range processes(t) {
		left = append(left, "process "+p)
	}
	if _, err := os.Stat(state("region")); err == nil {
		left = append(left, "the region's files")
	}
	return left
}

// clean checks that nothing of a region is left.
func (m machine) clean(t *testing.T) {
	t.Helper()
	if left := m.left(t); len(left) > 0 {
		t.Errorf("left behind:\n  %s", strings.Join(left, "\n  "))
	}
}

func lines(t *testing.T, words ...string) []string {
	t.Helper()
	out, err := exec.Command(words[0], words[1:]...).Output()
	if err != nil {
		t.Fatalf("%s: %v", strings.Join(words, " "), err)
	}
	var list []string
	for line := range strings.Lines(string(out)) {
		list = append(list, strings.Join(strings.Fields(line), " "))
	}
	return list
}

// mounts lists mount points with what is mounted there.
func mounts(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		t.Fatal(err)
	}
	var points []string
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(line)
		points = append(points, fields[1]+" ("+fields[2]+")")
	}
	return points
}

// groups lists the lab's control groups, of both versions.
func groups(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"/sys/fs/cgroup/galera-aks-lab", "/sys/fs/cgroup/*/galera-aks-lab"} {
		folders, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, folders...)
	}
	return found
}

// processes lists those that carry the lab's marker, run one of its programs, name one of its files, are in one of its
// control groups, or build an image; this one and the one above it excepted.
func processes(t *testing.T) []string {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	own := []int{os.Getpid(), os.Getppid()}
	var found []string
	for _, entry := range entries {
		pid, _ := strconv.Atoi(filepath.Base(entry))
		if slices.Contains(own, pid) || !belongs(entry) {
			continue
		}
		words, _ := os.ReadFile(filepath.Join(entry, "cmdline"))
		found = append(found, fmt.Sprintf("%d %s", pid, bytes.TrimSpace(bytes.ReplaceAll(words, []byte{0}, []byte(" ")))))
	}
	return found
}

func belongs(entry string) bool {
	environment, _ := os.ReadFile(filepath.Join(entry, "environ"))
	words, _ := os.ReadFile(filepath.Join(entry, "cmdline"))
	if len(words) == 0 {
		return false // a process that has ended and waits for its parent to notice, or the kernel's
	}
	program, _ := os.Readlink(filepath.Join(entry, "exe"))
	name, _ := os.ReadFile(filepath.Join(entry, "comm"))
	group, _ := os.ReadFile(filepath.Join(entry, "cgroup"))
	return bytes.Contains(environment, []byte("GALERA_AKS_LAB="+state())) ||
		bytes.Contains(words, []byte(state()+"/")) ||
		strings.HasPrefix(program, state()+"/") || strings.HasPrefix(program, filepath.Join(repository, "bin")+"/") ||
		bytes.Contains(group, []byte("/galera-aks-lab")) ||
		slices.Contains([]string{"buildah", "skopeo"}, strings.TrimSpace(string(name)))
}
