//go:build stage

package stage_test

import (
	"regexp"
	"strings"
	"testing"
)

func (s *story) previews(t *testing.T) {
	pods, before := podIDs(t), objects(t)
	for _, environment := range []string{"dev", "staging", "prod"} {
		r := must(t, "preview", "--stack", environment)
		say("preview of %s took %.1fs", environment, r.took.Seconds())
		r.contains(t, "Previewing update ("+environment, "azure-native:containerservice:ManagedCluster", "kubernetes:apps/v1:StatefulSet", "to create")
	}
	r := lab(t, "preview", "--stack", "lab", "--set", "databases[0].members=4", "--set", "databases[0].storge.sizeGiB=3",
		"--set", "databases[0].address=10.60.0.10", "--set", "databases[0].settings.wsrep_on=off")
	if r.code != 1 {
		t.Errorf("preview of wrong settings: exit code %d, want 1", r.code)
	}
	r.contains(t,
		"databases[0].members: must be odd (or set allowEven), got 4",
		"databases[0].storge: unknown key (did you mean storage?)",
		"databases[0].address: must lie inside network.loadBalancers (10.60.8.0/27), got 10.60.0.10",
		"databases[0].settings.wsrep_on: must not be set")
	if r := lab(t, "preview", "--stack", "production"); r.code != 1 || !strings.Contains(r.all, "Pulumi.production.yaml") {
		t.Errorf("preview of no environment: exit code %d, %s", r.code, r.all)
	}
	// The same is refused before anything is done.
	if r := lab(t, "apply", "--set", "databases[0].members=4"); r.code != 1 || !strings.Contains(r.all, "must be odd") {
		t.Errorf("apply of wrong settings: exit code %d\n%s", r.code, r.tail())
	}
	s.refusals(t)
	same(t, "pods", pods, podIDs(t))
	same(t, "objects", before, objects(t))
}

// refusals shows what is refused for what it would lose or open, by one command each, before anything is touched.
func (s *story) refusals(t *testing.T) {
	for _, c := range []struct{ set, says string }{
		{"databases[0].storage.sizeGiB=1", "databases[0].storage.sizeGiB: must not shrink from 2, got 1"},
		{"databases[0].members=1", "databases[0].members: must leave more than half of the 3 members"},
		{"databases[0].storage.sku=Premium_LRS", "databases[0].storage.sku: must not change from PremiumV2_LRS"},
		{`zones=["1", "2"]`, "databases[0].zones: must be at least 3"},
		{"databases=[]", "databases: must still have orders, whose data would be deleted with its disks"},
		{"databases[0].address=10.60.8.11", "databases[0].address: must not change from 10.60.8.10, which clients use"},
		{"cluster.tier=Free", `aks-tier: ManagedCluster galera-lab: sku.tier must be Standard or Premium, got "Free"`},
		{"tags={team: orders}", "tags.environment must be set"},
	} {
		if r := lab(t, "preview", "--set", c.set); r.code != 1 || !strings.Contains(r.all, c.says) {
			t.Errorf("preview with %s: exit code %d, must say %q\n%s", c.set, r.code, c.says, r.tail())
		}
	}
	if r := lab(t, "apply", "--set", "cluster.tier=Free"); r.code != 1 || !strings.Contains(r.all, "aks-tier") {
		t.Errorf("apply against a policy: exit code %d, must name aks-tier\n%s", r.code, r.tail())
	}
}

// step matches a resource in a preview that something is to happen to.
var step = regexp.MustCompile(`(?m)^\s*(\+-|\+\+|--|[-+~]) ?(kubernetes|azure-native|random):(\S+):`)

func (s *story) previewOfChange(t *testing.T) {
	pods, before := podIDs(t), objects(t)
	r := must(t, "preview", "--stack", "lab", "--set", "databases[0].settings.ft_min_word_len=5")
	say("preview of a change took %.1fs", r.took.Seconds())
	steps := map[string]int{}
	for _, found := range step.FindAllStringSubmatch(r.all, -1) {
		steps[found[1]+" "+found[3]]++
	}
	want := map[string]int{"~ apps/v1:StatefulSet": 3, "+ core/v1:ConfigMap": 1, "- core/v1:ConfigMap": 1, "+- batch/v1:Job": 2}
	for _, both := range []map[string]int{steps, want} {
		for kind := range both {
			if steps[kind] != want[kind] {
				t.Errorf("%s: %d, want %d", kind, steps[kind], want[kind])
			}
		}
	}
	r.contains(t, `+ ft_min_word_len: "5"`)
	same(t, "pods", pods, podIDs(t))
	same(t, "objects", before, objects(t))
}
