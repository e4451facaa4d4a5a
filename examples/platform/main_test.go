package main

import (
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// world plays the engine and Azure, and counts what is declared, by the last word of its type.
type world struct {
	mu     sync.Mutex
	counts map[string]int
	images []string
}

func (w *world) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	kind := args.TypeToken[strings.LastIndex(args.TypeToken, ":")+1:]
	out := args.Inputs.Copy()
	text := resource.NewStringProperty
	if _, found := out["name"]; !found {
		out["name"] = text(args.Name)
	}
	switch kind {
	case "ManagedCluster":
		out["oidcIssuerProfile"] = resource.NewObjectProperty(resource.PropertyMap{
			"enabled": resource.NewBoolProperty(true), "issuerURL": text("https://issuer.example/"),
		})
	case "Registry":
		out["loginServer"] = text("galera.azurecr.io")
	case "RandomString", "RandomPassword", "RandomUuid":
		out["result"] = text("abc123")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[kind]++
	if kind == "Cluster" && args.Inputs.HasValue("image") {
		w.images = append(w.images, fmt.Sprint(args.Inputs["image"].V))
	}
	return "/id/" + args.Name, out, nil
}

// kubeconfig is what Azure hands out to users.
var kubeconfig = base64.StdEncoding.EncodeToString([]byte("apiVersion: v1\nclusters:\n- name: c\n  cluster:\n" +
	"    server: https://api.example:443\n    certificate-authority-data: " +
	base64.StdEncoding.EncodeToString([]byte("-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----\n")) + "\n"))

func (w *world) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	text := resource.NewStringProperty
	if strings.HasSuffix(args.Token, ":getClientConfig") {
		return resource.PropertyMap{"subscriptionId": text("sub"), "tenantId": text("tenant"), "clientId": text("c"), "objectId": text("o")}, nil
	}
	return resource.PropertyMap{"kubeconfigs": resource.NewArrayProperty([]resource.PropertyValue{
		resource.NewObjectProperty(resource.PropertyMap{"name": text("clusterUser"), "value": text(kubeconfig)}),
	})}, nil
}

func run(settings map[string]string) (*world, error) {
	w := &world{counts: map[string]int{}}
	err := pulumi.RunErr(program, pulumi.WithMocks("galera-platform", "test", w),
		func(info *pulumi.RunInfo) { info.Config = settings })
	return w, err
}

func TestPlatformAndDatabase(t *testing.T) {
	w, err := run(map[string]string{
		"galera-platform:location":   "westeurope",
		"galera-platform:adminGroup": "11111111-1111-1111-1111-111111111111",
		"galera-platform:image":      "mariadb-galera@sha256:" + strings.Repeat("0", 64),
	})
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]int{
		"ResourceGroup": 2, "VirtualNetwork": 1, "ManagedCluster": 1, "AgentPool": 3, "PrivateEndpoint": 1,
		"StatefulSet": 3, "PersistentVolume": 3, "Job": 2, "PrivateRecordSet": 1, "PublicIPAddress": 0,
	} {
		if got := w.counts[kind]; got != want {
			t.Errorf("%d of %s, want %d", got, kind, want)
		}
	}
	if want := "galera.azurecr.io/mariadb-galera@sha256:"; len(w.images) != 1 || !strings.HasPrefix(w.images[0], want) {
		t.Errorf("the members' image is %q, want one that begins with %s", w.images, want)
	}
}

func TestMissingSettingsAreSaid(t *testing.T) {
	if _, err := run(map[string]string{"galera-platform:image": "i"}); err == nil || !strings.Contains(err.Error(), "adminGroup") {
		t.Errorf("want an error that names the group, got %v", err)
	}
}
