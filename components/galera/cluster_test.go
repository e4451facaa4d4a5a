package galera

import (
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
)

// known is an output's value, and whether it is secret.
func known(t *testing.T, ctx *pulumi.Context, output pulumi.Output) (any, bool) {
	t.Helper()
	result, err := internals.UnsafeAwaitOutput(ctx.Context(), output)
	if err != nil {
		t.Fatal(err)
	}
	return result.Value, result.Secret
}

func TestOutputs(t *testing.T) {
	declare(t, static(3), func(ctx *pulumi.Context, c *Cluster) {
		for name, want := range map[string]struct {
			output pulumi.Output
			value  any
			secret bool
		}{
			"name":     {c.Name, "orders", false},
			"address":  {c.Address, "10.60.8.10", false},
			"host":     {c.Host, "orders.orders.svc.cluster.local", false},
			"readHost": {c.ReadHost, "orders-readers.orders.svc.cluster.local", false},
			"port":     {c.Port, 3306, false},
			"readPort": {c.ReadPort, 3307, false},
			"schema":   {c.Schema, "app", false},
			"user":     {c.User, "app", false},
			"password": {c.Password, "generated-orders-application-password", true},
			"claim":    {c.Members[2].Claim, "data-orders-2-g1", false},
		} {
			value, secret := known(t, ctx, want.output)
			if value != want.value || secret != want.secret {
				t.Errorf("%s: got %v (secret %t), want %v (secret %t)", name, value, secret, want.value, want.secret)
			}
		}
	})
}

func TestAddressIsTheLoadBalancersWhereNoneIsGiven(t *testing.T) {
	declare(t, dynamic(3), func(ctx *pulumi.Context, c *Cluster) {
		if value, _ := known(t, ctx, c.Address); value != "10.60.8.10" {
			t.Errorf("the address is %v", value)
		}
	})
}

func TestPasswordsAreSecretWhereverTheyGo(t *testing.T) {
	secret := declare(t, static(3), nil).find(t, "Secret", "orders-secrets")
	if !secret.inputs["stringData"].ContainsSecrets() {
		t.Error("the passwords are not secret inputs")
	}
	if !strings.Contains(strings.Join(secret.secretOutputs, " "), "data") {
		t.Error("what the provider returns of the Secret is not secret")
	}
}

func TestEverythingIsInsideTheCluster(t *testing.T) {
	for _, seen := range declare(t, static(3), nil).resources {
		switch seen.token {
		case "pulumi:pulumi:Stack", clusterToken:
		default:
			if !strings.Contains(seen.parent, clusterToken) {
				t.Errorf("%s %s has the parent %q", seen.token, seen.name, seen.parent)
			}
			if !strings.HasPrefix(seen.name, "orders") {
				t.Errorf("%s is called %s, want a name that starts with the cluster's", seen.token, seen.name)
			}
		}
	}
}

func TestTwoClustersDoNotMeet(t *testing.T) {
	var once sync.Map
	r := &recorder{}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		for _, name := range []string{"orders", "stock"} {
			args := static(3)
			if _, err := NewCluster(ctx, name, &args); err != nil {
				return err
			}
		}
		return nil
	}, pulumi.WithMocks("project", "stack", r))
	if err != nil {
		t.Fatal(err)
	}
	for _, seen := range r.resources {
		if _, twice := once.LoadOrStore(seen.token+" "+seen.name, true); twice {
			t.Errorf("%s %s is declared twice", seen.token, seen.name)
		}
	}
}

// While the image is yet to be built, a preview cannot know the rollout's name, and must say so rather than fail.
func TestPreviewWithAnImageThatIsNotBuilt(t *testing.T) {
	args := static(3)
	r := &recorder{}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		args.Image = pulumi.UnsafeUnknownOutput(nil).ApplyT(func(any) string { return "" }).(pulumi.StringOutput)
		_, err := NewCluster(ctx, "orders", &args)
		return err
	}, pulumi.WithMocks("project", "stack", r), func(info *pulumi.RunInfo) { info.DryRun = true })
	if err != nil {
		t.Fatal(err)
	}
	// The mocks leave out what is unknown.
	if job := r.find(t, "Job", "orders-rollout"); job.has("metadata.name") || !job.has("metadata.namespace") {
		t.Errorf("the rollout's metadata is %v, want it without a name", job.at(t, "metadata"))
	}
}
