//go:build stage

package stage_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// The database of the environment `lab`.
const (
	database        = "orders"
	namespace       = "orders"
	address         = "10.60.8.10"
	memberSelector  = "app.kubernetes.io/instance=orders,app.kubernetes.io/component=member"
	rolloutSelector = "app.kubernetes.io/instance=orders,app.kubernetes.io/component=rollout"
)

// unchanged matches the engine's summary of a run that has changed nothing.
var unchanged = regexp.MustCompile(`Resources:\n\s+\d+ unchanged\n`)

// cluster is a client of the region's cluster.
func cluster(t *testing.T) kubernetes.Interface {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", state("region", "kubeconfig"))
	if err != nil {
		t.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// podsNow are the members' pods by name.
func podsNow(t *testing.T) map[string]corev1.Pod {
	t.Helper()
	list, err := cluster(t).CoreV1().Pods(namespace).List(t.Context(), metav1.ListOptions{LabelSelector: memberSelector})
	if err != nil {
		t.Fatal(err)
	}
	pods := map[string]corev1.Pod{}
	for _, p := range list.Items {
		pods[p.Name] = p
	}
	return pods
}

// podIDs are the identities of the members' pods, with their restarts: what changes when a member is restarted.
func podIDs(t *testing.T) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for name, p := range podsNow(t) {
		ids[name] = string(p.UID)
		for _, c := range p.Status.ContainerStatuses {
			ids[name] += fmt.Sprintf(" restarts %d", c.RestartCount)
		}
	}
	return ids
}

// objects are the identities and generations of everything in the database's namespace, and of its volumes: what changes
// when somebody changes what they should be.
func objects(t *testing.T) map[string]string {
	t.Helper()
	const kinds = "statefulsets,services,persistentvolumeclaims,persistentvolumes,configmaps,secrets,jobs,poddisruptionbudgets," +
		"networkpolicies,serviceaccounts,roles,rolebindings,leases"
	const columns = `{range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.generation}{"\n"}{end}`
	out := must(t, "kubectl", "get", kinds, "--namespace", namespace, "--output", "jsonpath="+columns).out
	found := map[string]string{}
	for line := range strings.Lines(out) {
		name, id, _ := strings.Cut(strings.TrimSpace(line), " ")
		found[name] = id
	}
	return found
}

// same checks that things are the same as before.
func same(t *testing.T, what string, before, now map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if before[name] != now[name] {
			t.Errorf("%s: %s was %q, is %q", what, name, before[name], now[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if _, known := before[name]; !known {
			t.Errorf("%s: %s is new", what, name)
		}
	}
}
