package enginetest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rolled is what a change of the members' pods does: their sets first, and then the rollout, to which the pods are left.
func rolled() []string {
	return append(each(0, 3, "update StatefulSet orders-%d"), "create-replacement Job orders-rollout", "delete-replaced Job orders-rollout")
}

// tried is what a change of the image or of the settings does before members hear of it.
func tried() []string {
	return []string{"create-replacement Job orders-check", "delete-replaced Job orders-check"}
}

func TestChangeOfAServerSetting(t *testing.T) {
	s := lab(t)
	old := s.settings()
	s.set("databases[0].settings={sql_mode: ANSI_QUOTES}")
	s.up()
	now := s.settings()
	s.exactly(slices.Concat(tried(), rolled(), []string{"create ConfigMap " + now, "delete ConfigMap " + old})...)
	// The rollout before goes first: two of them could each restart a member.
	s.inOrder("create ConfigMap "+now, "create-replacement Job orders-check", "update StatefulSet orders-0", "update StatefulSet orders-1", "update StatefulSet orders-2",
		"delete-replaced Job orders-rollout", "create-replacement Job orders-rollout", "delete ConfigMap "+old)
	s.up()
	s.exactly()
}

// What a server can take over while it runs restarts nobody: no set is touched.
func TestChangeOfASettingThatIsTakenOver(t *testing.T) {
	s := lab(t)
	for _, setting := range []string{"{max_connections: 200}", "{max_connections: 300, wait_timeout: 600}", "{}"} {
		s.set("databases[0].settings=" + setting)
		s.up()
		s.exactly(slices.Concat(tried(), []string{
			"update ConfigMap orders-online", "create-replacement Job orders-rollout", "delete-replaced Job orders-rollout",
		})...)
		s.inOrder("create-replacement Job orders-check", "update ConfigMap orders-online", "create-replacement Job orders-rollout")
	}
	s.up()
	s.exactly()
}

// What fails the check has changed nothing that a member sees. The next run tries it again, and other settings go on.
func TestAFailedCheck(t *testing.T) {
	s := lab(t)
	s.server.checked = "Failed"
	s.set("databases[0].settings={sql_mode: ANSI_QUOTES, max_connections: 200}")
	before := len(s.server.Events())
	s.upFails("member orders-0 does not start")
	s.upFails("member orders-0 does not start")
	s.exactly(tried()...)
	for _, event := range s.server.Events()[before:] {
		if strings.Contains(event, "StatefulSet") || strings.Contains(event, "orders-online") || strings.Contains(event, "orders-rollout") {
			t.Errorf("it did %s", event)
		}
	}
	s.server.checked = "Complete"
	s.set("databases[0].settings={max_connections: 300}")
	s.up()
	s.inOrder("create-replacement Job orders-check", "update ConfigMap orders-online", "create-replacement Job orders-rollout")
	s.up()
	s.exactly()
}

func TestChangeOfWhatMembersAreGiven(t *testing.T) {
	s := lab(t)
	old := s.settings()
	s.set("databases[0].resources.memory=1Gi")
	s.up()
	s.exactly(slices.Concat(tried(), rolled(), []string{"create ConfigMap " + s.settings(), "delete ConfigMap " + old})...)
}

// While the image is being built its digest is unknown, and so is the rollout's name: the preview foresees the same all the
// same.
func TestChangeOfTheImage(t *testing.T) {
	s := lab(t)
	write(t, filepath.Join(s.sources, dockerfile), "FROM scratch\nUSER 999\n")
	s.up()
	s.exactly(slices.Concat(tried(), rolled(), []string{"update TaskRun galera-lab-image"})...)
	s.inOrder("update TaskRun galera-lab-image", "create-replacement Job orders-check", "update StatefulSet orders-0")
	s.up()
	s.exactly()
}

// A rollout that failed is reported, and begun anew by the next run, with the same settings or others. Until one succeeds
// nothing that a member may still run with is gone.
func TestAFailedRollout(t *testing.T) {
	s := lab(t)
	first := s.settings()
	s.set("databases[0].settings={sql_mode: ANSI_QUOTES}")
	s.server.ends = "Failed"
	s.upFails("member orders-0 does not start")
	s.upFails("member orders-0 does not start")
	s.exactly("create-replacement Job orders-rollout", "delete-replaced Job orders-rollout")
	s.set("databases[0].settings={sql_mode: NO_ZERO_DATE}")
	s.upFails("member orders-0 does not start")
	if !s.server.Has("ConfigMap", "orders/"+first) {
		t.Error("the settings that the members run with are gone")
	}
	s.server.ends = "Complete" // also the one that has been there
	s.up()
	s.inOrder("update Job orders-rollout", "delete ConfigMap "+first)
	s.up()
	s.exactly()
}

// A change that failed can be taken back: the members find what they had, and another rollout brings back those that have
// left it.
func TestAFailedChangeIsTakenBack(t *testing.T) {
	for _, c := range []struct{ name, change, back string }{
		{"settings", "databases[0].settings={sql_mode: ANSI_QUOTES}", "databases[0].settings={}"},
		{"memory", "databases[0].resources.memory=1Gi", "databases[0].resources.memory=768Mi"},
		{"file system", "databases[0].storage.fileSystem=ext4", "databases[0].storage.fileSystem=xfs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := lab(t)
			kept, disks := append(each(0, 3, "data-orders-%d-g1"), s.settings()), s.disks()
			s.set(c.change)
			s.server.ends = "Failed"
			s.upFails("member orders-0 does not start")
			s.server.ends = "Complete"
			before := len(s.server.Events())
			s.set(c.back)
			s.up()
			s.inOrder("update StatefulSet orders-2", "create-replacement Job orders-rollout")
			for _, event := range s.server.Events()[before:] {
				if _, name, _ := strings.Cut(event, "/"); slices.Contains(kept, name) {
					t.Errorf("it did %s", event)
				}
			}
			if s.disks() != disks {
				t.Errorf("the disks are %s, and were %s", s.disks(), disks)
			}
			s.up()
			s.exactly()
		})
	}
}

