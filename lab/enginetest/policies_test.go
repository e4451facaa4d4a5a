package enginetest

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/engine"
	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"

	"github.com/galera-aks/galera-aks/lab/policytest"
)

// held has a stack's runs held against the policy pack as an environment configures it.
func (s *stack) held(environment string) *stack {
	s.t.Helper()
	pack, err := policytest.Build(s.t.Context(), environment)
	if err != nil {
		s.t.Fatal(err)
	}
	s.pack = &pack
	return s
}

// The environments of this repository keep to the policy pack, from the first update on, each with the configuration that
// lies beside the pack: what an environment is allowed besides is said there.
func TestEnvironmentsKeepToThePolicies(t *testing.T) {
	for environment, stacks := range map[string][]string{
		"dev": {"dev"}, "lab": {"lab"}, "staging": {"staging", "staging-databases"}, "prod": {"prod", "prod-databases"},
	} {
		t.Run(environment, func(t *testing.T) {
			e := newEnvironment(t)
			for _, name := range stacks {
				s := e.stack(name).held(environment)
				s.up()
				if violations := s.found.Mandatory(); len(violations) > 0 {
					t.Errorf("%s violates\n%s", name, strings.Join(violations, "\n"))
				}
				for _, v := range s.found {
					if environment == "prod" {
						t.Errorf("%s is advised: %s", name, v)
					}
				}
			}
		})
	}
}

// Without its configuration an environment that is relaxed is refused, and nothing is touched.
func TestRelaxedEnvironmentNeedsItsConfiguration(t *testing.T) {
	s := newEnvironment(t).stack("dev").held("none")
	there := len(s.azure.All())
	if err := s.run(lt.TestOp(engine.Update), true); err == nil {
		t.Error("the preview passes")
	}
	violations := strings.Join(s.found.Mandatory(), "\n")
	for _, rule := range []string{"aks-private-api", "aks-tier", "aks-egress", "aks-system-pool", "registry-private", "disk-kept"} {
		if !strings.Contains(violations, rule+": ") {
			t.Errorf("%s finds nothing; violations are\n%s", rule, violations)
		}
	}
	if len(s.azure.All()) != there {
		t.Error("the preview has made something")
	}
}

// A policy sees what an update changes: the program says what was before, and the next run, which changes nothing, does not.
func TestPoliciesSeeWhatWasBefore(t *testing.T) {
	s := lab(t).held("lab")
	s.set("databases[0].storage.sizeGiB=4")
	s.up()
	if previous, ok := s.outputs()["previous"]; !ok || !strings.Contains(previous.String(), "sizeGiB") {
		t.Errorf("the update says of what was before: %v", previous)
	}
	s.up()
	s.exactly()
	if previous, ok := s.outputs()["previous"]; ok {
		t.Errorf("an update that changes nothing says of what was before: %v", previous)
	}
}
