package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
)

// The program starts as a plugin of the real CLI, and says what the package has.
func TestPluginServesItsSchema(t *testing.T) {
	plugin := filepath.Join(t.TempDir(), "pulumi-resource-galera-aks")
	if said, err := exec.CommandContext(t.Context(), "go", "build", "-o", plugin, ".").CombinedOutput(); err != nil {
		t.Fatalf("building the plugin: %v\n%s", err, said)
	}
	cmd := exec.CommandContext(t.Context(), "../../.lab/bin/pulumi", "package", "get-schema", plugin)
	cmd.Env = append(os.Environ(), "PULUMI_HOME="+t.TempDir(), "PULUMI_SKIP_UPDATE_CHECK=true")
	said, err := cmd.Output()
	if err != nil {
		t.Fatalf("asking the plugin for its schema: %v", err)
	}
	kept, err := os.ReadFile("galeracluster/testdata/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(said, &got); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if err := json.Unmarshal(kept, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the schema is\n%s\nwhich is not the one that was accepted", said)
	}
}