// A disk grows beneath its member, which notices nothing.
func TestGrownDisks(t *testing.T) {
	s := lab(t)
	s.set("databases[0].storage.sizeGiB=4")
	s.up()
	s.exactly(slices.Concat(each(0, 3, "update Disk orders-%d-g1"), each(0, 3, "update PersistentVolumeClaim orders-%d-g1-claim"))...)
	for _, n := range []string{"0", "1", "2"} {
		s.inOrder("update Disk orders-"+n+"-g1", "update PersistentVolumeClaim orders-"+n+"-g1-claim")
	}
	s.refresh()
	s.up()
	s.exactly()

	s.set("databases[0].storage.sizeGiB=2")
	s.upFails("databases[0].storage.sizeGiB: must not shrink from 4, got 2")
	s.exactly()
}

// Another file system is another disk: made beside the old one, and taken into use by the rollout before the old one goes.
func TestAnotherFileSystem(t *testing.T) {
	s := lab(t)
	s.set("databases[0].storage.fileSystem=ext4")
	s.up()
	s.exactly(replaced("g1", "g1-ext4")...)
	replacedInOrder(s, "g1", "g1-ext4")
	s.up()
	s.exactly()
	s.set("databases[0].storage.fileSystem=xfs")
	s.up()
	s.exactly(replaced("g1-ext4", "g1")...)
	replacedInOrder(s, "g1-ext4", "g1")
	if got, want := s.disks(), "orders-0-g1 orders-1-g1 orders-2-g1"; got != want {
		t.Errorf("the disks are %s, want %s", got, want)
	}
}

// A disk that is guarded stays in Azure when its member has left it.
func TestReplacedDisksAreRetained(t *testing.T) {
	s := lab(t)
	s.set("databases[0].storage.guard=retain")
	s.up()
	s.exactly()
	s.set("databases[0].storage.generation=2", "databases[0].storage.sizeGiB=1")
	s.up()
	s.exactly(replaced("g1", "g2")...)
	replacedInOrder(s, "g1", "g2")
	if got, want := s.disks(), "orders-0-g1 orders-0-g2 orders-1-g1 orders-1-g2 orders-2-g1 orders-2-g2"; got != want {
		t.Errorf("the disks are %s, want %s", got, want)
	}
}

// The engine would refuse to remove a protected disk only at the end, when all members have left it. So the settings do, at
// once, until an update has taken the protection away.
func TestProtectedDisksAreNotReplaced(t *testing.T) {
	s := lab(t)
	s.set("databases[0].storage.guard=protect")
	s.up()
	s.exactly()
	s.set("databases[0].storage.guard=none", "databases[0].storage.fileSystem=ext4")
	s.upFails("databases[0].storage.fileSystem: must not change from xfs while the disks are protected, got ext4")
	s.exactly()
	s.set("databases[0].storage.fileSystem=xfs")
	s.up()
	s.exactly()
	s.set("databases[0].storage.fileSystem=ext4")
	s.up()
	s.exactly(replaced("g1", "g1-ext4")...)
}

// A member moves to another zone with a new disk only.
func TestMembersMoveWithNewDisks(t *testing.T) {
	s := lab(t)
	s.set("databases[0].zones=['1', '3', '2']")
	s.upFails("databases[0].zones: must leave the disk of member 1 in zone 2, got 3", "member 2 in zone 3, got 2")
	s.exactly()
	s.set("databases[0].storage.generation=2")
	s.up()
	s.exactly(replaced("g1", "g2")...)
	replacedInOrder(s, "g1", "g2")
}

// replaced is what moves the members from one generation or variant of their disks to another.
func replaced(old, now string) []string {
	return slices.Concat(rolled(),
		each(0, 3, "create Disk orders-%d-"+now),
		each(0, 3, "create PersistentVolume orders-%d-"+now+"-volume"),
		each(0, 3, "create PersistentVolumeClaim orders-%d-"+now+"-claim"),
		each(0, 3, "delete PersistentVolumeClaim orders-%d-"+old+"-claim"),
		each(0, 3, "delete PersistentVolume orders-%d-"+old+"-volume"),
		each(0, 3, "delete Disk orders-%d-"+old))
}

func replacedInOrder(s *stack, old, now string) {
	s.t.Helper()
	for _, n := range []string{"0", "1", "2"} {
		s.inOrder("create Disk orders-"+n+"-"+now, "create PersistentVolume orders-"+n+"-"+now+"-volume",
			"create PersistentVolumeClaim orders-"+n+"-"+now+"-claim", "update StatefulSet orders-"+n,
			"create-replacement Job orders-rollout", "delete PersistentVolumeClaim orders-"+n+"-"+old+"-claim",
			"delete PersistentVolume orders-"+n+"-"+old+"-volume", "delete Disk orders-"+n+"-"+old)
	}
}
