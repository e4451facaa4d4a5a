package kubernetes

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

func urnOf(kind string) resource.URN {
	return resource.URN("urn:pulumi:dev::test::kubernetes:" + kind + "::x")
}

func inputs(t *testing.T, text string) resource.PropertyMap {
	t.Helper()
	return resource.NewPropertyMapFromMap(parse(t, text).Object)
}

func diffOf(t *testing.T, o Options, s settings, kind string, old, now resource.PropertyMap) plugin.DiffResponse {
	t.Helper()
	p := New(o).(*instance)
	p.settings, p.configured = s, true
	d, err := p.Diff(t.Context(), plugin.DiffRequest{URN: urnOf(kind), ID: "id", OldInputs: old, OldOutputs: old, NewInputs: now})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func keys(k []resource.PropertyKey) string {
	texts := make([]string, len(k))
	for n := range k {
		texts[n] = string(k[n])
	}
	slices.Sort(texts)
	return strings.Join(texts, " ")
}

func TestDiff(t *testing.T) {
	cases := []struct {
		name, kind, old, now   string
		set                    settings
		changed, replaced      string
		deletedBeforeReplacing bool
	}{
		{name: "nothing", kind: "core/v1:ConfigMap", old: "{kind: ConfigMap, metadata: {name: it}, data: {a: b}}", now: "{kind: ConfigMap, metadata: {name: it}, data: {a: b}}"},
		{name: "a ConfigMap's data replaces", kind: "core/v1:ConfigMap", old: "{kind: ConfigMap, metadata: {name: it}, data: {a: b}}", now: "{kind: ConfigMap, metadata: {name: it}, data: {a: c}}",
			changed: "data.a", replaced: "data.a", deletedBeforeReplacing: true},
		{name: "a made-up name replaces first", kind: "core/v1:ConfigMap", old: "{kind: ConfigMap, metadata: {name: it, annotations: {pulumi.com/autonamed: 'true'}}, data: {a: b}}", now: "{kind: ConfigMap, metadata: {name: it, annotations: {pulumi.com/autonamed: 'true'}}, data: {a: c}}",
			changed: "data.a", replaced: "data.a"},
		{name: "a mutable ConfigMap", kind: "core/v1:ConfigMap", set: settings{enableConfigMapMutable: true}, old: "{kind: ConfigMap, metadata: {name: it}, data: {a: b}}", now: "{kind: ConfigMap, metadata: {name: it}, data: {a: c}}",
			changed: "data.a"},
		{name: "an immutable one nevertheless", kind: "core/v1:ConfigMap", set: settings{enableConfigMapMutable: true}, old: "{kind: ConfigMap, immutable: true, metadata: {name: it}, data: {a: b}}", now: "{kind: ConfigMap, immutable: true, metadata: {name: it}, data: {a: c}}",
			changed: "data.a", replaced: "data.a", deletedBeforeReplacing: true},
		{name: "a Secret's data replaces", kind: "core/v1:Secret", old: "{kind: Secret, metadata: {name: it}, stringData: {a: b}}", now: "{kind: Secret, metadata: {name: it}, stringData: {a: c, d: e}}",
			changed: "stringData.a stringData.d", replaced: "stringData.a stringData.d", deletedBeforeReplacing: true},
		{name: "another name", kind: "core/v1:Service", old: "{kind: Service, metadata: {name: it}}", now: "{kind: Service, metadata: {name: m}}",
			changed: "metadata.name", replaced: "metadata.name"},
		{name: "another namespace", kind: "core/v1:Service", old: "{kind: Service, metadata: {name: it, namespace: a}}", now: "{kind: Service, metadata: {name: it, namespace: b}}",
			changed: "metadata.namespace", replaced: "metadata.namespace"},
		{name: "a set's template", kind: "apps/v1:StatefulSet", old: "{kind: StatefulSet, metadata: {name: it}, spec: {template: {spec: {containers: [{name: c, image: a}]}}}}", now: "{kind: StatefulSet, metadata: {name: it}, spec: {template: {spec: {containers: [{name: c, image: b}]}}}}",
			changed: "spec.template.spec.containers[0].image"},
		{name: "a set's claim templates", kind: "apps/v1:StatefulSet", old: "{kind: StatefulSet, metadata: {name: it}, spec: {serviceName: s}}", now: "{kind: StatefulSet, metadata: {name: it}, spec: {serviceName: s, volumeClaimTemplates: [{metadata: {name: d}}]}}",
			changed: "spec.volumeClaimTemplates", replaced: "spec.volumeClaimTemplates", deletedBeforeReplacing: true},
		{name: "a job's image", kind: "batch/v1:Job", old: "{kind: Job, metadata: {name: it}, spec: {template: {spec: {containers: [{image: a}]}}}}", now: "{kind: Job, metadata: {name: it}, spec: {template: {spec: {containers: [{image: b}]}}}}",
			changed: "spec.template.spec.containers[0].image", replaced: "spec.template.spec.containers[0].image", deletedBeforeReplacing: true},
		{name: "a job's patience", kind: "batch/v1:Job", old: "{kind: Job, metadata: {name: it}, spec: {backoffLimit: 1}}", now: "{kind: Job, metadata: {name: it}, spec: {backoffLimit: 2}}",
			changed: "spec.backoffLimit"},
		{name: "a claim's size", kind: "core/v1:PersistentVolumeClaim", old: "{kind: PersistentVolumeClaim, metadata: {name: it}, spec: {resources: {requests: {storage: 1Gi}}}}", now: "{kind: PersistentVolumeClaim, metadata: {name: it}, spec: {resources: {requests: {storage: 2Gi}}}}",
			changed: "spec.resources.requests.storage"},
		{name: "a claim's size otherwise spelt", kind: "core/v1:PersistentVolumeClaim", old: "{kind: PersistentVolumeClaim, metadata: {name: it}, spec: {resources: {requests: {storage: 1Gi, cpu: 1}}}}", now: "{kind: PersistentVolumeClaim, metadata: {name: it}, spec: {resources: {requests: {storage: 1024Mi, cpu: 1000m}}}}"},
		{name: "a claim's volume", kind: "core/v1:PersistentVolumeClaim", old: "{kind: PersistentVolumeClaim, metadata: {name: it}, spec: {volumeName: a}}", now: "{kind: PersistentVolumeClaim, metadata: {name: it}, spec: {volumeName: b}}",
			changed: "spec.volumeName", replaced: "spec.volumeName", deletedBeforeReplacing: true},
		{name: "a claim and its volume together", kind: "core/v1:PersistentVolumeClaim", old: "{kind: PersistentVolumeClaim, metadata: {name: a}, spec: {volumeName: a}}", now: "{kind: PersistentVolumeClaim, metadata: {name: b}, spec: {volumeName: b}}",
			changed: "metadata.name spec.volumeName", replaced: "metadata.name spec.volumeName"},
		{name: "a volume's disk", kind: "core/v1:PersistentVolume", old: "{kind: PersistentVolume, metadata: {name: it}, spec: {csi: {volumeHandle: a}}}", now: "{kind: PersistentVolume, metadata: {name: it}, spec: {csi: {volumeHandle: b}}}",
			changed: "spec.csi.volumeHandle", replaced: "spec.csi.volumeHandle", deletedBeforeReplacing: true},
		{name: "a volume's size", kind: "core/v1:PersistentVolume", old: "{kind: PersistentVolume, metadata: {name: it}, spec: {capacity: {storage: 1Gi}}}", now: "{kind: PersistentVolume, metadata: {name: it}, spec: {capacity: {storage: 2Gi}}}",
			changed: "spec.capacity.storage"},
		{name: "a service's type", kind: "core/v1:Service", old: "{kind: Service, metadata: {name: it}, spec: {type: ClusterIP}}", now: "{kind: Service, metadata: {name: it}, spec: {type: LoadBalancer}}",
			changed: "spec.type"},
		{name: "a whole spec that holds a trigger", kind: "core/v1:Service", old: "{kind: Service, metadata: {name: it}}", now: "{kind: Service, metadata: {name: it}, spec: {clusterIP: None}}",
			changed: "spec", replaced: "spec", deletedBeforeReplacing: true},
		{name: "a whole spec that holds none", kind: "core/v1:Service", old: "{kind: Service, metadata: {name: it}}", now: "{kind: Service, metadata: {name: it}, spec: {type: ClusterIP}}",
			changed: "spec"},
		{name: "a binding's role", kind: "rbac.authorization.k8s.io/v1:RoleBinding", old: "{kind: RoleBinding, metadata: {name: it}, roleRef: {name: a}}", now: "{kind: RoleBinding, metadata: {name: it}, roleRef: {name: b}}",
			changed: "roleRef.name", replaced: "roleRef.name", deletedBeforeReplacing: true},
		{name: "a role's rules", kind: "rbac.authorization.k8s.io/v1:Role", old: "{kind: Role, metadata: {name: it}, rules: [{verbs: [get]}]}", now: "{kind: Role, metadata: {name: it}, rules: [{verbs: [get, list]}]}",
			changed: "rules[0].verbs[1]"},
		{name: "a storage class's parameters", kind: "storage.k8s.io/v1:StorageClass", old: "{kind: StorageClass, metadata: {name: it}, parameters: {a: b}}", now: "{kind: StorageClass, metadata: {name: it}, parameters: {a: c}}",
			changed: "parameters.a", replaced: "parameters.a", deletedBeforeReplacing: true},
		{name: "a pod's image", kind: "core/v1:Pod", old: "{kind: Pod, metadata: {name: it}, spec: {containers: [{image: a}]}}", now: "{kind: Pod, metadata: {name: it}, spec: {containers: [{image: b}]}}",
			changed: "spec.containers[0].image", replaced: "spec.containers[0].image", deletedBeforeReplacing: true},
		{name: "one more annotation", kind: "core/v1:Pod", old: "{kind: Pod, metadata: {name: it}}", now: "{kind: Pod, metadata: {name: it, annotations: {galera-aks.dev/x: y}}}",
			changed: "metadata.annotations"},
		{name: "a made-up name written down", kind: "core/v1:Service", old: "{kind: Service, metadata: {name: it, annotations: {pulumi.com/autonamed: 'true'}}}", now: "{kind: Service, metadata: {name: it}}"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := diffOf(t, Options{}, c.set, c.kind, inputs(t, c.old), inputs(t, c.now))
			if keys(d.ChangedKeys) != c.changed || keys(d.ReplaceKeys) != c.replaced || d.DeleteBeforeReplace != c.deletedBeforeReplacing {
				t.Errorf("changed %q, replaced by %q, deleted before: %v", keys(d.ChangedKeys), keys(d.ReplaceKeys), d.DeleteBeforeReplace)
			}
			if some := d.Changes == plugin.DiffSome; some != (c.changed != "") {
				t.Errorf("says that something changed: %v", some)
			}
			if d.Replace() != (c.replaced != "") {
				t.Errorf("says that it replaces: %v", d.Replace())
			}
		})
	}
}

