package main

import (
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// counter plays the engine and counts what is declared, by the last word of its type.
type counter struct {
	mu     sync.Mutex
	counts map[string]int
	tokens []string
}

func (c *counter) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[args.TypeToken[strings.LastIndex(args.TypeToken, ":")+1:]]++
	c.tokens = append(c.tokens, args.TypeToken)
	outputs := args.Inputs.Copy()
	outputs["result"] = resource.NewStringProperty("generated")
	return args.Name, outputs, nil
}

func (c *counter) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func run(settings map[string]string) (*counter, error) {
	c := &counter{counts: map[string]int{}}
	err := pulumi.RunErr(program, pulumi.WithMocks("existing-cluster", "test", c),
		func(info *pulumi.RunInfo) { info.Config = settings })
	return c, err
}

func TestProgramDeclaresOneClusterAndNothingOfAzure(t *testing.T) {
	c, err := run(map[string]string{
		"existing-cluster:image":        "registry.example/galera-member@sha256:00",
		"existing-cluster:storageClass": "standard",
		"existing-cluster:sizeGiB":      "8",
	})
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]int{
		"Cluster": 1, "Member": 3, "StatefulSet": 3, "PersistentVolumeClaim": 3, "PersistentVolume": 0, "Job": 2, "Namespace": 1,
	} {
		if got := c.counts[kind]; got != want {
			t.Errorf("%d of %s, want %d", got, kind, want)
		}
	}
	for _, token := range c.tokens {
		if strings.HasPrefix(token, "azure") {
			t.Errorf("%s is Azure's", token)
		}
	}
}

func TestMissingImageIsSaid(t *testing.T) {
	if _, err := run(nil); err == nil || !strings.Contains(err.Error(), "image") {
		t.Errorf("want an error that names the image, got %v", err)
	}
}
