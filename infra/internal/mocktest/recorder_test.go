package mocktest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Facts of the pretended subscription.
const (
	subscription = "00000000-0000-0000-0000-00000000000a"
	tenant       = "00000000-0000-0000-0000-00000000000b"
	group        = "/subscriptions/" + subscription + "/resourceGroups/platform"
	digest       = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// authority is a certificate authority as a kubeconfig holds it.
var authority = base64.StdEncoding.EncodeToString(
	[]byte("-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----\n"))

// recorded is one resource as the program registered it.
type recorded struct {
	Type, Name, Parent string
	Inputs             resource.PropertyMap
	Protect, Retain    bool
	Ignored            []string
	DependsOn          []string
}

// own begins the types of this project's components.
const own = "galera-aks:"

// is reports whether a resource is a provider's, of the type of that name.
func (res recorded) is(kind string) bool {
	return strings.HasSuffix(res.Type, ":"+kind) && !strings.HasPrefix(res.Type, own)
}

// recorder pretends to be the providers, and remembers what the program registered.
type recorder struct {
	// images are the images that a task run says it made.
	images []resource.PropertyValue
	// kubeconfigs are what Azure hands out.
	kubeconfigs []resource.PropertyValue

	mu        sync.Mutex
	resources []recorded
}

func newRecorder() *recorder {
	file := fmt.Sprintf("apiVersion: v1\nclusters:\n- name: c\n  cluster:\n    server: https://api.example:443\n"+
		"    certificate-authority-data: %s\n", authority)
	return &recorder{kubeconfigs: []resource.PropertyValue{resource.NewObjectProperty(resource.PropertyMap{
		"name":  resource.NewStringProperty("clusterUser"),
		"value": resource.NewStringProperty(base64.StdEncoding.EncodeToString([]byte(file))),
	})}}
}

// run runs a program against the recorder.
func (r *recorder) run(program func(ctx *pulumi.Context) error) error {
	return pulumi.RunErr(program, pulumi.WithMocks("galera-aks", "test", r))
}

// mustRun fails the test where the program fails.
func (r *recorder) mustRun(t *testing.T, program func(ctx *pulumi.Context) error) {
	t.Helper()
	if err := r.run(program); err != nil {
		t.Fatal(err)
	}
}

// NewResource remembers a resource, and answers as its provider would.
func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	rpc := args.RegisterRPC
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resources = append(r.resources, recorded{
		Type: args.TypeToken, Name: args.Name, Parent: strings.Join(names([]string{rpc.GetParent()}), ""), Inputs: args.Inputs,
		Protect: rpc.GetProtect(), Retain: rpc.GetRetainOnDelete(), Ignored: rpc.GetIgnoreChanges(),
		DependsOn: names(rpc.GetDependencies()),
	})
	return group + "/" + args.Name, r.outputs(args), nil
}

// Call answers a call as its provider would.
func (r *recorder) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	if strings.HasSuffix(args.Token, ":listManagedClusterUserCredentials") {
		return resource.PropertyMap{"kubeconfigs": resource.NewArrayProperty(r.kubeconfigs)}, nil
	}
	return nil, fmt.Errorf("the test knows no call of %s", args.Token)
}

// outputs returns what a provider adds to a resource's inputs.
func (r *recorder) outputs(args pulumi.MockResourceArgs) resource.PropertyMap {
	out := args.Inputs.Copy()
	if strings.HasPrefix(args.TypeToken, own) {
		return out
	}
	add := func(key resource.PropertyKey, text string) { out[key] = resource.NewStringProperty(text) }
	if _, found := out["name"]; !found {
		add("name", args.Name)
	}
	switch kind := args.TypeToken[strings.LastIndex(args.TypeToken, ":")+1:]; kind {
	case "ManagedCluster":
		add("name", out["resourceName"].StringValue())
		out["oidcIssuerProfile"] = resource.NewObjectProperty(resource.PropertyMap{
			"enabled": resource.NewBoolProperty(true), "issuerURL": resource.NewStringProperty("https://issuer.example/"),
		})
	case "UserAssignedIdentity":
		add("principalId", "principal-of-"+args.Name)
		add("clientId", "client-of-"+args.Name)
	case "Registry":
		add("name", out["registryName"].StringValue())
		add("loginServer", out["registryName"].StringValue()+".azurecr.io")
	case "PrivateZone":
		add("name", out["privateZoneName"].StringValue())
	case "TaskRun":
		images := r.images
		if images == nil {
			images = []resource.PropertyValue{imageOf(args.Inputs)}
		}
		out["runResult"] = resource.NewObjectProperty(resource.PropertyMap{
			"runId": resource.NewStringProperty("run1"), "status": resource.NewStringProperty("Succeeded"),
			"runErrorMessage": resource.NewStringProperty(""), "outputImages": resource.NewArrayProperty(images),
		})
	case "RandomString":
		add("result", "abc123")
	case "RandomUuid":
		add("result", "guid-of-"+args.Name)
	}
	return out
}

// imageOf returns the image that a task run makes.
func imageOf(inputs resource.PropertyMap) resource.PropertyValue {
	return resource.NewObjectProperty(resource.PropertyMap{
		"registry":   resource.NewStringProperty("galeraabc123.azurecr.io"),
		"repository": resource.NewStringProperty("mariadb-galera"),
		"tag":        resource.NewStringProperty(inputs["forceUpdateTag"].StringValue()[:16]),
		"digest":     resource.NewStringProperty(digest),
	})
}

// one returns the only resource of that type and name.
func (r *recorder) one(t *testing.T, kind, name string) recorded {
	t.Helper()
	for _, res := range r.resources {
		if res.is(kind) && res.Name == name {
			return res
		}
	}
	t.Fatalf("there is no %s %s", kind, name)
	return recorded{}
}

// count returns how many resources of that type there are.
func (r *recorder) count(kind string) int {
	n := 0
	for _, res := range r.resources {
		if res.is(kind) {
			n++
		}
	}
	return n
}

// at returns the input at a path such as "networkProfile.outboundType", and nil where there is none.
func (res recorded) at(path string) any {
	value := plain(resource.NewObjectProperty(res.Inputs))
	for key := range strings.SplitSeq(path, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[key]
	}
	return value
}

// plain returns a value with outputs and secrets laid open.
func plain(value resource.PropertyValue) any {
	return value.MapRepl(nil, func(v resource.PropertyValue) (any, bool) {
		switch {
		case v.IsSecret():
			return plain(v.SecretValue().Element), true
		case v.IsOutput():
			return plain(v.OutputValue().Element), true
		}
		return nil, false
	})
}

// names returns the types and names of resources, in order.
func names(urns []string) []string {
	var out []string
	for _, urn := range urns {
		parts := strings.Split(urn, "::")
		if len(parts) < 4 {
			continue
		}
		kind := parts[2][strings.LastIndex(parts[2], ":")+1:]
		out = append(out, kind+" "+parts[3])
	}
	slices.Sort(out)
	return out
}
