package kubernetes

import (
	"os"
	"strings"
	"testing"

	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"

	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// kubeconfigVariable names the kubeconfig of a real API server with its controllers, of which [TestServer] may use and
// delete a namespace. Without it there is no server to test against and the tests do not exist.
const kubeconfigVariable = "GALERA_AKS_TEST_KUBECONFIG"

func TestServer(t *testing.T) {
	kubeconfig := os.Getenv(kubeconfigVariable)
	if kubeconfig == "" {
		return
	}
	s := &server{stack: &stack{t: t, config: resource.PropertyMap{
		"kubeconfig":        resource.MakeSecret(resource.NewProperty(kubeconfig)),
		"clusterIdentifier": resource.NewProperty("test"),
	}}}
	link, err := dial(settings{kubeconfig: kubeconfig})
	if err != nil {
		t.Fatal(err)
	}
	s.link = link
	t.Cleanup(func() { s.on(t).run(lt.TestOp(engine.Destroy), false, false) })
	for _, step := range []struct {
		name string
		do   func(*testing.T, *server)
	}{
		{"creates every object the components use", serverCreates},
		{"changes nothing the second time", serverIsIdempotent},
		{"shows a refusal in the preview", serverRefusesInPreview},
		{"updates in place and takes fields away", serverUpdates},
		{"reports a conflict", serverConflicts},
		{"keeps what times out and retries it", serverTimesOut},
		{"replaces what cannot change", serverReplaces},
		{"refreshes without a change", serverRefreshes},
		{"deletes everything", serverDeletes},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(t, s) }) {
			return
		}
	}
}

type server struct {
	*stack
	link cluster
}

func (s *server) on(t *testing.T) *stack { s.t = t; return s.stack }

func (s *server) live(t *testing.T, group, version, kind, name string) *unstructured.Unstructured {
	t.Helper()
	at := ref{kind: schema.GroupVersionKind{Group: group, Version: version, Kind: kind}, namespace: "provider-test", name: name}
	o, err := s.link.get(t.Context(), at)
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	return o
}

const serverStatefulSet = `{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: set, namespace: provider-test}, spec: {
	replicas: 0, serviceName: SERVICE, updateStrategy: {type: OnDelete}, minReadySeconds: 1, selector: {matchLabels: {m: a}},
	template: {metadata: {labels: {m: a}}, spec: {containers: [{name: c, image: i, env: [{name: E, value: v}],
	resources: {requests: {memory: 1024Mi, cpu: 1000m}}}]}}}}`

func serverObjects() []declared {
	return []declared{
		{"core/v1:Namespace", "namespace", "{kind: Namespace, apiVersion: v1, metadata: {name: provider-test}}"},
		{"core/v1:ConfigMap", "config", "{kind: ConfigMap, apiVersion: v1, metadata: {namespace: provider-test}, data: {a: b}}"},
		{"core/v1:Secret", "secret", "{kind: Secret, apiVersion: v1, metadata: {name: secret, namespace: provider-test}, stringData: {p: w}}"},
		{"core/v1:ServiceAccount", "account", "{kind: ServiceAccount, apiVersion: v1, metadata: {name: member, namespace: provider-test}}"},
		{"rbac.authorization.k8s.io/v1:Role", "role", "{kind: Role, apiVersion: rbac.authorization.k8s.io/v1, metadata: {name: member, namespace: provider-test}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}"},
		{"rbac.authorization.k8s.io/v1:RoleBinding", "binding", "{kind: RoleBinding, apiVersion: rbac.authorization.k8s.io/v1, metadata: {name: member, namespace: provider-test}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: member}, subjects: [{kind: ServiceAccount, name: member, namespace: provider-test}]}"},
		{"coordination.k8s.io/v1:Lease", "ledger", "{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: ledger, namespace: provider-test, annotations: {galera-aks.dev/expected-members: '3'}}}"},
		{"core/v1:Service", "members", "{kind: Service, apiVersion: v1, metadata: {name: members, namespace: provider-test}, spec: {clusterIP: None, selector: {m: a}, ports: [{port: 3306}]}}"},
		{"policy/v1:PodDisruptionBudget", "budget", "{kind: PodDisruptionBudget, apiVersion: policy/v1, metadata: {name: b, namespace: provider-test}, spec: {maxUnavailable: 1, selector: {matchLabels: {m: a}}}}"},
		{"networking.k8s.io/v1:NetworkPolicy", "network", "{kind: NetworkPolicy, apiVersion: networking.k8s.io/v1, metadata: {name: p, namespace: provider-test}, spec: {podSelector: {matchLabels: {m: a}}, ingress: [{ports: [{port: 3306}]}]}}"},
		{"core/v1:PersistentVolume", "volume", "{kind: PersistentVolume, apiVersion: v1, metadata: {name: provider-test-g1}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, storageClassName: '', hostPath: {path: /none}, claimRef: {namespace: provider-test, name: data-g1}}}"},
		{"core/v1:PersistentVolumeClaim", "claim", "{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data-g1, namespace: provider-test}, spec: {accessModes: [ReadWriteOnce], storageClassName: '', volumeName: provider-test-g1, resources: {requests: {storage: 1024Mi}}}}"},
		{"apps/v1:StatefulSet", "set", strings.Replace(serverStatefulSet, "SERVICE", "members", 1)},
	}
}

