package stacks_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/galera-aks/galera-aks/stacks"
	"github.com/galera-aks/galera-aks/stacks/settings"
)

// platformOutput is what a platform's stack exports, by the words of the contract between the two layers.
func platformOutput(t *testing.T) resource.PropertyMap {
	t.Helper()
	var output map[string]any
	err := json.Unmarshal([]byte(`{
		"surroundings": {"location": "westeurope", "zones": ["1", "2", "3"], "loadBalancers": "10.62.8.0/27",
			"databasePorts": [3306, 3307], "application": ["10.52.0.0/16"], "dnsZone": "staging.db.internal",
			"pools": {"size": "Standard_D4ds_v5", "min": 1, "max": 2}},
		"subscriptionId": "sub", "tenantId": "tenant", "resourceGroup": "galera-staging", "dataResourceGroup": "galera-staging-data",
		"clusterName": "galera-staging", "clusterId": "/id/galera-staging", "loadBalancersSubnet": "loadbalancers",
		"image": "registry.example/mariadb-galera@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}`), &output)
	if err != nil {
		t.Fatal(err)
	}
	return resource.PropertyMap{stacks.OutputPlatform: resource.NewPropertyValue(output)}
}

func TestOneStackHoldsEverything(t *testing.T) {
	w := &world{}
	if err := w.run(t, "lab", nil); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]int{
		"ManagedCluster": 1, "AgentPool": 4, "PrivateRecordSet": 1, "PersistentVolume": 3, "StatefulSet": 3, "StorageClass": 1, "Namespace": 1,
	} {
		// The registry's build agents are an AgentPool too.
		if got := w.of(kind); len(got) != want {
			t.Errorf("%s: got %d (%v), want %d", kind, len(got), got, want)
		}
	}
	for _, output := range []string{stacks.OutputPlatform, stacks.OutputDatabases, stacks.OutputPasswords, stacks.OutputStorage} {
		if w.exports[output] == nil {
			t.Errorf("there is no output %s", output)
		}
	}
}

func TestEachDiskIsInItsMembersZone(t *testing.T) {
	w := &world{}
	if err := w.run(t, "lab", nil); err != nil {
		t.Fatal(err)
	}
	zones := map[string]string{}
	for _, r := range w.resources {
		if r.TypeToken == "azure-native:compute:Disk" {
			zones[r.Inputs["diskName"].StringValue()] = r.Inputs["zones"].ArrayValue()[0].StringValue()
		}
	}
	for name, zone := range map[string]string{"orders-0-g1": "1", "orders-1-g1": "2", "orders-2-g1": "3"} {
		if zones[name] != zone {
			t.Errorf("the disk %s is in zone %q, want %s", name, zones[name], zone)
		}
	}
}

func TestDatabasesOnThePlatformOfAnotherStack(t *testing.T) {
	w := &world{outputs: map[string]resource.PropertyMap{"organization/galera-aks/staging": platformOutput(t)}}
	if err := w.run(t, "staging-databases", nil); err != nil {
		t.Fatal(err)
	}
	if got := w.of("ManagedCluster"); len(got) != 0 {
		t.Errorf("a stack of databases must make no cluster, got %v", got)
	}
	if got := w.of("StatefulSet"); len(got) != 6 {
		t.Errorf("two databases have 6 members, got %v", got)
	}
	if w.exports[stacks.OutputPlatform] != nil {
		t.Error("a stack of databases has no platform to hand over")
	}
}

func TestPlatformByItself(t *testing.T) {
	w := &world{}
	if err := w.run(t, "staging", nil); err != nil {
		t.Fatal(err)
	}
	if got := append(w.of("Disk"), w.of("StatefulSet")...); len(got) != 0 {
		t.Errorf("a platform has no databases, got %v", got)
	}
	if w.exports[stacks.OutputPlatform] == nil {
		t.Error("there is no output platform")
	}
}

// Every problem is reported, from wherever it shows, and nothing is made.
func TestProblemsComeBeforeResources(t *testing.T) {
	stored := resource.NewPropertyValue([]any{map[string]any{
		"name": "orders", "sizeGiB": 64, "sku": "PremiumV2_LRS", "fileSystem": "xfs", "generation": 1}})
	for _, c := range []struct {
		name, stack string
		outputs     map[string]resource.PropertyMap
		changes     map[string]string
		says        []string
	}{
		{
			name: "settings and the last update's disks", stack: "lab",
			outputs: map[string]resource.PropertyMap{"organization/galera-aks/lab": {stacks.OutputStorage: stored}},
			changes: map[string]string{"location": "West Europe", "clutser": `{"tier": "Free"}`},
			says: []string{
				`location: must be the short name of an Azure region`,
				`databases[0].storage.sizeGiB: must not shrink from 64, got 2`,
			},
		},
		{
			name: "settings and the platform", stack: "staging-databases",
			outputs: map[string]resource.PropertyMap{"organization/galera-aks/staging": platformOutput(t)},
			changes: map[string]string{"databases": `[{"name": "orders", "address": "10.99.0.10", "members": 2}]`},
			says: []string{
				"databases[0].members: must be odd (or set allowEven), got 2",
				"databases[0].address: must lie inside network.loadBalancers (10.62.8.0/27), got 10.99.0.10",
			},
		},
		{
			name: "no platform", stack: "staging-databases",
			says: []string{"platform: must name a stack with a platform that has been brought up, but organization/galera-aks/staging has no output"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &world{outputs: c.outputs}
			err := w.run(t, c.stack, c.changes)
			if err == nil {
				t.Fatal("must fail")
			}
			for _, says := range c.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("missing %q in: %v", says, err)
				}
			}
			if len(w.resources) > 0 {
				t.Errorf("%d resources were registered", len(w.resources))
			}
		})
	}
}

// A mistyped name is found although Pulumi does not list the names of what it is given.
func TestUnknownTopLevelKeys(t *testing.T) {
	t.Setenv("PULUMI_CONFIG", `{"galera-aks:clutser": "{}", "aws:region": "x"}`)
	w := &world{}
	err := w.run(t, "lab", map[string]string{"clutser": `{"tier": "Free"}`})
	if err == nil || !strings.Contains(err.Error(), "clutser: unknown key (did you mean cluster?)") {
		t.Errorf("got %v", err)
	}
	if problems := settings.Problems(err); len(problems) != 1 || slices.Contains(settings.Keys(), problems[0].Key) {
		t.Errorf("got %v", problems)
	}
}
