//go:build stage

package stage_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// changed is the setting that the changes change; members are restarted with it.
const changed = "databases[0].settings.ft_min_word_len=5"

// three are the members of the environment `lab`.
var three = []string{"orders-0", "orders-1", "orders-2"}

// refusedSetting changes a setting to what only the server itself knows to be wrong: the rollout finds that out before it
// touches a member.
func (s *story) refusedSetting(t *testing.T) {
	pods := podIDs(t)
	r := lab(t, "apply", "--set", "databases[0].settings.collation_server=utf8mb4_klingon_ci")
	say("the refusal took %.1fs", r.took.Seconds())
	if r.code != 1 || !strings.Contains(r.all, "the server refuses its settings") || !strings.Contains(r.all, "klingon") {
		t.Errorf("exit code %d, want 1 and the server's reason\n%s", r.code, r.tail())
	}
	if limit := 2 * time.Minute; r.took > limit {
		t.Errorf("it took %s, want at most %s", r.took, limit)
	}
	same(t, "pods", pods, podIDs(t))
}

// changedSetting is interrupted once: what the cluster does goes on, and the next run waits for the same.
func (s *story) changedSetting(t *testing.T) {
	writer := statusNow(t).orders(t).Writer
	before := objects(t)
	watching := watchPods(t)
	began := time.Now()
	interrupt(t, watching)
	running := rollouts(t)
	r := must(t, "apply", "--set", changed)
	say("the change took %.1fs, interrupted and begun again; longest gap between writes %s", time.Since(began).Seconds(), s.load.gap(began).Round(time.Millisecond))
	if now := rollouts(t); len(running) == 0 || !slices.Equal(now, running[len(running)-1:]) {
		t.Errorf("rollouts: %v while interrupted, %v after the next run; want the same one", running, now)
	}
	oneAtATime(t, watching.end(t), three, writer)
	settled(t, r, "5")
	same(t, "other objects", untouched(before), untouched(objects(t)))
	s.load.nothingLost(t, 3)
}

// interrupt starts the change and interrupts it, as with Ctrl-C, when the first member has been restarted.
func interrupt(t *testing.T, watching *pods) {
	t.Helper()
	var said bytes.Buffer
	cmd := command("apply", "--set", changed)
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	await(t, "the first member restarted", time.Minute, func() (bool, string) {
		return len(restarted(watching.soFar())) > 0, "no member restarted"
	})
	interrupted := time.Now()
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	<-ended
	say("interrupted, it ended after %.1fs", time.Since(interrupted).Seconds())
	if code := cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("interrupted: exit code %d, want 1\n%s", code, &said)
	}
}

