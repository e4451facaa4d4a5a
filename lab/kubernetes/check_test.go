package kubernetes

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// over returns a configured provider over a cluster in memory that has the namespace "db".
func TestCheckCompletesMetadata(t *testing.T) {
	p := over(t, NewMemory(), resource.PropertyMap{"namespace": resource.NewProperty("db")})
	in := check(t, p, "core/v1:Service", resource.PropertyMap{}).Properties
	o, _ := objectOf(in)
	if o.GetAPIVersion() != "v1" || o.GetKind() != "Service" || o.GetNamespace() != "db" {
		t.Errorf("got %v", o)
	}
	if name := o.GetName(); !strings.HasPrefix(name, "x-") || len(name) != 10 || o.GetAnnotations()[autonamed] != "true" {
		t.Errorf("made-up name %q, annotations %v", name, o.GetAnnotations())
	}
	again, err := p.Check(t.Context(), plugin.CheckRequest{URN: urnOf("core/v1:Service"), Olds: in, News: resource.PropertyMap{}})
	if kept, _ := objectOf(again.Properties); err != nil || kept.GetName() != o.GetName() {
		t.Errorf("the name did not stay: %v, %v", kept, err)
	}
	volume, _ := objectOf(check(t, p, "core/v1:PersistentVolume", inputs(t, "{kind: PersistentVolume, metadata: {name: v, namespace: db}}")).Properties)
	if volume.GetNamespace() != "" {
		t.Errorf("a PersistentVolume in namespace %q", volume.GetNamespace())
	}
	custom, _ := objectOf(check(t, p, "some.example/v1:Thing", inputs(t, "{kind: Thing, metadata: {name: v}}")).Properties)
	if custom.GetNamespace() != "db" || custom.GetAPIVersion() != "some.example/v1" {
		t.Errorf("custom resource: %v", custom)
	}
}

func TestCheckFindsWhatTheServerWouldRefuse(t *testing.T) {
	p := over(t, NewMemory(), nil)
	for object, want := range map[string]string{
		"{kind: Service, metadata: {name: Upper}}":                                           "DNS-1035",
		"{kind: Service, metadata: {name: ok, labels: {a: 'b c'}}}":                          "valid label",
		"{kind: Service, metadata: {name: ok, labels: {'-a': b}}}":                           "name part",
		"{kind: Service, metadata: {name: ok, annotations: {'a b': c}}}":                     "name part",
		"{kind: Service, metadata: {name: ok}, spec: {tpye: LoadBalancer}}":                  `unknown field "spec.tpye"`,
		"{kind: Service, metadata: {name: ok}, spec: {ports: [{port: many}]}}":               "cannot unmarshal string",
		"{kind: Service, metadata: {name: ok}, spec: {ports: [{port: 1, targetPort: sql}]}}": "",
	} {
		var said []string
		for _, f := range check(t, p, "core/v1:Service", inputs(t, object)).Failures {
			said = append(said, f.Reason)
		}
		if got := strings.Join(said, "; "); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", object, got, want)
		}
	}
	partly := inputs(t, "{kind: Service, metadata: {name: ok}, spec: {ports: [{port: 1}]}}")
	partly["spec"].ObjectValue()["ports"].ArrayValue()[0].ObjectValue()["port"] = resource.MakeComputed(resource.NewProperty(""))
	if r := check(t, p, "core/v1:Service", partly); len(r.Failures) > 0 {
		t.Errorf("unknown port: %v", r.Failures)
	}
	for _, kind := range []string{"core/v1:ConfigMapPatch", "core/v1:ConfigMapList", "helm.sh/v3:Release", "yaml:ConfigFile", "core:Service"} {
		if _, err := p.Check(t.Context(), plugin.CheckRequest{URN: urnOf(kind), News: resource.PropertyMap{}}); err == nil {
			t.Errorf("%s: no error", kind)
		}
	}
}