func TestDiffOfUnknownReplacesAndOfSecretIsFound(t *testing.T) {
	claim := func(volume resource.PropertyValue) resource.PropertyMap {
		return resource.PropertyMap{
			"kind":     resource.NewProperty("PersistentVolumeClaim"),
			"metadata": resource.NewProperty(resource.PropertyMap{"name": resource.NewProperty("n")}),
			"spec":     resource.NewProperty(resource.PropertyMap{"volumeName": volume}),
		}
	}
	d := diffOf(t, Options{}, settings{}, "core/v1:PersistentVolumeClaim",
		claim(resource.NewProperty("a")), claim(resource.MakeComputed(resource.NewProperty(""))))
	if keys(d.ReplaceKeys) != "spec.volumeName" {
		t.Errorf("unknown volume name: replaced by %q", keys(d.ReplaceKeys))
	}
	d = diffOf(t, Options{}, settings{}, "core/v1:PersistentVolumeClaim",
		claim(resource.NewProperty("a")), claim(resource.MakeSecret(resource.NewProperty("a"))))
	if d.Changes != plugin.DiffNone {
		t.Errorf("a value that became secret: changed %q", keys(d.ChangedKeys))
	}
}

func TestDiffLeavesIgnoredChangesOut(t *testing.T) {
	p := New(Options{})
	old := inputs(t, "{kind: Deployment, metadata: {name: it}, spec: {replicas: 1, paused: false}}")
	now := inputs(t, "{kind: Deployment, metadata: {name: it}, spec: {replicas: 2, paused: true}}")
	d, err := p.Diff(t.Context(), plugin.DiffRequest{URN: urnOf("apps/v1:Deployment"), ID: "n", OldInputs: old, OldOutputs: old,
		NewInputs: now, IgnoreChanges: []string{"spec.replicas"}})
	if err != nil || keys(d.ChangedKeys) != "spec.paused" {
		t.Errorf("got %q, %v", keys(d.ChangedKeys), err)
	}
}

