package mocktest

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/galera-aks/galera-aks/internal/golden"
)

// entry is a resource in a golden file.
type entry struct {
	Resource  string   `json:"resource"`
	Parent    string   `json:"parent,omitempty"`
	Protect   bool     `json:"protect,omitempty"`
	Retain    bool     `json:"retain,omitempty"`
	Ignored   []string `json:"ignored,omitempty"`
	DependsOn []string `json:"dependsOn,omitempty"`
	Inputs    any      `json:"inputs,omitempty"`
}

// TestPlatforms shows, for each kind of platform, every resource and everything said about it.
func TestPlatforms(t *testing.T) {
	for name, p := range map[string]*platform{"strict": strict(), "routed": routed(), "development": development()} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder()
			r.mustRun(t, p.program)
			got, err := yaml.Marshal(entries(r.resources))
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, name+".golden.yaml", string(got))
		})
	}
}

// entries returns the resources by type and name, without the stack itself.
func entries(resources []recorded) []entry {
	var out []entry
	for _, r := range resources {
		if strings.HasPrefix(r.Type, "pulumi:") {
			continue
		}
		inputs := map[string]any{}
		for key := range r.Inputs {
			inputs[string(key)] = r.at(string(key))
		}
		elide(inputs)
		out = append(out, entry{
			Resource: r.Type + " " + r.Name, Parent: r.Parent, Protect: r.Protect, Retain: r.Retain,
			Ignored: r.Ignored, DependsOn: r.DependsOn, Inputs: inputs,
		})
	}
	slices.SortFunc(out, func(a, b entry) int { return cmp.Compare(a.Resource, b.Resource) })
	return out
}

// elide leaves out a task's content, which the compressor of the toolchain has a part in.
func elide(inputs map[string]any) {
	if request, ok := inputs["runRequest"].(map[string]any); ok {
		request["encodedTaskContent"] = "(left out)"
	}
}
