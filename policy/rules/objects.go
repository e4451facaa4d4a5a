package rules

import "slices"

// namespaces is the configuration of namespace-restricted.
type namespaces struct {
	ExemptNames []string `json:"exemptNames" says:"Names of namespaces that need not keep to the rule."`
}

func objectRules() []Rule {
	return []Rule{
		configured(Rule{
			Name: "namespace-restricted", Level: Mandatory, Kinds: []string{"core:Namespace"},
			Says:   "A namespace takes only pods that keep to the strictest of Kubernetes' standards.",
			Why:    "What this pack says of pods holds for Pulumi's alone; the API server says it of everybody's.",
			Remedy: "Set the label pod-security.kubernetes.io/enforce to restricted, or name the namespace in this rule's exemptNames.",
		}, namespaces{}, func(s *subject, c namespaces) {
			const label = "pod-security.kubernetes.io/enforce"
			v := s.Inputs.At("metadata.labels").Key(label)
			s.wants(v, "metadata.labels["+label+"]", "be restricted", v.Text() == "restricted" || slices.Contains(c.ExemptNames, s.Name))
		}),
		plainly(Rule{
			Name: "role-narrow", Level: Mandatory,
			Kinds:  []string{"rbac.authorization.k8s.io:Role", "rbac.authorization.k8s.io:ClusterRole"},
			Says:   "A role names what it is about, and reads Secrets and changes objects by name only.",
			Why:    "A member whose account may do everything is the cluster, for whoever gets into it.",
			Remedy: "Name the resources and verbs, and the objects in resourceNames.",
		}, narrowRole),
	}
}

// narrowRole looks at each rule of a role. Creating knows no names, and watching what everybody may see needs none.
func narrowRole(s *subject) {
	harmless := []string{"create", "get", "list", "watch"}
	for n, rule := range s.Inputs.At("rules").Items() {
		at := "rules[" + Of(float64(n)).String() + "]."
		for _, field := range []string{"apiGroups", "resources", "verbs"} {
			v := rule.At(field)
			s.wants(v, at+field, "not be everything", !slices.Contains(v.Texts(), "*"))
		}
		named := rule.At("resourceNames")
		secrets := slices.Contains(rule.At("resources").Texts(), "secrets")
		changes := slices.ContainsFunc(rule.At("verbs").Texts(), func(verb string) bool { return !slices.Contains(harmless, verb) })
		s.wants(named, at+"resourceNames", "name the objects", !named.Empty() || !secrets && !changes)
	}
}
