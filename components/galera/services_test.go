package galera

import (
	"testing"
)

func TestServices(t *testing.T) {
	r := declare(t, static(3), nil)
	writer, readers, members := r.find(t, "Service", "orders"), r.find(t, "Service", "orders-readers"), r.find(t, "Service", "orders-members")
	if got := writer.at(t, `spec.selector["galera-aks.dev/role"]`); got != "writer" {
		t.Errorf("the Service for writing selects the role %v", got)
	}
	if readers.has(`spec.selector["galera-aks.dev/role"]`) {
		t.Error("the Service for reading selects a role")
	}
	for _, service := range []declared{writer, readers} {
		if service.has("spec.publishNotReadyAddresses") {
			t.Errorf("%s leads to members that are not ready", service.name)
		}
		if got := service.at(t, `metadata.annotations["pulumi.com/waitFor"]`); got != "jsonpath={.status.loadBalancer.ingress}" {
			t.Errorf("%s: the engine waits for %v, want the address only", service.name, got)
		}
		if len(service.dependsOn) != 0 {
			t.Errorf("%s waits for %v, want it to take shape while members start", service.name, service.dependsOn)
		}
	}
	if got := members.at(t, "spec.publishNotReadyAddresses"); got != true {
		t.Error("members that are not ready have no names")
	}
	if writer.at(t, "spec.ports[0].port") == readers.at(t, "spec.ports[0].port") {
		t.Error("both Services have the same port")
	}
}

func TestServiceInsideTheClusterIsNotWaitedFor(t *testing.T) {
	args := dynamic(3)
	args.Service.Type = ClusterIP
	args.Service.SourceRanges = []string{"10.0.0.0/8"}
	service := declare(t, args, nil).find(t, "Service", "orders")
	if got := service.at(t, `metadata.annotations["pulumi.com/skipAwait"]`); got != "true" {
		t.Errorf("skipAwait is %v", got)
	}
	for _, path := range []string{"spec.externalTrafficPolicy", "spec.loadBalancerSourceRanges"} {
		if service.has(path) {
			t.Errorf("%s is set, which Kubernetes refuses on this type", path)
		}
	}
}
