package settings_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/infra/disk/kinds"
	"github.com/galera-aks/galera-aks/stacks/settings"
)

const platformLayer = `{"layer": "platform", "location": "westeurope",
	"cluster": {"adminGroups": ["11111111-1111-1111-1111-111111111111"]}, "image": {"reference": "galera-member@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
	"network": {"loadBalancers": "10.60.8.0/26"}}`

const databasesLayer = `{"layer": "databases", "platform": "staging", "databases": [{"name": "orders", "address": "10.60.8.10"}]}`

func TestLayerRules(t *testing.T) {
	check(t, platformLayer, []rule{
		{"databases in a platform", nil, m{"databases": `[{"name": "orders", "address": "10.60.8.10"}]`}, "databases: must not be set when layer is platform"},
	})
	check(t, databasesLayer, []rule{
		{"network in databases", m{"tags": `{"team": "orders"}`}, m{"network": `{"nodes": "10.60.0.0/22"}`}, "network: must not be set when layer is databases"},
		{"login in databases", m{"cluster.login": `"msi"`}, m{"cluster.tier": `"Free"`}, "cluster.tier: must not be set when layer is databases"},
		{"platform named", m{"platform": `"acme/galera-aks/staging"`}, m{"platform": `""`}, "platform: must name the stack of the platform"},
		{"databases named", nil, m{"databases": `[]`}, "databases: must name at least one database"},
	})
}

// What a platform exports travels as JSON and must say the same on the other side.
func TestDatabasesOnAPlatform(t *testing.T) {
	platform, err := settings.Read("staging", values(t, platformLayer, nil))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(platform.Surroundings())
	if err != nil {
		t.Fatal(err)
	}
	var there settings.Surroundings
	if err := json.Unmarshal(text, &there); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(platform.Surroundings(), there, cmp.Comparer(func(a, b interface{ String() string }) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("the surroundings changed on the way: %s", diff)
	}

	read := func(changes m) error {
		s, err := settings.Read("staging-databases", values(t, databasesLayer, changes))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.On(there)
		return err
	}
	if err := read(nil); err != nil {
		t.Errorf("should fit: %v", err)
	}
	got := strings.Join(texts(read(m{"databases[0].address": `"10.60.9.10"`, "databases[0].resources.memory": `"64Gi"`})), "\n")
	for _, want := range []string{"databases[0].address: must lie inside network.loadBalancers (10.60.8.0/26)", "databases[0].resources.memory: must be at most"} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in:\n%s", want, got)
		}
	}
}

