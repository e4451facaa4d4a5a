package galera

import (
	"fmt"
	"strings"
	"testing"
)

func TestMembersComeOneAfterTheOther(t *testing.T) {
	r := declare(t, static(3), nil)
	for i := 1; i < 3; i++ {
		member, previous := fmt.Sprintf("orders-%d", i), fmt.Sprintf("orders-%d", i-1)
		set, claim := r.find(t, "StatefulSet", member), r.find(t, "PersistentVolumeClaim", member+"-g1-claim")
		if !set.dependsOnName("StatefulSet", previous) || !set.dependsOnName("PersistentVolumeClaim", claim.name) {
			t.Errorf("the set of %s depends on %v, want its claim and %s", member, set.dependsOn, previous)
		}
		if !claim.dependsOnName("StatefulSet", previous) {
			t.Errorf("the claim of %s depends on %v, want %s", member, claim.dependsOn, previous)
		}
	}
}

func TestSetsComeAfterWhatTheirPodsNeed(t *testing.T) {
	r := declare(t, static(3), nil)
	set := r.find(t, "StatefulSet", "orders-0")
	for kind, name := range map[string]string{
		"ConfigMap": r.all("ConfigMap")[0].name, "Secret": "orders-secrets", "RoleBinding": "orders-member", "Lease": "orders-ledger",
		"Service": "orders-members", "NetworkPolicy": "orders", "PodDisruptionBudget": "orders",
	} {
		if !set.dependsOnName(kind, name) {
			t.Errorf("the set does not depend on %s %s", kind, name)
		}
	}
	for _, unwanted := range []string{"Service::orders", "Job::orders-rollout"} {
		for _, urn := range set.dependsOn {
			if strings.HasSuffix(urn, ":"+unwanted) {
				t.Errorf("the set depends on %s", unwanted)
			}
		}
	}
}

func TestClaimIsGivenTimeToBeLeft(t *testing.T) {
	args := static(3)
	args.TerminationGraceSeconds = 1200
	claim := declare(t, args, nil).find(t, "PersistentVolumeClaim", "orders-0-g1-claim")
	if claim.deleteTimeout != "30m0s" {
		t.Errorf("the claim may take %s to go, want the grace of 20 minutes and 10 more", claim.deleteTimeout)
	}
}

func TestEachMemberIsOneOnDeleteSetWithoutAwait(t *testing.T) {
	sets := declare(t, static(5), nil).all("StatefulSet")
	if len(sets) != 5 {
		t.Fatalf("%d sets for 5 members", len(sets))
	}
	for _, set := range sets {
		for path, want := range map[string]any{
			"spec.replicas":                                1.0,
			"spec.updateStrategy.type":                     "OnDelete",
			"spec.podManagementPolicy":                     "Parallel",
			`metadata.annotations["pulumi.com/skipAwait"]`: "true",
		} {
			if got := set.at(t, path); got != want {
				t.Errorf("%s: %s is %v, want %v", set.name, path, got, want)
			}
		}
		if set.has("spec.volumeClaimTemplates") {
			t.Errorf("%s has volumeClaimTemplates", set.name)
		}
		if !strings.HasSuffix(set.parent, "::"+set.name) || !strings.Contains(set.parent, memberToken) {
			t.Errorf("%s has the parent %s, want its member", set.name, set.parent)
		}
	}
}
