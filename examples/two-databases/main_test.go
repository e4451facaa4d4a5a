package main

import (
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// recorder plays the engine and keeps the namespace of what is declared, by kind and name.
type recorder struct {
	mu         sync.Mutex
	namespaces map[string]string
}

func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kind := args.TypeToken[strings.LastIndex(args.TypeToken, ":")+1:]
	namespace := ""
	if metadata := args.Inputs["metadata"]; metadata.IsObject() && metadata.ObjectValue()["namespace"].IsString() {
		namespace = metadata.ObjectValue()["namespace"].StringValue()
	}
	r.namespaces[kind+" "+args.Name] = namespace
	outputs := args.Inputs.Copy()
	outputs["result"] = resource.NewStringProperty("generated")
	return args.Name, outputs, nil
}

func (r *recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func run(settings map[string]string) (*recorder, error) {
	r := &recorder{namespaces: map[string]string{}}
	err := pulumi.RunErr(program, pulumi.WithMocks("two-databases", "test", r),
		func(info *pulumi.RunInfo) { info.Config = settings })
	return r, err
}

func TestDatabasesAreApart(t *testing.T) {
	r, err := run(map[string]string{
		"two-databases:image": "registry.example/galera-member@sha256:00", "two-databases:storageClass": "standard",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"orders", "users"} {
		for _, what := range []string{
			"StatefulSet " + name + "-0", "StatefulSet " + name + "-2", "PersistentVolumeClaim " + name + "-1-g1-ext4-claim", "Service " + name, "Job " + name + "-rollout",
		} {
			if namespace, found := r.namespaces[what]; !found || namespace != name {
				t.Errorf("%s is in %q (%v), want %q", what, namespace, found, name)
			}
		}
	}
}

// A problem of the second database is said before the first one is declared.
func TestProblemsComeFirst(t *testing.T) {
	defer func(was int) { databases[1].sizeGiB = was }(databases[1].sizeGiB)
	databases[1].sizeGiB = 0
	r, err := run(map[string]string{"two-databases:image": "i", "two-databases:storageClass": "standard"})
	if err == nil || !strings.Contains(err.Error(), `galera cluster "users"`) || !strings.Contains(err.Error(), "sizeGiB") {
		t.Errorf("want a problem with the size of users, got %v", err)
	}
	if _, found := r.namespaces["Namespace orders"]; found {
		t.Error("the first database was declared in spite of it")
	}
}
