package galeracluster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// member is a member as a program of another language describes it.
func member(zone string, volume pulumi.Map) pulumi.Map {
	volume["sizeGiB"], volume["storageClass"] = pulumi.Int(64), pulumi.String("fast")
	return pulumi.Map{"zone": pulumi.String(zone), "volume": volume}
}

// arguments are those of three members, the third of which says everything.
func arguments() pulumi.Map {
	return pulumi.Map{
		"namespace": pulumi.String("orders"),
		"image":     pulumi.String("registry.example/galera@sha256:00"),
		"members": pulumi.Array{
			member("westeurope-1", pulumi.Map{}),
			member("westeurope-2", pulumi.Map{}),
			member("westeurope-3", pulumi.Map{
				"fileSystem": pulumi.String("ext4"), "generation": pulumi.Int(2),
				"static": pulumi.Map{
					"driver": pulumi.String("disk.csi.azure.com"), "handle": pulumi.String("/disks/orders-2"),
					"topologyKey": pulumi.String("zone"), "attributes": pulumi.StringMap{"cachingMode": pulumi.String("None")},
				},
			}),
		},
		"resources": pulumi.StringMap{"cpu": pulumi.String("2"), "memory": pulumi.String("4Gi")},
		"settings":  pulumi.StringMap{"max_connections": pulumi.String("200")},
		"service": pulumi.Map{
			"address": pulumi.String("10.60.8.10"), "externalTrafficPolicy": pulumi.String("Local"),
			"annotations": pulumi.StringMap{"subnet": pulumi.String("balancers")},
		},
		"tolerations": pulumi.Array{pulumi.StringMap{
			"key": pulumi.String("workload"), "value": pulumi.String("database"), "effect": pulumi.String("NoSchedule"),
		}},
		"checkTimeout": pulumi.String("5m"), "rolloutTimeout": pulumi.String("90m"),
	}
}

func TestClusterIsMade(t *testing.T) {
	snapshot, said, err := up(t, arguments())
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	counts := map[tokens.TypeName]int{}
	for _, r := range snapshot.Resources {
		counts[r.Type.Name()]++
	}
	for kind, want := range map[tokens.TypeName]int{
		"GaleraCluster": 1, "Cluster": 1, "Member": 3, "StatefulSet": 3, "PersistentVolumeClaim": 3, "PersistentVolume": 1, "Job": 2,
	} {
		if counts[kind] != want {
			t.Errorf("%d of %s, want %d", counts[kind], kind, want)
		}
	}
	for _, r := range snapshot.Resources {
		if r.Type == token {
			checkOutputs(t, r.Outputs)
		}
	}
}

func checkOutputs(t *testing.T, outputs resource.PropertyMap) {
	t.Helper()
	for key, want := range map[resource.PropertyKey]string{"host": "orders.orders.svc.cluster.local", "address": "10.60.8.10", "port": "3306"} {
		if got := fmt.Sprint(outputs[key].V); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	if password := outputs["password"]; !password.IsSecret() || password.SecretValue().Element.StringValue() != "generated" {
		t.Errorf("the password is %v, want a secret", password)
	}
}

// Nested arguments arrive where they belong.
func TestEveryArgumentArrives(t *testing.T) {
	snapshot, said, err := up(t, arguments())
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, c := range []struct {
		kind       tokens.TypeName
		name, path string
		want       string
	}{
		{"PersistentVolume", "orders-2-g2-ext4-volume", "spec.csi.volumeHandle", "/disks/orders-2"},
		{"PersistentVolume", "orders-2-g2-ext4-volume", "spec.csi.volumeAttributes.cachingMode", "None"},
		{"PersistentVolumeClaim", "orders-0-g1-claim", "spec.storageClassName", "fast"},
		{"Service", "orders", "spec.externalTrafficPolicy", "Local"},
		{"Service", "orders", "metadata.annotations.subnet", "balancers"},
		{"StatefulSet", "orders-0", "spec.template.spec.tolerations[0].key", "workload"},
		{"StatefulSet", "orders-0", "spec.template.spec.containers[0].resources.requests.cpu", "2"},
	} {
		path, err := resource.ParsePropertyPath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		value, ok := path.Get(resource.NewProperty(named(t, snapshot, c.kind, c.name).Inputs))
		if !ok || fmt.Sprint(value.V) != c.want {
			t.Errorf("%s of %s %s is %v, want %s", c.path, c.kind, c.name, value.V, c.want)
		}
	}
	if got := named(t, snapshot, "Job", "orders-check").CustomTimeouts.Create; got != (6 * time.Minute).Seconds() {
		t.Errorf("the check is waited for %v s, want its 5 minutes and one more", got)
	}
	if got := named(t, snapshot, "Job", "orders-rollout").CustomTimeouts.Create; got != (90 * time.Minute).Seconds() {
		t.Errorf("the rollout may take %v seconds, want 90 minutes", got)
	}
}

func TestWrongArgumentsAreRefused(t *testing.T) {
	args := arguments()
	args["members"] = args["members"].(pulumi.Array)[:2]
	args["rolloutTimeout"] = pulumi.String("soon")
	snapshot, said, err := up(t, args)
	if err == nil {
		t.Fatal("wrong arguments are taken")
	}
	for _, want := range []string{"members: must be odd (or set allowEven), got 2", `rolloutTimeout: must be a time such as 90m or 1h30m, got "soon"`} {
		if !strings.Contains(said, want) {
			t.Errorf("the engine does not say %q but\n%s", want, said)
		}
	}
	for _, r := range snapshot.Resources {
		if r.Type == token {
			t.Error("the component is registered in spite of wrong arguments")
		}
	}
}
