package galera

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// testImage is an image in the form that programs should use.
const testImage = "registry.example/galera@sha256:0000000000000000000000000000000000000000000000000000000000000000"

// declared is a resource as the engine would get it.
type declared struct {
	token, name, parent string
	inputs              resource.PropertyMap
	dependsOn           []string
	ignoreChanges       []string
	secretOutputs       []string
	createTimeout       string
	deleteTimeout       string
}

// recorder plays the engine: it records what is declared and answers as a Kubernetes cluster would.
type recorder struct {
	mu        sync.Mutex
	resources []declared
}

func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	seen := declared{token: args.TypeToken, name: args.Name, inputs: args.Inputs}
	if rpc := args.RegisterRPC; rpc != nil {
		seen.parent = rpc.GetParent()
		seen.dependsOn = rpc.GetDependencies()
		seen.ignoreChanges = rpc.GetIgnoreChanges()
		seen.secretOutputs = rpc.GetAdditionalSecretOutputs()
		seen.createTimeout = rpc.GetCustomTimeouts().GetCreate()
		seen.deleteTimeout = rpc.GetCustomTimeouts().GetDelete()
	}
	r.mu.Lock()
	r.resources = append(r.resources, seen)
	r.mu.Unlock()
	return args.Name + "_id", outputsOf(args), nil
}

func (r *recorder) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return nil, fmt.Errorf("unexpected call of %s", args.Token)
}

// outputsOf adds to the inputs what a provider would.
func outputsOf(args pulumi.MockResourceArgs) resource.PropertyMap {
	outputs := args.Inputs.Copy()
	switch args.TypeToken {
	case "random:index/randomPassword:RandomPassword":
		outputs["result"] = resource.NewStringProperty("generated-" + args.Name)
	case "kubernetes:core/v1:Service":
		outputs["status"] = resource.NewPropertyValue(map[string]any{"loadBalancer": map[string]any{
			"ingress": []any{map[string]any{"ip": "10.60.8.10"}},
		}})
	}
	return outputs
}

// find returns the resource of a type whose token ends as given, or fails.
func (r *recorder) find(t *testing.T, kind, name string) declared {
	t.Helper()
	for _, seen := range r.resources {
		if strings.HasSuffix(seen.token, ":"+kind) && seen.name == name {
			return seen
		}
	}
	t.Fatalf("no %s named %s was declared", kind, name)
	return declared{}
}

// all returns the resources of a type.
func (r *recorder) all(kind string) []declared {
	var found []declared
	for _, seen := range r.resources {
		if strings.HasSuffix(seen.token, ":"+kind) {
			found = append(found, seen)
		}
	}
	return found
}

// at returns the value at a path of the inputs, such as "spec.template.spec.containers[0].image".
func (d declared) at(t *testing.T, path string) any {
	t.Helper()
	parsed, err := resource.ParsePropertyPath(path)
	if err != nil {
		t.Fatalf("path %s: %v", path, err)
	}
	value, ok := parsed.Get(resource.NewObjectProperty(d.inputs))
	if !ok {
		t.Fatalf("%s %s has no %s", d.token, d.name, path)
	}
	return value.Mappable()
}

// has reports whether there is a value at a path of the inputs.
func (d declared) has(path string) bool {
	parsed, err := resource.ParsePropertyPath(path)
	if err != nil {
		return false
	}
	_, ok := parsed.Get(resource.NewObjectProperty(d.inputs))
	return ok
}

// dependsOnName reports whether the resource depends on one of this type and name.
func (d declared) dependsOnName(kind, name string) bool {
	for _, urn := range d.dependsOn {
		if strings.HasSuffix(urn, ":"+kind+"::"+name) {
			return true
		}
	}
	return false
}

// declare runs a program that declares one cluster called "orders", and returns what the engine would have got.
func declare(t *testing.T, args ClusterArgs, check func(*pulumi.Context, *Cluster)) *recorder {
	t.Helper()
	r := &recorder{}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		cluster, err := NewCluster(ctx, "orders", &args)
		if err == nil && check != nil {
			check(ctx, cluster)
		}
		return err
	}, pulumi.WithMocks("project", "stack", r))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// static returns arguments for members on existing disks in zones 1, 2, 3, 1, 2, ...
func static(count int) ClusterArgs {
	args := dynamic(count)
	for i := range args.Members {
		args.Members[i].Volume.Static = &StaticVolume{
			Driver:      "disk.csi.azure.com",
			Handle:      pulumi.Sprintf("/disks/orders-%d", i),
			TopologyKey: "topology.disk.csi.azure.com/zone",
			Attributes:  map[string]string{"cachingMode": "None"},
		}
	}
	args.Service = ServiceArgs{
		Address:      "10.60.8.10",
		Annotations:  pulumi.StringMap{"service.beta.kubernetes.io/azure-load-balancer-internal": pulumi.String("true")},
		SourceRanges: []string{"10.50.0.0/16"},
	}
	return args
}

// dynamic returns arguments for members on disks of a storage class.
func dynamic(count int) ClusterArgs {
	args := ClusterArgs{Namespace: pulumi.String("orders"), Image: pulumi.String(testImage)}
	for i := range count {
		args.Members = append(args.Members, MemberArgs{
			Zone:   fmt.Sprintf("westeurope-%d", i%3+1),
			Volume: VolumeArgs{SizeGiB: 32, StorageClass: "galera"},
		})
	}
	return args
}
