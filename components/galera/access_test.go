package galera

import (
	"fmt"
	"slices"
	"testing"
)

func TestRightsAreOnNamedObjectsOnly(t *testing.T) {
	r := declare(t, static(3), nil)
	for _, role := range r.all("Role") {
		rules := role.at(t, "rules").([]any)
		for i := range rules {
			if resources := role.at(t, fmt.Sprintf("rules[%d].resources", i)).([]any); len(resources) == 1 && resources[0] == "events" {
				if verbs := role.at(t, fmt.Sprintf("rules[%d].verbs", i)).([]any); len(verbs) != 1 || verbs[0] != "create" {
					t.Errorf("%s: of events it may %v, want to create them only", role.name, verbs)
				}
				continue
			}
			names := role.at(t, fmt.Sprintf("rules[%d].resourceNames", i)).([]any)
			if len(names) == 0 {
				t.Errorf("%s: rule %d names no objects", role.name, i)
			}
			for _, verb := range role.at(t, fmt.Sprintf("rules[%d].verbs", i)).([]any) {
				if slices.Contains([]string{"*", "list", "watch", "create", "deletecollection"}, verb.(string)) {
					t.Errorf("%s: rule %d allows %s, which names cannot narrow", role.name, i, verb)
				}
			}
		}
	}
	for _, role := range []string{"orders-member", "orders-rollout"} {
		binding := r.find(t, "RoleBinding", role)
		if got := binding.at(t, "subjects[0].name"); got != role {
			t.Errorf("the role %s is given to %v", role, got)
		}
	}
}

// A member that is being removed still has to take the writer's label off itself, while the new number stands already.
func TestRightsOfMembersDoNotDependOnTheirNumber(t *testing.T) {
	three := declare(t, static(3), nil).find(t, "Role", "orders-member")
	five := declare(t, static(5), nil).find(t, "Role", "orders-member")
	if !three.inputs.DeepEquals(five.inputs) {
		t.Error("the role changes with the number of members")
	}
}
