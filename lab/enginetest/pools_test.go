package enginetest

import (
	"slices"
	"testing"
)

// Nodes of another size are another pool in each zone: all of them there before the first of the old ones goes, and these one
// after the other.
func TestNodesOfAnotherSize(t *testing.T) {
	s := lab(t)
	s.set("cluster.databasePools.size=Standard_D4ds_v5")
	s.up()
	s.exactly(slices.Concat(each(1, 4, "create AgentPool galera-lab-db%dd4dsv5"), each(1, 4, "delete AgentPool galera-lab-db%dd2dsv5"))...)
	s.inOrder("create AgentPool galera-lab-db1d4dsv5", "create AgentPool galera-lab-db2d4dsv5", "create AgentPool galera-lab-db3d4dsv5",
		"delete AgentPool galera-lab-db3d2dsv5", "delete AgentPool galera-lab-db2d2dsv5", "delete AgentPool galera-lab-db1d2dsv5")
	s.up()
	s.exactly()
}

// Another version of Kubernetes goes to the API server first, and then to one zone's nodes after the other's.
func TestAnotherVersionOfKubernetes(t *testing.T) {
	s := lab(t)
	s.set("cluster.kubernetesVersion=1.36")
	s.up()
	s.exactly(append(each(1, 4, "update AgentPool galera-lab-db%dd2dsv5"), "update ManagedCluster galera-lab")...)
	s.inOrder("update ManagedCluster galera-lab", "update AgentPool galera-lab-db1d2dsv5", "update AgentPool galera-lab-db2d2dsv5",
		"update AgentPool galera-lab-db3d2dsv5")
	s.up()
	s.exactly()
}
