//go:build stage

package stage_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// byDigest is how an image must be named.
var byDigest = regexp.MustCompile(`^galeralab[a-z0-9]+\.azurecr\.io/mariadb-galera@(sha256:[0-9a-f]{64})$`)

func (s *story) deployed(t *testing.T) {
	pods := podsNow(t)
	nodes := map[string]bool{}
	for name, pod := range pods {
		hardened(t, pod)
		nodes[pod.Spec.NodeName] = true
		image := byDigest.FindStringSubmatch(pod.Spec.Containers[0].Image)
		if image == nil || !strings.HasSuffix(pod.Status.ContainerStatuses[0].ImageID, image[1]) {
			t.Errorf("%s: image %s, run from %s; want one of the region's registry, by digest",
				name, pod.Spec.Containers[0].Image, pod.Status.ContainerStatuses[0].ImageID)
		}
		// What the declaration says holds inside.
		if who := inMember(t, name, "id -u; touch /x 2>&1; stat -f -c %T /var/lib/galera"); !strings.HasPrefix(who, "999\n") ||
			!strings.Contains(who, "Read-only file system") || !strings.HasSuffix(who, "xfs\n") {
			t.Errorf("%s: inside it says %q, want user 999, a root that cannot be written and a disk with xfs", name, who)
		}
	}
	if len(pods) != 3 || len(nodes) != 3 {
		t.Errorf("%d pods on %d nodes, want 3 on 3", len(pods), len(nodes))
	}
	setsAndBudget(t)
	services(t)
	leases(t)
}

// inMember runs a shell script in a member's container; how it ends does not matter.
func inMember(t *testing.T, pod, script string) string {
	t.Helper()
	return lab(t, "kubectl", "exec", "--namespace", namespace, pod, "--container", "member", "--", "sh", "-c", script).out
}

// hardened checks a pod against the restricted Pod Security Standard, and beyond.
func hardened(t *testing.T, pod corev1.Pod) {
	t.Helper()
	if p := pod.Spec.SecurityContext; p == nil || p.RunAsNonRoot == nil || !*p.RunAsNonRoot || p.SeccompProfile == nil ||
		p.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		t.Errorf("%s: security context %+v, want non-root with the default seccomp profile", pod.Name, p)
	}
	for _, c := range pod.Spec.Containers {
		is := c.SecurityContext
		if is == nil || is.ReadOnlyRootFilesystem == nil || !*is.ReadOnlyRootFilesystem || is.AllowPrivilegeEscalation == nil ||
			*is.AllowPrivilegeEscalation || is.Capabilities == nil || fmt.Sprint(is.Capabilities.Drop) != "[ALL]" {
			t.Errorf("%s: security context of %s: %+v", pod.Name, c.Name, is)
		}
	}
}

func setsAndBudget(t *testing.T) {
	t.Helper()
	sets, err := cluster(t).AppsV1().StatefulSets(namespace).List(t.Context(), metav1.ListOptions{})
	if err != nil || len(sets.Items) != 3 {
		t.Fatalf("sets: %d, %v; want one for each member", len(sets.Items), err)
	}
	for i, set := range sets.Items {
		zone := set.Spec.Template.Spec.NodeSelector[corev1.LabelTopologyZone]
		if len(set.Spec.VolumeClaimTemplates) != 0 || *set.Spec.Replicas != 1 || set.Spec.UpdateStrategy.Type != "OnDelete" ||
			zone != fmt.Sprintf("westeurope-%d", i+1) {
			t.Errorf("%s: %d claim templates, %d replicas, %s, zone %q; want none, 1, OnDelete, a zone of its own",
				set.Name, len(set.Spec.VolumeClaimTemplates), *set.Spec.Replicas, set.Spec.UpdateStrategy.Type, zone)
		}
	}
	budget, err := cluster(t).PolicyV1().PodDisruptionBudgets(namespace).Get(t.Context(), database, metav1.GetOptions{})
	if err != nil || budget.Spec.MaxUnavailable == nil || budget.Spec.MaxUnavailable.IntValue() != 1 ||
		budget.Status.CurrentHealthy != 3 || budget.Status.DisruptionsAllowed != 1 {
		t.Errorf("budget: %+v, %v; want at most one of three healthy members away", budget, err)
	}
}

func services(t *testing.T) {
	t.Helper()
	for name, port := range map[string]int32{"orders": 3306, "orders-readers": 3307} {
		service, err := cluster(t).CoreV1().Services(namespace).Get(t.Context(), name, metav1.GetOptions{})
		if err != nil {
			t.Error(err)
			continue
		}
		for key, want := range map[string]string{
			"azure-load-balancer-internal": "true", "azure-load-balancer-internal-subnet": "loadbalancers", "azure-load-balancer-ipv4": address,
		} {
			if got := service.Annotations["service.beta.kubernetes.io/"+key]; got != want {
				t.Errorf("%s: annotation %s: %q, want %q", name, key, got, want)
			}
		}
		ingress := service.Status.LoadBalancer.Ingress
		if service.Spec.Type != corev1.ServiceTypeLoadBalancer || len(ingress) != 1 || ingress[0].IP != address ||
			service.Spec.Ports[0].Port != port || fmt.Sprint(service.Spec.LoadBalancerSourceRanges) != "[10.50.0.0/16]" {
			t.Errorf("%s: %+v at %v; want a load balancer at %s:%d for 10.50.0.0/16", name, service.Spec, ingress, address, port)
		}
	}
}

// leases checks the cluster's memory.
func leases(t *testing.T) {
	t.Helper()
	ledger, err := cluster(t).CoordinationV1().Leases(namespace).Get(t.Context(), "orders-ledger", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	record := ledger.Annotations["galera-aks.dev/ledger"]
	if ledger.Annotations["galera-aks.dev/expected-members"] != "3" || !json.Valid([]byte(record)) ||
		!strings.Contains(record, statusNow(t).member(t, "orders-0").UUID) {
		t.Errorf("ledger: %v; want 3 expected members and a record of the state's UUID", ledger.Annotations)
	}
	writer, err := cluster(t).CoordinationV1().Leases(namespace).Get(t.Context(), "orders-writer", metav1.GetOptions{})
	if want := statusNow(t).orders(t).Writer + "-0"; err != nil || writer.Spec.HolderIdentity == nil || *writer.Spec.HolderIdentity != want {
		t.Errorf("writer's lease: %+v, %v; want it held by %s", writer.Spec, err, want)
	}
}
