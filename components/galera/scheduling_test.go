package galera

import "testing"

func TestMembersWithoutZonesGoAnywhere(t *testing.T) {
	args := dynamic(3)
	for i := range args.Members {
		args.Members[i].Zone = ""
	}
	set := declare(t, args, nil).find(t, "StatefulSet", "orders-0")
	if set.has(`spec.template.spec.nodeSelector["topology.kubernetes.io/zone"]`) {
		t.Error("a member without a zone is pinned to one")
	}
	if got := set.at(t, "spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable"); got != "ScheduleAnyway" {
		t.Errorf("spread is %v, which nodes without zones cannot satisfy", got)
	}
}

func TestMembersKeepToNodesOfTheirOwnUnlessTheyMayShare(t *testing.T) {
	const required = "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"
	args := dynamic(3)
	if !declare(t, args, nil).find(t, "StatefulSet", "orders-0").has(required) {
		t.Error("members may share nodes by default")
	}
	args.AllowSharedNodes = true
	if declare(t, args, nil).find(t, "StatefulSet", "orders-0").has(required) {
		t.Error("members may not share nodes although it is allowed")
	}
}
