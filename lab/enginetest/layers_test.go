package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure"
)

func TestTwoLayers(t *testing.T) {
	platform, databases := production(t)
	if steps := platform.did.matching("create kubernetes"); len(steps) > 0 {
		t.Errorf("the platform did %q", steps)
	}
	for _, database := range []string{"orders", "users"} {
		databases.inOrder("create kubernetes kubernetes", "create Namespace "+database, "create StatefulSet "+database+"-0",
			"create StatefulSet "+database+"-1", "create StatefulSet "+database+"-2", "create Job "+database+"-rollout")
	}
	for _, r := range databases.resources() {
		if kind := string(r.Type); strings.HasPrefix(kind, "azure-native:") && kind != azure.TypeDisk && r.Type.Name() != "PrivateRecordSet" {
			t.Errorf("the databases' stack has %s", r.URN)
		}
	}
	platform.up()
	platform.exactly()
	databases.up()
	databases.exactly()
}

func TestDatabasesNeedTheirPlatform(t *testing.T) {
	e := newEnvironment(t)
	e.stack("prod")
	databases := e.stack("prod-databases")
	databases.upFails("platform: must name a stack with a platform that has been brought up")
	databases.exactly("create pulumi default") // which reads the outputs of stacks
}

// A change of one database is none of the other, and a database that goes takes nothing of the other along.
func TestDatabasesAreApart(t *testing.T) {
	_, s := production(t)
	s.set("databases[1].storage.sizeGiB=256")
	s.up()
	s.exactly(slices.Concat(each(0, 3, "update Disk users-%d-g1"), each(0, 3, "update PersistentVolumeClaim users-%d-g1-claim"))...)
}

// What holds data, or would take all databases along, is protected or retained in production, and only that.
func TestProductionIsGuarded(t *testing.T) {
	platform, databases := production(t)
	guarded := map[string][]string{}
	for _, s := range []*stack{platform, databases} {
		for _, r := range s.resources() {
			if !r.Custom {
				continue
			}
			name := r.Type.Name().String() + " " + r.URN.Name()
			if r.Protect {
				guarded["protected"] = append(guarded["protected"], name)
			}
			if r.RetainOnDelete {
				guarded["retained"] = append(guarded["retained"], name)
			}
		}
		slices.Sort(guarded["protected"])
		slices.Sort(guarded["retained"])
	}
	if got, want := fmt.Sprint(guarded["protected"]), "[ManagedCluster galera-prod Registry galera-prod]"; got != want {
		t.Errorf("protected are %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(guarded["retained"]), "[Disk orders-0-g1 Disk orders-1-g1 Disk orders-2-g1 "+
		"Disk users-0-g1 Disk users-1-g1 Disk users-2-g1 ResourceGroup galera-prod-data]"; got != want {
		t.Errorf("retained are %s, want %s", got, want)
	}
	if err := platform.destroy(); err == nil || !strings.Contains(platform.said, "protect") {
		t.Errorf("destroying the platform: %v\n%s", err, platform.said)
	}
	if err := databases.destroy(); err != nil {
		t.Errorf("destroying the databases: %v\n%s", err, databases.said)
	}
	if got, want := len(strings.Fields(databases.disks())), 6; got != want {
		t.Errorf("%d disks are left, want %d", got, want)
	}
}
