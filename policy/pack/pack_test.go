package pack

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/galera-aks/galera-aks/policy/rules"
)

func newPack(t *testing.T) policyx.PolicyPack {
	t.Helper()
	ctx, err := pulumi.NewContext(context.Background(), pulumi.RunInfo{Project: "galera-aks", Stack: "test"})
	if err != nil {
		t.Fatal(err)
	}
	pack, err := New(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

// Every rule is a policy with a level of its own: the engine takes one without for advice.
func TestEveryRuleIsAPolicy(t *testing.T) {
	policies := newPack(t).Policies()
	all := rules.All()
	if len(policies) != len(all) {
		t.Fatalf("%d policies, %d rules", len(policies), len(all))
	}
	for n, p := range policies {
		want := policyx.EnforcementLevelMandatory
		if all[n].Level == rules.Advisory {
			want = policyx.EnforcementLevelAdvisory
		}
		if p.Name() != all[n].Name || p.EnforcementLevel() != want || p.Description() == "" {
			t.Errorf("%s has the level %v, want %s's %v", p.Name(), p.EnforcementLevel(), all[n].Name, want)
		}
		if schema := p.ConfigSchema(); schema != nil {
			for name, property := range schema.Properties {
				if _, err := structpb.NewStruct(property); err != nil {
					t.Errorf("%s.%s: the engine does not take its schema: %v", p.Name(), name, err)
				}
			}
		}
	}
}

// What Pulumi reads beside the pack says the same as the pack.
func TestPolicyFile(t *testing.T) {
	text, err := os.ReadFile("../PulumiPolicy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"name: " + Name, "version: " + Version, "runtime: go"} {
		if !strings.Contains("\n"+string(text), "\n"+line+"\n") {
			t.Errorf("PulumiPolicy.yaml must say %q:\n%s", line, text)
		}
	}
}

// Whatever a property is, rules get something to look at.
func TestValue(t *testing.T) {
	for _, c := range []struct {
		property property.Value
		want     string
	}{
		{property.New("x"), `"x"`},
		{property.New(1.5), "1.5"},
		{property.New(true), "true"},
		{property.New(property.Computed), "a value that is not known yet"},
		{property.New("hunter2").WithSecret(true), "a secret"},
		{property.New([]property.Value{property.New("x"), {}}), `["x", nothing]`},
		{property.New(map[string]property.Value{"a": property.New("b")}), "an object of a"},
		{property.Value{}, "nothing"},
	} {
		if got := value(c.property).String(); got != c.want {
			t.Errorf("%v is %q, want %q", c.property, got, c.want)
		}
	}
}
