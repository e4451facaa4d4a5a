package galeracluster

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const (
	repository = "../../.."
	// modules are the example's node_modules, which the lab's prepare command makes from the lock file.
	modules = repository + "/.lab/bin/typescript/node_modules"
)

// program returns a folder with the TypeScript example and the SDK that is generated for it, as `pulumi package add`
// leaves them.
func program(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"index.ts", "tsconfig.json", "package.json"} {
		text, err := os.ReadFile(filepath.Join(repository, "examples/typescript", name))
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(folder, name), text)
	}
	for name, text := range sdk(t) {
		put(t, filepath.Join(folder, "sdks", Package, name), text)
	}
	// The compiler wants to know what is behind links.
	target, err := filepath.EvalSymlinks(modules)
	if err != nil {
		t.Fatalf("finding TypeScript, which «lab/cmd/prepare -tests» installs: %v", err)
	}
	if err := os.Symlink(target, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return folder
}

func put(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// sdk generates the package's SDK for TypeScript.
func sdk(t *testing.T) map[string][]byte {
	t.Helper()
	pkg, diagnostics, err := schema.BindSpec(specOf(t), schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil || diagnostics.HasErrors() {
		t.Fatalf("%v %v", err, diagnostics)
	}
	files, err := nodejs.GeneratePackage("test", pkg, nil, nil, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// check runs the compiler without output, and returns what it says.
func check(t *testing.T, folder string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "node_modules/typescript/bin/tsc", "--noEmit", "--project", ".")
	cmd.Dir = folder
	said, err := cmd.CombinedOutput()
	return string(said), err
}

func TestTypeScriptExample(t *testing.T) {
	if said, err := check(t, program(t)); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// The types are worth something: a member without a class, a disk of text, and members that are known too late are refused.
func TestTypeScriptRefusesWrongTypes(t *testing.T) {
	folder := program(t)
	put(t, filepath.Join(folder, "index.ts"), []byte(`import * as pulumi from "@pulumi/pulumi";
import { GaleraCluster } from "@galera-aks/galera-aks";
const volume = { sizeGiB: 8, storageClass: "fast" };
new GaleraCluster("a", { namespace: "n", image: "i", members: [{ volume: { sizeGiB: 8 } }] });
new GaleraCluster("b", { namespace: "n", image: "i", members: [{ volume: { ...volume, sizeGiB: "8" } }] });
new GaleraCluster("c", { namespace: "n", image: "i", members: pulumi.output([{ volume }]) });
new GaleraCluster("d", { namespace: pulumi.output("n"), image: pulumi.output("i"), members: [{ volume }] });
`))
	said, err := check(t, folder)
	if err == nil {
		t.Fatal("wrong programs are taken")
	}
	for _, want := range []string{"index.ts(4", "storageClass", "index.ts(5", "index.ts(6"} {
		if !strings.Contains(said, want) {
			t.Errorf("the compiler does not say %q but\n%s", want, said)
		}
	}
	if strings.Contains(said, "index.ts(7") {
		t.Errorf("outputs are refused where they may be:\n%s", said)
	}
}