// rollouts are the names of the rollouts' Jobs.
func rollouts(t *testing.T) []string {
	t.Helper()
	var names []string
	for name := range objects(t) {
		if strings.HasPrefix(name, "Job/orders-rollout-") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// untouched leaves out what a change of settings may change.
func untouched(all map[string]string) map[string]string {
	kept := maps.Clone(all)
	maps.DeleteFunc(kept, func(name, _ string) bool {
		return strings.HasPrefix(name, "StatefulSet/") || strings.HasPrefix(name, "Job/") || strings.HasPrefix(name, "ConfigMap/orders-server-")
	})
	return kept
}

// settled checks what is so after each change: the proof, and the members' setting.
func settled(t *testing.T, r ran, length string) {
	t.Helper()
	r.contains(t, "proof: a row written")
	for _, m := range statusNow(t).orders(t).Members {
		if got := strings.TrimSpace(must(t, "sql", "--member", m.Name, "SELECT @@ft_min_word_len").out); got != length {
			t.Errorf("%s: ft_min_word_len is %s, want %s", m.Name, got, length)
		}
		if !m.Ready || m.State != "Synced" {
			t.Errorf("%+v: not in step after the change", m)
		}
	}
}

// moreMembers adds two, which share nodes with others of their zone.
func (s *story) moreMembers(t *testing.T) {
	before, writer := podIDs(t), statusNow(t).orders(t).Writer
	watching := watchPods(t)
	began := time.Now()
	r := must(t, "apply", "--set", changed, "--set", "databases[0].members=5")
	say("3 to 5 members took %.1fs; longest gap between writes %s", r.took.Seconds(), s.load.gap(began).Round(time.Millisecond))
	after := podIDs(t)
	for name, id := range before {
		if after[name] != id {
			t.Errorf("%s was %s, is %s", name, id, after[name])
		}
	}
	// Whoever hands its state to a new member is out of step for that time, and takes no readers. It is never the writer.
	seen := of(watching.end(t), slices.Collect(maps.Keys(before)))
	if least := fewest(seen, 3); least < 2 {
		t.Errorf("fewest ready at once of the 3 members that were there: %d, want at least 2", least)
	}
	if least := fewest(of(seen, []string{writer + "-0"}), 1); least != 1 {
		t.Errorf("the writer, %s, was not ready in between", writer)
	}
	status := statusNow(t)
	if now := status.orders(t).Writer; now != writer {
		t.Errorf("the writer was %s, is %s", writer, now)
	}
	for _, name := range []string{"orders-3", "orders-4"} {
		if m := status.member(t, name); !m.Ready || m.State != "Synced" {
			t.Errorf("%+v: want it in step", m)
		}
	}
	if size := strings.Fields(must(t, "sql", "SHOW STATUS LIKE 'wsrep_cluster_size'").out); len(size) != 2 || size[1] != "5" {
		t.Errorf("the cluster's size: %v, want 5", size)
	}
	settled(t, r, "5")
	s.load.nothingLost(t, 5)
}

func (s *story) fewerMembers(t *testing.T) {
	before := podIDs(t)
	watching := watchPods(t)
	began := time.Now()
	r := must(t, "apply", "--set", changed)
	say("5 to 3 members took %.1fs; longest gap between writes %s", r.took.Seconds(), s.load.gap(began).Round(time.Millisecond))
	after := podIDs(t)
	for _, m := range three {
		if after[m+"-0"] != before[m+"-0"] {
			t.Errorf("%s was %s, is %s", m, before[m+"-0"], after[m+"-0"])
		}
	}
	if len(after) != 3 {
		t.Errorf("pods: %v, want three", after)
	}
	oneLeavesAfterTheOther(t, watching.end(t))
	if size := strings.Fields(must(t, "sql", "SHOW STATUS LIKE 'wsrep_cluster_size'").out); len(size) != 2 || size[1] != "3" {
		t.Errorf("the cluster's size: %v, want 3", size)
	}
	for name := range objects(t) {
		if strings.Contains(name, "orders-3") || strings.Contains(name, "orders-4") {
			t.Errorf("left of a removed member: %s", name)
		}
	}
	settled(t, r, "5")
	s.load.nothingLost(t, 3)
}

// oneLeavesAfterTheOther checks that a member was told to leave only when the one before had gone.
func oneLeavesAfterTheOther(t *testing.T, seen []sight) {
	t.Helper()
	leaving := map[string]bool{}
	var order []string
	for _, s := range seen {
		if s.gone {
			delete(leaving, s.pod)
			order = append(order, s.pod)
			continue
		}
		if s.leaving {
			leaving[s.pod] = true
		}
		if len(leaving) > 1 {
			t.Errorf("leaving at once: %v", slices.Sorted(maps.Keys(leaving)))
			return
		}
	}
	if !slices.Equal(order, []string{"orders-4-0", "orders-3-0"}) {
		t.Errorf("left: %v, want orders-4-0, then orders-3-0", order)
	}
}

// otherDisks moves every member onto a disk with another file system, and takes the changed setting back on the way.
func (s *story) otherDisks(t *testing.T) {
	writer := statusNow(t).orders(t).Writer
	watching := watchPods(t)
	began := time.Now()
	r := must(t, "apply", "--set", "databases[0].storage.fileSystem=ext4")
	say("xfs to ext4 took %.1fs; longest gap between writes %s", r.took.Seconds(), s.load.gap(began).Round(time.Millisecond))
	oneAtATime(t, watching.end(t), three, writer)
	settled(t, r, "4")
	for _, m := range three {
		if kind := strings.TrimSpace(inMember(t, m+"-0", "stat -f -c %T /var/lib/galera")); kind != "ext2/ext3" {
			t.Errorf("%s: file system %s, want ext4's", m, kind)
		}
	}
	for name := range objects(t) {
		if strings.HasPrefix(name, "PersistentVolume") && !strings.HasSuffix(name, "-ext4") {
			t.Errorf("left of the old disks: %s", name)
		}
	}
	var disks int
	for _, device := range lookAtMachine(t).devices {
		if strings.Contains(device, state()) {
			disks++
		}
	}
	if disks != 3 {
		t.Errorf("%d disks in the region, want 3", disks)
	}
	s.load.nothingLost(t, 3)
}
