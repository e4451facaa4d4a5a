package stacks_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/stacks"
	"github.com/galera-aks/galera-aks/stacks/settings"
)

const root = ".."

// kubeconfig is what Azure hands out to users.
var kubeconfig = base64.StdEncoding.EncodeToString([]byte(fmt.Sprintf("apiVersion: v1\nclusters:\n- name: c\n  cluster:\n"+
	"    server: https://api.example:443\n    certificate-authority-data: %s\n",
	base64.StdEncoding.EncodeToString([]byte("-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----\n")))))

// world pretends to be the engine and the providers of one run.
type world struct {
	// outputs are those of stacks that are there, by full name.
	outputs map[string]resource.PropertyMap

	mu        sync.Mutex
	resources []pulumi.MockResourceArgs
	exports   map[string]pulumi.Input
}

// run runs the program of a stack with settings changed: top-level keys and their values.
func (w *world) run(t *testing.T, stack string, changes map[string]string) error {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(root, "Pulumi."+stack+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	values, err := settings.Values(file)
	if err != nil {
		t.Fatal(err)
	}
	config := map[string]string{}
	for key, value := range values {
		config[settings.Namespace+":"+key] = value
	}
	for key, value := range changes {
		config[settings.Namespace+":"+key] = value
	}
	program := stacks.ProgramIn(root)
	return pulumi.RunErr(func(ctx *pulumi.Context) error {
		err := program(ctx)
		w.exports = ctx.GetCurrentExportMap()
		return err
	}, pulumi.WithMocks(settings.Namespace, stack, w), func(info *pulumi.RunInfo) {
		info.Config = config
		info.Organization = "organization"
	})
}

// NewResource remembers a resource, and answers as its provider would.
func (w *world) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	if args.TypeToken == "pulumi:pulumi:StackReference" {
		return w.reference(args)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.resources = append(w.resources, args)
	out := args.Inputs.Copy()
	if _, found := out["name"]; !found {
		out["name"] = resource.NewStringProperty(args.Name)
	}
	switch args.TypeToken[strings.LastIndex(args.TypeToken, ":")+1:] {
	case "ManagedCluster":
		out["name"] = out["resourceName"]
		out["oidcIssuerProfile"] = resource.NewObjectProperty(resource.PropertyMap{
			"enabled": resource.NewBoolProperty(true), "issuerURL": resource.NewStringProperty("https://issuer.example/")})
	case "Registry":
		if name, found := out["registryName"]; found {
			out["name"] = name
			out["loginServer"] = resource.NewStringProperty(name.StringValue() + ".azurecr.io")
		}
	case "RandomString", "RandomPassword", "RandomUuid":
		out["result"] = resource.NewStringProperty("abc123")
	case "TaskRun":
		out["runResult"] = built(args.Inputs)
	}
	return "/id/" + args.Name, out, nil
}

// reference answers with the outputs of another stack: none, like the engine, where it has not been brought up.
func (w *world) reference(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	name := args.Inputs["name"].StringValue()
	outputs := w.outputs[name]
	if outputs == nil {
		outputs = resource.PropertyMap{}
	}
	return name, resource.PropertyMap{
		"name": args.Inputs["name"], "outputs": resource.NewObjectProperty(outputs),
		"secretOutputNames": resource.NewArrayProperty(nil),
	}, nil
}

func built(inputs resource.PropertyMap) resource.PropertyValue {
	text := resource.NewStringProperty
	return resource.NewObjectProperty(resource.PropertyMap{
		"runId": text("run1"), "status": text("Succeeded"), "runErrorMessage": text(""),
		"outputImages": resource.NewArrayProperty([]resource.PropertyValue{resource.NewObjectProperty(resource.PropertyMap{
			"repository": text("mariadb-galera"), "tag": text(inputs["forceUpdateTag"].StringValue()[:16]),
			"digest": text("sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
		})}),
	})
}

// Call answers a call as its provider would.
func (w *world) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	text := resource.NewStringProperty
	switch args.Token[strings.LastIndex(args.Token, ":")+1:] {
	case "getClientConfig":
		return resource.PropertyMap{"subscriptionId": text("sub"), "tenantId": text("tenant"), "clientId": text("c"), "objectId": text("o")}, nil
	case "listManagedClusterUserCredentials":
		return resource.PropertyMap{"kubeconfigs": resource.NewArrayProperty([]resource.PropertyValue{
			resource.NewObjectProperty(resource.PropertyMap{"name": text("clusterUser"), "value": text(kubeconfig)})})}, nil
	}
	return nil, fmt.Errorf("the test knows no call of %s", args.Token)
}

// of returns the names of the resources of a type, which ends in kind.
func (w *world) of(kind string) []string {
	var names []string
	for _, r := range w.resources {
		if strings.HasSuffix(r.TypeToken, ":"+kind) {
			names = append(names, r.Name)
		}
	}
	return names
}
