package galera

import (
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"sigs.k8s.io/yaml"

	"github.com/galera-aks/galera-aks/internal/golden"
)

// TestObjectsOfThreeMembers compares every object of a cluster with testdata, one file for each kind.
func TestObjectsOfThreeMembers(t *testing.T) {
	args := static(3)
	args.Resources = Resources{CPU: "2", Memory: "8Gi"}
	args.Settings = map[string]string{"max_connections": "400"}
	args.NodeSelector = map[string]string{"galera-aks.dev/pool": "database"}
	args.Tolerations = []Toleration{{Key: "galera-aks.dev/database", Effect: NoSchedule}}
	compareGolden(t, "static", args)
}

func TestObjectsOfOneMemberOnAnyCluster(t *testing.T) {
	args := dynamic(1)
	args.Members[0].Zone = ""
	args.AllowSharedNodes = true
	args.Service.Type = ClusterIP
	compareGolden(t, "dynamic", args)
}

func compareGolden(t *testing.T, dir string, args ClusterArgs) {
	t.Helper()
	r := declare(t, args, nil)
	hashes := withoutHashes(t, args, r)
	files := map[string][]string{}
	for _, seen := range r.resources {
		kind := seen.token[strings.LastIndex(seen.token, ":")+1:]
		if kind == "Stack" {
			continue
		}
		text, err := yaml.Marshal(map[string]any{
			"resource": seen.name,
			"inputs":   resource.NewObjectProperty(withoutSettings(seen.inputs)).MapRepl(nil, revealSecrets),
		})
		if err != nil {
			t.Fatal(err)
		}
		files[kind] = append(files[kind], hashes.Replace(string(text)))
	}
	for kind, texts := range files {
		sort.Strings(texts)
		golden.Check(t, filepath.Join(dir, strings.ToLower(kind)+".yaml"), strings.Join(texts, "---\n"))
	}
	existing, err := filepath.Glob(filepath.Join("testdata", dir, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(existing) != len(files) {
		t.Errorf("testdata/%s has %d files for %d kinds: run with -update and remove what is left over", dir, len(existing), len(files))
	}
}

// withoutHashes replaces what names derive from content, so that these files change with the shape of the objects only.
func withoutHashes(t *testing.T, args ClusterArgs, r *recorder) *strings.Replacer {
	t.Helper()
	s, err := newSpec("orders", args)
	if err != nil {
		t.Fatal(err)
	}
	check := r.find(t, "Job", "orders-check").at(t, "metadata.name").(string)
	job := r.find(t, "Job", "orders-rollout").at(t, "metadata.name").(string)
	return strings.NewReplacer(s.settingsHash, "SETTINGS", s.onlineHash, "ONLINE", check, "orders-check-HASH", job, "orders-rollout-HASH")
}

// withoutSettings leaves out the text of the server settings, which has golden files of its own in member/serverconfig.
func withoutSettings(inputs resource.PropertyMap) resource.PropertyMap {
	if inputs["kind"].IsString() && inputs["kind"].StringValue() == "ConfigMap" {
		inputs = inputs.Copy()
		data := resource.PropertyMap{}
		for key := range inputs["data"].ObjectValue() {
			data[key] = resource.NewStringProperty("SETTINGS")
		}
		inputs["data"] = resource.NewObjectProperty(data)
	}
	return inputs
}

// revealSecrets shows that a value is secret.
func revealSecrets(value resource.PropertyValue) (any, bool) {
	if value.IsSecret() {
		return map[string]any{"secret": value.SecretValue().Element.MapRepl(nil, revealSecrets)}, true
	}
	return nil, false
}