// with returns the objects with one text replaced in the object of a name.
func with(name, old, now string) []declared {
	all := serverObjects()
	for n := range all {
		if all[n].name == name {
			all[n].object = strings.Replace(all[n].object, old, now, 1)
		}
	}
	return all
}

func serverCreates(t *testing.T, s *server) {
	s.on(t).preview(false, serverObjects()...)
	s.up(serverObjects()...)
	if len(s.steps) != len(serverObjects()) {
		t.Errorf("did %q", s.steps)
	}
	if phase := text(s.live(t, "", "v1", "PersistentVolumeClaim", "data-g1").Object, "status", "phase"); phase != "Bound" {
		t.Errorf("the claim is %s", phase)
	}
}

func serverIsIdempotent(t *testing.T, s *server) {
	s.on(t).up(serverObjects()...)
	s.did()
}

func serverRefusesInPreview(t *testing.T, s *server) {
	s.on(t).preview(true, with("set", "selector: {", "persistentVolumeClaimRetentionPolicy: {whenDeleted: Wrong}, selector: {")...)
	if !strings.Contains(s.said, "whenDeleted") {
		t.Errorf("said %q", s.said)
	}
}

func serverUpdates(t *testing.T, s *server) {
	s.on(t).up(with("set", "minReadySeconds: 1, ", "")...)
	s.did("update set")
	if n := field[int64](s.live(t, "apps", "v1", "StatefulSet", "set").Object, "spec", "minReadySeconds"); n != 0 {
		t.Errorf("minReadySeconds is still %d", n)
	}
	s.up(serverObjects()...)
}

func serverConflicts(t *testing.T, s *server) {
	theirs := parse(t, "{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: ledger, namespace: provider-test, annotations: {galera-aks.dev/ledger: theirs}}}")
	if _, err := s.link.apply(t.Context(), theirs, application{manager: "galera-member"}); err != nil {
		t.Fatal(err)
	}
	s.on(t).up(with("ledger", "'3'", "'5'")...)
	s.did("update ledger")
	if a := s.live(t, "coordination.k8s.io", "v1", "Lease", "ledger").GetAnnotations(); a["galera-aks.dev/ledger"] != "theirs" || a["galera-aks.dev/expected-members"] != "5" {
		t.Errorf("annotations %v", a)
	}
	s.upFails(with("ledger", "'3'", "'5', galera-aks.dev/ledger: ours")...)
	if !strings.Contains(s.said, "conflict") || !strings.Contains(s.said, "galera-member") {
		t.Errorf("said %q", s.said)
	}
	s.up(serverObjects()...)
}

func serverTimesOut(t *testing.T, s *server) {
	// Nothing runs pods here, so the Service has no endpoint.
	service := declared{"core/v1:Service", "write", "{kind: Service, apiVersion: v1, metadata: {name: w, namespace: provider-test, annotations: {pulumi.com/timeoutSeconds: '1'}}, spec: {selector: {none: such}, ports: [{port: 3306}]}}"}
	s.on(t).upFails(append(serverObjects(), service)...)
	if !strings.Contains(s.said, "endpoint") {
		t.Errorf("said %q", s.said)
	}
	s.upFails(append(serverObjects(), service)...)
	s.did("update write")
	s.up(serverObjects()...)
	s.did("delete write")
}

func serverReplaces(t *testing.T, s *server) {
	before := s.live(t, "apps", "v1", "StatefulSet", "set").GetUID()
	s.on(t).up(with("set", "serviceName: members", "serviceName: others")...)
	s.did("delete-replaced set", "replace set", "create-replacement set")
	if s.live(t, "apps", "v1", "StatefulSet", "set").GetUID() == before {
		t.Error("the set is the same")
	}
	s.up(serverObjects()...)
}

func serverRefreshes(t *testing.T, s *server) {
	s.on(t).run(lt.TestOp(engine.Refresh), false, false, serverObjects()...)
	s.preview(false, serverObjects()...)
	s.did()
}

func serverDeletes(t *testing.T, s *server) {
	s.on(t).run(lt.TestOp(engine.Destroy), false, false)
	at := ref{kind: schema.GroupVersionKind{Version: "v1", Kind: "Namespace"}, name: "provider-test"}
	if _, err := s.link.get(t.Context(), at); !apierrors.IsNotFound(err) {
		t.Errorf("the namespace: %v", err)
	}
}
