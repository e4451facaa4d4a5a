package node

import (
	"encoding/json"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/galera-aks/galera-aks/internal/golden"
	"github.com/galera-aks/galera-aks/lab/controlplane"
	"github.com/galera-aks/galera-aks/lab/host"
)

func example() (Spec, facts) {
	spec := Spec{
		Name:        "aks-db2-vmss000000",
		Ordinal:     2,
		Location:    "westeurope",
		Zone:        "westeurope-2",
		Pool:        "db2",
		ProviderID:  "azure:///subscriptions/0/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/aks-db2-vmss/virtualMachines/0",
		Labels:      map[string]string{"workload": "galera"},
		Taints:      []corev1.Taint{{Key: "workload", Value: "galera", Effect: corev1.TaintEffectNoSchedule}},
		MemoryBytes: 4 << 30,
		Extra:       []Service{{Name: "disk", Command: []string{"/srv/lab", "disk"}, After: "/var/lib/kubelet/plugins_registry"}},
	}
	return spec, facts{
		kube:         "/srv/kube",
		sandboxImage: "lab.azurecr.io/pause:1",
		state:        "/srv/state",
		folder:       "/srv/state/region/nodes/aks-db2-vmss000000",
		bootID:       "01234567-89ab-cdef-0123-456789abcdef",
		cgroups:      host.Cgroups{Version: 2, Hierarchies: []host.Hierarchy{{Point: "/sys/fs/cgroup"}}},
		totalMemory:  16 << 30,
		credentials: controlplane.NodeCredentials{
			Authority: "/pki/ca.crt", Certificate: "/pki/n.crt", Key: "/pki/n.key", Kubelet: "/pki/n.kubeconfig", Proxy: "/pki/p.kubeconfig",
		},
	}
}

// The golden files are what the node will find, one file for each of its own and one for the rest of the machine.
func TestMachine(t *testing.T) {
	m, err := design(example())
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range m.Files {
		golden.Check(t, strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", "_"), content)
	}
	golden.Check(t, "translation.nft", m.Translation)
	m.Files, m.Translation = nil, ""
	rest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "machine.json", string(rest)+"\n")
}

func TestSpecProblemsAreReportedTogether(t *testing.T) {
	err := Spec{Name: "No Host", Ordinal: 0, MemoryBytes: -1, Zone: "z", Pool: "p", Extra: []Service{{}}}.validate()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{`got "No Host"`, "ordinal", "location: must be set", "got -1", "extra[0]"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
	spec, _ := example()
	if err := spec.validate(); err != nil {
		t.Error(err)
	}
}

func TestReadinessOfAnEarlierBootDoesNotCount(t *testing.T) {
	object := &corev1.Node{Status: corev1.NodeStatus{
		NodeInfo:   corev1.NodeSystemInfo{BootID: "old"},
		Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}},
	}}
	if ready, _ := readiness(object, "new"); ready {
		t.Error("the node counts as ready before its boot is known")
	}
	object.Status.NodeInfo.BootID = "new"
	if ready, reason := readiness(object, "new"); !ready {
		t.Error(reason)
	}
}

func TestPoolPatchChangesWhatDiffersAndNoMore(t *testing.T) {
	spec, _ := example()
	notReady := corev1.Taint{Key: "node.kubernetes.io/not-ready", Effect: corev1.TaintEffectNoExecute, TimeAdded: &metav1.Time{}}
	object := &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Labels: spec.labels(), ResourceVersion: "7"},
		Spec:       corev1.NodeSpec{Taints: append([]corev1.Taint{notReady}, spec.Taints...)},
	}
	if patch, err := poolPatch(object, spec); patch != nil || err != nil {
		t.Errorf("a node that is as it should be is changed: %s, %v", patch, err)
	}
	spec.Labels = map[string]string{"workload": "other"}
	spec.Taints = nil
	patch, err := poolPatch(object, spec)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"metadata":{"resourceVersion":"7","labels":{"workload":"other"}},"spec":{"taints":[{"key":"node.kubernetes.io/not-ready","effect":"NoExecute","timeAdded":null}]}}`
	if string(patch) != want {
		t.Errorf("got  %s\nwant %s", patch, want)
	}
}
