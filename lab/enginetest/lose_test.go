package enginetest

import (
	"fmt"
	"testing"
)

// What would lose data, the majority or the clients is refused by what the last update has left, and nothing is touched.
func TestChangesThatLoseAreRefused(t *testing.T) {
	for _, c := range []struct {
		name    string
		changes []string
		says    string
	}{
		{"a disk shrinks", []string{"databases[0].storage.sizeGiB=1"}, "databases[0].storage.sizeGiB: must not shrink from 2, got 1"},
		{"two of three members", []string{"databases[0].members=1"}, "databases[0].members: must leave more than half of the 3 members when several go at once, got 1"},
		{"an even number", []string{"databases[0].members=4"}, "databases[0].members: must be odd (or set allowEven), got 4"},
		{"a zone without a pool", []string{`zones=["1", "2"]`, `databases[0].zones=["1", "2", "3"]`}, `databases[0].zones[2]: must be a zone of the platform (1, 2), got "3"`},
		{"a database and its data", []string{"databases=[]"}, "databases: must still have orders, whose data would be deleted with its disks"},
		{"another address", []string{"databases[0].address=10.60.8.11"}, "databases[0].address: must not change from 10.60.8.10, which clients use, got 10.60.8.11"},
		{"disks of another zone", []string{`databases[0].zones=["2", "1", "3"]`}, "databases[0].zones: must leave the disk of member 0 in zone 1, got 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := lab(t)
			azure, events := len(s.azure.All()), len(s.server.Events())
			s.set(c.changes...)
			s.upFails(c.says)
			if len(s.azure.All()) != azure || len(s.server.Events()) != events {
				t.Errorf("it did\n%s", s.did.sorted())
			}
		})
	}
}

// What is said to be meant is done, and no policy stands against it.
func TestChangesThatAreMeantAreMade(t *testing.T) {
	t.Run("another address", func(t *testing.T) {
		s := lab(t).held("lab")
		s.set("databases[0].address=10.60.8.11", "databases[0].replacesAddress=10.60.8.10")
		s.up()
		s.exactly("update PrivateRecordSet orders", "update Service orders", "update Service orders-readers")
		// What was meant once stands in the way of nothing.
		s.up()
		s.exactly()
	})
	t.Run("a database and its data", func(t *testing.T) {
		s := lab(t).held("lab")
		s.set("databases=[]", "removedDatabases=[orders]")
		s.up()
		if left := s.disks(); left != "" {
			t.Errorf("the disks %s are left", left)
		}
	})
	t.Run("down to one member, which then cannot move", func(t *testing.T) {
		s := lab(t).held("lab")
		s.set("databases[0].allowEven=true")
		for _, members := range []int{2, 1} {
			s.set(fmt.Sprintf("databases[0].members=%d", members))
			s.up()
		}
		s.set("databases[0].storage.generation=2")
		s.upFails("databases[0].storage.generation: must not change from 1 while there is one member, got 2")
	})
}
