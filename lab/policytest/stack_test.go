package policytest

import (
	"maps"
	"testing"
)

// stored is the disks of a database of three members as an update has left them.
func stored(changes m) l {
	was := m{
		"name": "orders", "sizeGiB": 64, "sku": "PremiumV2_LRS", "fileSystem": "xfs", "generation": 1, "guard": "retain",
		"zones": l{"1", "2", "3"}, "address": "10.60.8.10",
	}
	maps.Copy(was, changes)
	return l{was}
}

// brokenStacks are stacks that one rule about whole stacks finds something in. Each is the good stack with something changed.
var brokenStacks = []struct {
	name, rule string
	change     func(*testing.T, *stack)
	says       string
}{
	{"no window for updates of nodes", "aks-maintenance-windows", func(_ *testing.T, s *stack) { delete(s.objects, "node-updates") },
		"ManagedCluster cluster: maintenance configuration aksManagedNodeOSUpgradeSchedule must be declared, got none"},
	{"two zones", "pools-in-three-zones", func(_ *testing.T, s *stack) { delete(s.objects, "db3") }, "the zones of its pools must be three, got 2"},
	{"no endpoint", "registry-endpoint", func(_ *testing.T, s *stack) { delete(s.objects, "endpoint") }, "Registry registry: private endpoint must be declared"},
	{"a volume in another zone than its disk", "disk-in-members-zone", func(t *testing.T, s *stack) {
		s.objects["volume"].set(t, "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values[0]", "westeurope-2")
	}, "spec.nodeAffinity must lead to zone 1, where the disk is, got westeurope-2"},
	{"no budget", "members-guarded", func(_ *testing.T, s *stack) { delete(s.objects, "budget") }, "StatefulSet orders-0: PodDisruptionBudget must select the member"},
	{"no network policy", "members-guarded", func(t *testing.T, s *stack) {
		s.objects["network-policy"].set(t, `spec.podSelector.matchLabels["app.kubernetes.io/instance"]`, "users")
	}, "NetworkPolicy must select the member"},
	{"a zone without a pool", "zone-has-pool", func(_ *testing.T, s *stack) {
		delete(s.objects, "db1")
		delete(s.objects, "db3")
		s.addPool("4")
		s.addPool("3")
	},
		`must be a zone with a pool, 2, 3 or 4, got "westeurope-1"`},
	{"a disk shrinks", "disk-never-shrinks", func(_ *testing.T, s *stack) { s.previous = stored(m{"sizeGiB": 128, "zones": l{"1"}}) },
		"Disk orders-0-g1: diskSizeGB must not be less than 128, which it was, got 64. Raise storage.generation"},
	{"a protected disk is gone", "disk-released-first", func(_ *testing.T, s *stack) { s.previous = stored(m{"guard": "protect"}) },
		"Disk orders-2-g1: the disk must still be declared"},
	{"two of three members", "members-keep-majority", func(t *testing.T, s *stack) {
		s.previous = stored(nil)
		s.objects["orders"].set(t, "members", 1)
	}, "Cluster orders: members must be more than half of the 3 that there are, got 1"},
	{"a database goes with its data", "last-copy-kept", func(_ *testing.T, s *stack) { s.previous = stored(m{"name": "users", "guard": "none"}) },
		"Cluster users: the database must still be declared, got none"},
	{"the only member onto another disk", "last-copy-kept", func(_ *testing.T, s *stack) {
		s.previous = stored(m{"fileSystem": "ext4", "zones": l{"1"}})
	}, "the disk orders-0-g1-ext4 of its only member must still be declared"},
	{"another address", "address-announced", func(_ *testing.T, s *stack) { s.previous = stored(m{"address": "10.60.8.9"}) },
		`Cluster orders: address must stay 10.60.8.9, got "10.60.8.10". Set replacesAddress`},
}

// addPool declares a pool in a zone.
func (s *stack) addPool(zone string) {
	pool := *s.objects["db2"]
	pool.properties = pool.properties.Copy()
	pool.properties["availabilityZones"] = propertyList(zone)
	s.objects["db"+zone] = &pool
}

// Each rule about a whole stack finds what is wrong, and no other rule finds anything.
func TestBrokenStacks(t *testing.T) {
	for _, c := range brokenStacks {
		t.Run(c.name, func(t *testing.T) {
			s := good(t)
			c.change(t, s)
			said, err := s.preview(t)
			if mandatory := len(said.Mandatory()) > 0; mandatory != (err != nil) {
				t.Errorf("mandatory violations: %t, but the engine says %v", mandatory, err)
			}
			said.only(t, c.rule, c.says)
		})
	}
}

// What has been said to be meant is let pass, and so is a change that loses nothing.
func TestMeantChangesPass(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *stack){
		"nothing changes": func(_ *testing.T, s *stack) { s.previous = stored(nil) },
		"a disk grows":    func(_ *testing.T, s *stack) { s.previous = stored(m{"sizeGiB": 32}) },
		"new disks":       func(_ *testing.T, s *stack) { s.previous = stored(m{"generation": 0, "sizeGiB": 128}) },
		"five to three":   func(_ *testing.T, s *stack) { s.previous = stored(m{"zones": l{"1", "2", "3", "1", "2"}}) },
		"two to one": func(t *testing.T, s *stack) {
			s.previous = stored(m{"zones": l{"1", "2"}})
			s.objects["orders"].set(t, "members", 1)
		},
		"another address, said so": func(_ *testing.T, s *stack) {
			s.previous = stored(m{"address": "10.60.8.9"})
			s.config = map[string]string{"databases": `[{"name": "orders", "replacesAddress": "10.60.8.9"}]`}
		},
		"a database goes and its disks stay": func(_ *testing.T, s *stack) { s.previous = stored(m{"name": "users"}) },
		"a database goes with its data, said so": func(_ *testing.T, s *stack) {
			s.previous = stored(m{"name": "users", "guard": "none"})
			s.config = map[string]string{"removedDatabases": `["users"]`}
		},
		"an even number, said so": func(t *testing.T, s *stack) {
			s.objects["orders"].set(t, "members", 4)
			s.objects["orders"].set(t, "allowEven", true)
		},
		"a state of another version": func(_ *testing.T, s *stack) { s.previous = "unreadable" },
	} {
		t.Run(name, func(t *testing.T) {
			s := good(t)
			change(t, s)
			said, err := s.preview(t)
			if err != nil || len(said) > 0 {
				t.Errorf("%v\n%v", err, said)
			}
		})
	}
}
