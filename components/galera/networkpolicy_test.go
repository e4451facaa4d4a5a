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

func TestWhoMayReadMetrics(t *testing.T) {
	const others = `spec.ingress[2].from[2]`
	if policy := declare(t, static(3), nil).find(t, "NetworkPolicy", "orders"); policy.has(others) {
		t.Errorf("somebody besides members and the rollout is admitted: %v", policy.at(t, others))
	}
	args := static(3)
	args.Monitoring = map[string]string{"kubernetes.io/metadata.name": "monitoring"}
	policy := declare(t, args, nil).find(t, "NetworkPolicy", "orders")
	if got := policy.at(t, others+`.namespaceSelector.matchLabels["kubernetes.io/metadata.name"]`); got != "monitoring" {
		t.Errorf("the namespace %v is admitted, want monitoring", got)
	}
	if got := policy.at(t, "spec.ingress[2].ports[0].port"); got != float64(8080) {
		t.Errorf("it is admitted to port %v", got)
	}
}
