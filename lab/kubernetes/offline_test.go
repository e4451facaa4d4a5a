package kubernetes

import (
	"errors"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// over returns a configured provider over a cluster in memory that has the namespace "db".
func TestWithoutAClusterPreviewsWorkAndNothingElse(t *testing.T) {
	providers := map[string]func() plugin.Provider{
		"offline":      func() plugin.Provider { return New(Options{Offline: true}) },
		"unconfigured": func() plugin.Provider { return New(Options{}) },
		"unreachable":  func() plugin.Provider { f := NewMemory(); f.Down = errors.New("no answer"); return over(t, f, nil) },
		"no kubeconfig": func() plugin.Provider {
			p := New(Options{})
			_, _ = p.Configure(t.Context(), plugin.ConfigureRequest{Inputs: resource.PropertyMap{}})
			return p
		},
		"kubeconfig to come": func() plugin.Provider {
			p := New(Options{})
			_, _ = p.Configure(t.Context(), plugin.ConfigureRequest{Inputs: resource.PropertyMap{"kubeconfig": resource.MakeComputed(resource.NewProperty(""))}})
			return p
		},
	}
	for name, made := range providers {
		t.Run(name, func(t *testing.T) {
			p := made()
			urn := urnOf("core/v1:ConfigMap")
			in := check(t, p, "core/v1:ConfigMap", inputs(t, "{kind: ConfigMap, metadata: {name: c}}")).Properties
			if r, err := p.Create(t.Context(), plugin.CreateRequest{URN: urn, Properties: in, Preview: true}); err != nil || !r.Properties.DeepEquals(in) {
				t.Errorf("preview of a creation: %v, %v", r.Properties, err)
			}
			if r, err := p.Update(t.Context(), plugin.UpdateRequest{URN: urn, ID: "default/c", OldInputs: in, OldOutputs: in, NewInputs: in, Preview: true}); err != nil || !r.Properties.DeepEquals(in) {
				t.Errorf("preview of an update: %v, %v", r.Properties, err)
			}
			_, err := p.Create(t.Context(), plugin.CreateRequest{URN: urn, Properties: in})
			if err == nil || !strings.Contains(err.Error(), "cluster is unreachable") {
				t.Errorf("creation: %v", err)
			}
			if _, err := p.Delete(t.Context(), plugin.DeleteRequest{URN: urn, ID: "default/c", Inputs: in, Outputs: in}); err == nil {
				t.Error("deletion: no error")
			}
		})
	}
}

func TestUnreachableClustersCanBeGivenUp(t *testing.T) {
	f := NewMemory()
	f.Down = errors.New("no answer")
	p := over(t, f, resource.PropertyMap{"deleteUnreachable": resource.NewProperty(true)})
	if _, err := p.Delete(t.Context(), plugin.DeleteRequest{URN: urnOf("core/v1:ConfigMap"), ID: "default/c"}); err != nil {
		t.Errorf("deletion: %v", err)
	}
	if r, err := p.Read(t.Context(), plugin.ReadRequest{URN: urnOf("core/v1:ConfigMap"), ID: "default/c"}); err != nil || r.Outputs != nil {
		t.Errorf("reading: %v, %v", r, err)
	}
}