func TestDiffConfigReplacesOnlyForAnotherCluster(t *testing.T) {
	kubeconfig := func(server string) string {
		return "{apiVersion: v1, kind: Config, current-context: c, clusters: [{name: c, cluster: {server: '" + server +
			"'}}], contexts: [{name: c, context: {cluster: c, user: u}}], users: [{name: u, user: {token: t}}]}"
	}
	a, b := kubeconfig("https://a:6443"), kubeconfig("https://b:6443")
	for _, c := range []struct {
		name     string
		was, is  settings
		replaces resource.PropertyKey
	}{
		{"another server", settings{kubeconfig: a}, settings{kubeconfig: b}, "kubeconfig"},
		{"another token", settings{kubeconfig: a}, settings{kubeconfig: strings.Replace(a, "token: t", "token: u", 1)}, ""},
		{"the identifier begins", settings{kubeconfig: a}, settings{kubeconfig: b, clusterIdentifier: "i"}, ""},
		{"the identifier stays", settings{kubeconfig: a, clusterIdentifier: "i"}, settings{kubeconfig: b, clusterIdentifier: "i"}, ""},
		{"the identifier changes", settings{kubeconfig: a, clusterIdentifier: "i"}, settings{kubeconfig: a, clusterIdentifier: "j"}, "clusterIdentifier"},
		{"not known yet", settings{kubeconfig: a}, settings{unknown: true}, ""},
	} {
		if got := anotherCluster(c.was, c.is); got != c.replaces {
			t.Errorf("%s: got %q, want %q", c.name, got, c.replaces)
		}
	}
}
