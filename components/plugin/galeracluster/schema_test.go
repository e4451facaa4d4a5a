package galeracluster

import (
	"encoding/json"
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"

	"github.com/galera-aks/galera-aks/internal/golden"
)

// specOf returns the package's schema.
func specOf(t *testing.T) schema.PackageSpec {
	t.Helper()
	provider, err := Provider()
	if err != nil {
		t.Fatal(err)
	}
	spec, err := p.GetSchema(t.Context(), Package, Version, provider)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// The schema is what other languages' programs are compiled against: a change of it is a change of the package.
func TestSchema(t *testing.T) {
	text, err := json.MarshalIndent(specOf(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "schema.json", string(text)+"\n")
}

// Everything in the schema has a description, and the component the type that it is registered by.
func TestSchemaIsDescribed(t *testing.T) {
	spec := specOf(t)
	component, ok := spec.Resources[token]
	if !ok {
		t.Fatalf("the schema has no %s", token)
	}
	described := func(what, text string) {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%s has no description", what)
		}
	}
	described(token, component.Description)
	for name, property := range component.InputProperties {
		described("the argument "+name, property.Description)
	}
	for name, property := range component.Properties {
		described("the output "+name, property.Description)
	}
	for name, kind := range spec.Types {
		if len(kind.Enum) > 0 {
			continue // whose own descriptions the inference leaves out
		}
		described(name, kind.Description)
		for key, property := range kind.Properties {
			described(name+"."+key, property.Description)
		}
	}
}

// Only what other resources may produce can be an output.
func TestPlain(t *testing.T) {
	spec := specOf(t)
	var inputs []string
	note := func(prefix string, properties map[string]schema.PropertySpec) {
		for name, property := range properties {
			if !property.Plain {
				inputs = append(inputs, prefix+name)
			}
		}
	}
	note("", spec.Resources[token].InputProperties)
	for name, kind := range spec.Types {
		note(name+".", kind.Properties)
	}
	want := map[string]bool{"namespace": true, "image": true, Package + ":index:StaticVolume.handle": true}
	for _, name := range inputs {
		if !want[name] {
			t.Errorf("%s is not plain", name)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("%s is plain", name)
	}
}