func TestTransition(t *testing.T) {
	was := settings.Stored{Name: "orders", SizeGiB: 64, SKU: kinds.PremiumV2, FileSystem: settings.FileSystemXFS, Generation: 2}
	old := was
	old.SKU = kinds.Premium
	placed := was
	placed.Namespace, placed.Zones = "orders", []string{"1", "2", "3"}
	five := placed
	five.Zones = []string{"1", "2", "3", "1", "2"}
	locked := five
	locked.Guard = settings.GuardProtect
	one := placed
	one.Zones = []string{"1"}
	seven := placed
	seven.Zones = []string{"1", "2", "3", "1", "2", "3", "1"}
	addressed := placed
	addressed.Address = "10.60.8.9"
	fleeting := placed
	fleeting.Guard = settings.GuardNone
	const same = `{"sizeGiB": 64, "generation": 2}`
	for _, c := range []struct {
		name    string
		was     settings.Stored
		changes m
		says    string
	}{
		{"first run", settings.Stored{}, m{"databases[0].storage": `{"sizeGiB": 8}`}, ""},
		{"same", placed, m{"databases[0].storage": same}, ""},
		{"of an older version", was, m{"databases[0].storage": same, "databases[0].namespace": `"shop"`, "databases[0].zones": `["2", "1", "3"]`}, ""},
		{"grows", placed, m{"databases[0].storage": `{"sizeGiB": 65, "generation": 2}`}, ""},
		{"shrinks", placed, m{"databases[0].storage": `{"sizeGiB": 63, "generation": 2}`},
			"databases[0].storage.sizeGiB: must not shrink from 64, got 63 (raise generation to move onto new disks)"},
		{"smaller but new", placed, m{"databases[0].storage": `{"sizeGiB": 32, "generation": 3}`}, ""},
		{"another file system is a new disk", placed, m{"databases[0].storage": `{"sizeGiB": 32, "generation": 2, "fileSystem": "ext4"}`}, ""},
		{"generation goes back", placed, m{"databases[0].storage": `{"sizeGiB": 64}`}, "databases[0].storage.generation: must not go back from 2, got 1"},
		{"another kind", placed, m{"databases[0].storage": `{"sizeGiB": 64, "generation": 2, "sku": "Premium_LRS"}`},
			"databases[0].storage.sku: must not change from PremiumV2_LRS, got Premium_LRS"},
		{"past 4 TiB", old, m{"databases[0].storage": `{"sizeGiB": 5000, "generation": 2, "sku": "Premium_LRS"}`},
			"databases[0].storage.sizeGiB: must not cross 4096 with sku Premium_LRS"},

		{"another namespace", placed, m{"databases[0].storage": same, "databases[0].namespace": `"shop"`},
			"databases[0].namespace: must not change from orders, got shop"},
		{"another zone", placed, m{"databases[0].storage": same, "databases[0].zones": `["1", "3", "2"]`},
			"databases[0].zones: must leave the disk of member 1 in zone 2, got 3 (raise storage.generation to move onto new disks)"},
		{"another zone with new disks", placed, m{"databases[0].storage": `{"generation": 3}`, "databases[0].zones": `["1", "3", "2"]`}, ""},
		{"fewer members", five, m{"databases[0].storage": same}, ""},
		{"too few members at once", seven, m{"databases[0].storage": same},
			"databases[0].members: must leave more than half of the 7 members when several go at once, got 3 (go down in steps, such as 7, 5, 3)"},
		{"all but one", placed, m{"databases[0].storage": same, "databases[0].members": `1`}, "databases[0].members: must leave more than half of the 3 members"},
		{"one of two", func() settings.Stored { two := one; two.Zones = []string{"1", "2"}; return two }(), m{"databases[0].storage": same, "databases[0].members": `1`}, ""},
		{"the only copy onto a new disk", one, m{"databases[0].storage": `{"sizeGiB": 64, "generation": 3}`, "databases[0].members": `1`},
			"databases[0].storage.generation: must not change from 2 while there is one member, got 3 (the only member has nobody to fill a new disk from; update with members: 3 first)"},
		{"the only copy onto another file system", one, m{"databases[0].storage": `{"sizeGiB": 64, "generation": 2, "fileSystem": "ext4"}`},
			"databases[0].storage.fileSystem: must not change from xfs while there is one member, got ext4"},
		{"more members", one, m{"databases[0].storage": same}, ""},

		{"another address", addressed, m{"databases[0].storage": same},
			"databases[0].address: must not change from 10.60.8.9, which clients use, got 10.60.8.10 (set replacesAddress: 10.60.8.9 when they know)"},
		{"another address, instead of yet another", addressed, m{"databases[0].storage": same, "databases[0].replacesAddress": `"10.60.8.8"`},
			"databases[0].address: must not change from 10.60.8.9"},
		{"another address, said so", addressed, m{"databases[0].storage": same, "databases[0].replacesAddress": `"10.60.8.9"`}, ""},
		{"gone, and its disks kept", placed, m{"databases[0].name": `"other"`}, ""},
		{"gone with its data", fleeting, m{"databases[0].name": `"other"`}, "databases: must still have orders, whose data would be deleted with its disks"},
		{"gone with its data, said so", fleeting, m{"databases[0].name": `"other"`, "removedDatabases": `["orders"]`}, ""},

		{"protected: same", locked, m{"databases[0].storage": same, "databases[0].members": `5`}, ""},
		{"protected: grows", locked, m{"databases[0].storage": `{"sizeGiB": 65, "generation": 2}`, "databases[0].members": `5`}, ""},
		{"protected: new disks, whatever the guard is now", locked, m{"databases[0].storage": `{"generation": 3, "guard": "retain"}`, "databases[0].members": `5`},
			"databases[0].storage.generation: must not change from 2 while the disks are protected, got 3 (update with another storage.guard first)"},
		{"protected: another file system", locked, m{"databases[0].storage": `{"generation": 2, "fileSystem": "ext4"}`, "databases[0].members": `5`},
			"databases[0].storage.fileSystem: must not change from xfs while the disks are protected, got ext4"},
		{"protected: fewer members", locked, m{"databases[0].storage": same}, "databases[0].members: must not go down from 5 while the disks are protected, got 3"},
		{"protected: gone", locked, m{"databases[0].name": `"other"`}, "databases: must still have orders, whose disks are protected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := settings.Read("test", values(t, base, c.changes))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(texts(settings.Transition([]settings.Stored{c.was}, s)), "\n")
			if (c.says == "") != (got == "") || !strings.HasPrefix(got, c.says) {
				t.Errorf("got %q, want %q", got, c.says)
			}
		})
	}
}

// What a database was stored as says the same when the next run reads it.
func TestStoredIsWhatTheNextRunCompares(t *testing.T) {
	s, err := settings.Read("test", values(t, base, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := settings.Transition(s.Stored(), s); err != nil {
		t.Errorf("nothing has changed, but %v", err)
	}
	if stored := s.Stored()[0]; len(stored.Zones) != 3 || stored.Namespace != "orders" || stored.Guard != settings.GuardRetain {
		t.Errorf("stored %+v", stored)
	}
	s.Databases[0].Zones = nil
	if stored := s.Stored()[0]; len(stored.Zones) > 0 {
		t.Errorf("stored %+v", stored)
	}
}
