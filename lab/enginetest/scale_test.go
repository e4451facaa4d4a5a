package enginetest

import (
	"slices"
	"testing"
)

// around is what another number of members changes beside the members themselves: how many there are is known to the ledger
// and to the rollout, and to nobody else.
var around = []string{
	"update Lease orders-ledger", "update Role orders-rollout",
	"create-replacement Job orders-rollout", "delete-replaced Job orders-rollout",
}

func TestScaleOutAndIn(t *testing.T) {
	s := lab(t)
	s.set("cluster.databasePools.max=2")
	s.up()
	s.exactly(each(1, 4, "update AgentPool galera-lab-db%dd2dsv5")...)

	s.set("databases[0].members=5")
	s.up()
	s.exactly(slices.Concat(around, each(3, 5, "create Disk orders-%d-g1"), each(3, 5, "create PersistentVolume orders-%d-g1-volume"),
		each(3, 5, "create PersistentVolumeClaim orders-%d-g1-claim"), each(3, 5, "create StatefulSet orders-%d"))...)
	s.inOrder("update Lease orders-ledger", "create StatefulSet orders-3", "create PersistentVolumeClaim orders-4-g1-claim",
		"create StatefulSet orders-4", "create-replacement Job orders-rollout")
	s.inOrder("update Role orders-rollout", "create-replacement Job orders-rollout")
	s.up()
	s.exactly()

	s.set("databases[0].members=3")
	before := len(s.server.Events())
	s.up()
	s.exactly(slices.Concat(around, each(3, 5, "delete Disk orders-%d-g1"), each(3, 5, "delete PersistentVolume orders-%d-g1-volume"),
		each(3, 5, "delete PersistentVolumeClaim orders-%d-g1-claim"), each(3, 5, "delete StatefulSet orders-%d"))...)
	s.inOrder("create-replacement Job orders-rollout", "delete StatefulSet orders-4", "delete PersistentVolumeClaim orders-4-g1-claim",
		"delete StatefulSet orders-3", "delete PersistentVolumeClaim orders-3-g1-claim")
	for _, n := range []string{"3", "4"} {
		s.inOrder("delete PersistentVolumeClaim orders-"+n+"-g1-claim", "delete PersistentVolume orders-"+n+"-g1-volume", "delete Disk orders-"+n+"-g1")
	}
	// The engine does not wait for a set to be gone. Its claim is gone when its pod is.
	gone := func(event string) int { return slices.Index(s.server.Events()[before:], event) }
	if a, b := gone("delete PersistentVolumeClaim/data-orders-4-g1"), gone("delete StatefulSet/orders-3"); a < 0 || b < a {
		t.Errorf("the last member but one went at %d, while the last went at %d: %q", b, a, s.server.Events()[before:])
	}
	s.up()
	s.exactly()
}
