package enginetest

import (
	"strings"
	"testing"
)

func TestCreate(t *testing.T) {
	s := lab(t)
	for _, step := range s.did.matching("") {
		if !strings.HasPrefix(step, "create ") {
			t.Errorf("the first update did %s", step)
		}
	}

	// Azure comes first, and Kubernetes last of it.
	s.before("create ResourceGroup", "create VirtualNetwork ")
	s.before("create ManagedCluster", "create kubernetes")
	s.before("create AgentPool galera-lab-db", "create kubernetes")
	s.before("create RoleAssignment", "create kubernetes")
	s.before("create VirtualNetworkPeering", "create kubernetes")
	s.before("create kubernetes", "create StorageClass")
	s.before("create kubernetes", "create Namespace")
	s.before("create StorageClass", "create PersistentVolume")
	s.before("create TaskRun", "create StatefulSet")
	s.inOrder("create Registry galera-lab", "create TaskRun galera-lab-image")

	// All that a member needs is there before it.
	for _, kind := range []string{
		"Namespace", "ConfigMap", "Secret", "Lease", "NetworkPolicy", "PodDisruptionBudget", "Service orders-members", "RoleBinding orders-member",
	} {
		s.before("create "+kind, "create StatefulSet")
	}
	for _, n := range []string{"0", "1", "2"} {
		s.inOrder("create Disk orders-"+n+"-g1", "create PersistentVolume orders-"+n+"-g1-volume",
			"create PersistentVolumeClaim orders-"+n+"-g1-claim", "create StatefulSet orders-"+n)
	}

	// Sets come one after the other, so that they go one after the other, and the rollout comes last.
	s.inOrder("create StatefulSet orders-0", "create PersistentVolumeClaim orders-1-g1-claim", "create StatefulSet orders-1",
		"create PersistentVolumeClaim orders-2-g1-claim", "create StatefulSet orders-2", "create Job orders-rollout")
	s.inOrder("create RoleBinding orders-rollout", "create Job orders-rollout")
}

func TestNothingChanges(t *testing.T) {
	s := lab(t)
	s.up()
	s.exactly()
	s.refresh()
	s.exactly()
	s.up()
	s.exactly()
}

// A stack that an older version has brought up keeps its objects, whatever that version called them.
func TestOlderNames(t *testing.T) {
	s := lab(t)
	s.rename(s.settings(), "orders-server")
	for _, n := range []string{"0", "1", "2"} {
		s.rename("orders-"+n+"-g1-volume", "orders-"+n+"-volume")
		s.rename("orders-"+n+"-g1-claim", "orders-"+n+"-claim")
	}
	s.up()
	s.exactly()
	if name := s.settings(); name == "orders-server" {
		t.Errorf("the settings are still called %s", name)
	}
}

func TestDestroy(t *testing.T) {
	s := lab(t)
	if err := s.destroy(); err != nil {
		t.Fatalf("%v\n%s", err, s.said)
	}
	s.before("delete StatefulSet", "delete ConfigMap")
	s.before("delete Namespace", "delete ManagedCluster")
	s.inOrder("delete Job orders-rollout", "delete StatefulSet orders-2", "delete PersistentVolumeClaim orders-2-g1-claim",
		"delete StatefulSet orders-1", "delete PersistentVolumeClaim orders-1-g1-claim", "delete StatefulSet orders-0",
		"delete PersistentVolumeClaim orders-0-g1-claim", "delete PersistentVolume orders-0-g1-volume", "delete Disk orders-0-g1")
	if left := len(s.azure.All()); left != len(newEnvironment(t).azure.All()) {
		t.Errorf("%d resources are left in Azure", left)
	}
	if len(s.resources()) > 0 {
		t.Errorf("%d resources are left in the state", len(s.resources()))
	}
}
