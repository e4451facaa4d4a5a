package balancer

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/galera-aks/galera-aks/internal/golden"
)

var subnets = Subnets{"loadbalancers": netip.MustParsePrefix("10.60.8.0/27")}

func service(change func(*corev1.Service)) *corev1.Service {
	s := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: "orders", Name: "orders", Annotations: map[string]string{
			annotationInternal: "true", annotationSubnet: "loadbalancers", annotationAddress: "10.60.8.10",
		}},
		Spec: corev1.ServiceSpec{
			Type: corev1.ServiceTypeLoadBalancer, ExternalTrafficPolicy: corev1.ServiceExternalTrafficPolicyLocal,
			HealthCheckNodePort: 31000, Ports: []corev1.ServicePort{{Port: 3306, NodePort: 30306}},
		},
	}
	change(s)
	return s
}

func TestFrontendProbes(t *testing.T) {
	local, err := frontendOf(service(func(*corev1.Service) {}), subnets)
	if want := (probe{http: true, port: 31000, interval: 5 * time.Second, threshold: 2}); err != nil || local.probe != want {
		t.Errorf("Local: probe %+v, %v; want %+v", local.probe, err, want)
	}
	cluster, err := frontendOf(service(func(s *corev1.Service) { s.Spec.ExternalTrafficPolicy = "Cluster" }), subnets)
	if want := (probe{port: 30306, interval: 5 * time.Second, threshold: 2}); err != nil || cluster.probe != want {
		t.Errorf("Cluster: probe %+v, %v; want %+v", cluster.probe, err, want)
	}
}

func TestFrontendRefuses(t *testing.T) {
	for name, change := range map[string]func(*corev1.Service){
		"10.60.9.10 is not in the subnet": func(s *corev1.Service) { s.Annotations[annotationAddress] = "10.60.9.10" },
		"no subnet \"nodes\"":             func(s *corev1.Service) { s.Annotations[annotationSubnet] = "nodes" },
		"no public addresses":             func(s *corev1.Service) { delete(s.Annotations, annotationInternal) },
		"at least 5":                      func(s *corev1.Service) { s.Annotations[annotationInterval] = "1" },
		"no node port":                    func(s *corev1.Service) { s.Spec.HealthCheckNodePort = 0 },
	} {
		if _, err := frontendOf(service(change), subnets); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v; want one that says %q", err, name)
		}
	}
}

func TestJudge(t *testing.T) {
	p := probe{threshold: 2}
	var h health
	for i, step := range []struct{ ok, up bool }{{false, false}, {true, true}, {false, true}, {true, true}, {false, true}, {false, false}, {true, true}} {
		if h = h.judge(step.ok, p); h.up != step.up {
			t.Fatalf("step %d: up is %v, want %v", i, h.up, step.up)
		}
	}
}

func TestRuleset(t *testing.T) {
	address := netip.MustParseAddr
	got := ruleset([]frontend{
		{service: "orders/orders", address: address("10.60.8.10"), ports: []uint16{3306}},
		{service: "stock/stock", address: address("10.60.8.11"), ports: []uint16{3306, 3307}},
	}, map[string][]netip.Addr{"orders/orders": {address("10.60.0.13"), address("10.60.0.11")}})
	golden.Check(t, "ruleset.nft", got)
}
