// Package azuretest holds the project's own Azure resources against the lab's stand-in: every body that the components of
// infra declare, and the components themselves on the real engine. It is apart from package azure, since a test binary with
// the Azure SDK in it takes long to link.
package azuretest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
	"sigs.k8s.io/yaml"
)

// recorded is a resource in the golden files of infra's own tests, which record what its components declare under mocks.
type recorded struct {
	Resource string         `json:"resource"`
	Inputs   map[string]any `json:"inputs"`
}

// goldens are the recorded platforms.
const goldens = "../../infra/internal/mocktest/testdata/*.golden.yaml"

func platforms(t *testing.T) map[string][]recorded {
	t.Helper()
	files, err := filepath.Glob(goldens)
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded platforms at %s (%v)", goldens, err)
	}
	out := map[string][]recorded{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var resources []recorded
		if err := yaml.Unmarshal(raw, &resources); err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(file)] = resources
	}
	return out
}

func TestEveryBodyIsOneItsAPIVersionKnows(t *testing.T) {
	for name, resources := range platforms(t) {
		t.Run(name, func(t *testing.T) {
			checked := 0
			for _, r := range resources {
				token, _, _ := strings.Cut(r.Resource, " ")
				if !strings.HasPrefix(token, "azure-native:") {
					continue
				}
				k, err := arm.KindOf(token)
				if err != nil {
					t.Errorf("%s: %v", r.Resource, err)
					continue
				}
				body := k.Body(r.Inputs)
				for _, p := range k.CheckBody(body) {
					t.Errorf("%s: %s", r.Resource, p)
				}
				checked++
				whole(t, k, r.Resource, body)
			}
			if checked == 0 {
				t.Error("no Azure resource was checked")
			}
		})
	}
}

// whole sends the body through its model in one piece as well, since the check looks at one value at a time.
func whole(t *testing.T, k arm.Kind, name string, body map[string]any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, k.Model()); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}
