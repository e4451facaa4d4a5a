package galera

import "testing"

func TestWhoMayTalkSQL(t *testing.T) {
	ranges := []string{"10.50.0.0/16", "10.51.0.0/16"}
	for name, c := range map[string]struct {
		service ServiceArgs
		peers   int
	}{
		"no ranges":                       {ServiceArgs{ExternalTrafficPolicy: TrafficLocal}, 0},
		"ranges, clients' addresses kept": {ServiceArgs{ExternalTrafficPolicy: TrafficLocal, SourceRanges: ranges}, 3},
		"ranges, clients' addresses lost": {ServiceArgs{ExternalTrafficPolicy: TrafficCluster, SourceRanges: ranges}, 0},
		"ranges, inside the cluster only": {ServiceArgs{Type: ClusterIP, SourceRanges: ranges}, 3},
	} {
		args := dynamic(3)
		args.Service = c.service
		policy := declare(t, args, nil).find(t, "NetworkPolicy", "orders")
		found := 0
		if policy.has("spec.ingress[0].from") {
			found = len(policy.at(t, "spec.ingress[0].from").([]any))
		}
		if found != c.peers {
			t.Errorf("%s: %d peers, want %d", name, found, c.peers)
		}
	}
}

func TestOnlyMembersReachTheGroupPorts(t *testing.T) {
	policy := declare(t, static(3), nil).find(t, "NetworkPolicy", "orders")
	from := policy.at(t, "spec.ingress[1].from").([]any)
	if len(from) != 1 {
		t.Fatalf("%d peers reach the group ports, want the members only", len(from))
	}
	if got := policy.at(t, `spec.ingress[1].from[0].podSelector.matchLabels["app.kubernetes.io/component"]`); got != "member" {
		t.Errorf("%v reaches the group ports", got)
	}
}
