package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Level says what becomes of a violation.
type Level string

const (
	// Mandatory stops the preview or update.
	Mandatory Level = "mandatory"
	// Advisory is shown, and stops nothing.
	Advisory Level = "advisory"
)

// Rule is one rule of the pack.
type Rule struct {
	// Name is the rule's name, by which it is configured. It never changes.
	Name string
	// Level is what becomes of a violation where the pack's configuration says nothing else.
	Level Level
	// Says is what must hold, as one sentence.
	Says string
	// Why is the reason, as one sentence.
	Why string
	// Remedy is what to do about a violation, as one sentence. It ends every finding.
	Remedy string
	// Kinds are the kinds of resources, as [Resource.Kind] gives them, that the rule looks at one by one. A rule about a
	// whole stack has none.
	Kinds []string
	// Options are what can be configured.
	Options []Option

	// one looks at one resource, whole at a stack; a rule has one of the two.
	one   func(s *subject, config map[string]any) error
	whole func(s *stackSubject)
}

// Finding is one violation of a rule.
type Finding struct {
	// URN is the resource that the finding is about, empty where it is about the stack.
	URN string
	// Message says what is wrong and what to do about it.
	Message string
}

// Resource is one resource of a stack, as the program declares it.
type Resource struct {
	// URN, Type and Name are the engine's.
	URN, Type, Name string
	// Inputs are what the program asks for; Outputs what has come of it, for rules about a stack only.
	Inputs, Outputs Value
	// Protect is set where the engine refuses to remove the resource.
	Protect bool
}

// Kind returns the resource's type without its package and version: "containerservice:ManagedCluster", "apps:StatefulSet".
// A kind of a package that the rules know nothing of is the whole type.
func (r Resource) Kind() string {
	pkg, rest, ok := strings.Cut(r.Type, ":")
	module, name, ok2 := strings.Cut(rest, ":")
	// A version stands in the package where a program asks for one, "azure-native_compute_v20240302".
	pkg, _, _ = strings.Cut(pkg, "_")
	if !ok || !ok2 || !slices.Contains([]string{"azure-native", "kubernetes", "galera-aks", "pulumi"}, pkg) {
		return r.Type
	}
	module, _, _ = strings.Cut(module, "/")
	return module + ":" + name
}

// Azure reports whether the resource is Azure's.
func (r Resource) Azure() bool { return strings.HasPrefix(r.Type, "azure-native") }

// Stack is all resources of a stack.
type Stack struct {
	Resources []Resource
	// Config is the stack's configuration, by key with the namespace.
	Config map[string]string
}

// Whole reports whether the rule is about a whole stack.
func (r Rule) Whole() bool { return r.whole != nil }

// Check holds one resource against a rule that is not about a whole stack. The configuration is as JSON decodes it; the
// error says what is wrong with it.
func (r Rule) Check(resource Resource, config map[string]any) ([]Finding, error) {
	if r.one == nil || len(r.Kinds) > 0 && !slices.Contains(r.Kinds, resource.Kind()) {
		return nil, nil
	}
	s := &subject{Resource: resource, rule: r}
	if err := r.one(s, config); err != nil {
		return nil, fmt.Errorf("configuration of %s: %w", r.Name, err)
	}
	return s.findings, nil
}

// CheckStack holds a stack against a rule about a whole stack.
func (r Rule) CheckStack(stack Stack) []Finding {
	if r.whole == nil {
		return nil
	}
	s := &stackSubject{Stack: stack, rule: r}
	r.whole(s)
	return s.findings
}

// Group is rules about one concern.
type Group struct {
	// Title names the concern.
	Title string
	// Rules are the rules.
	Rules []Rule
}

// Groups returns every rule, by concern.
func Groups() []Group {
	return []Group{
		{"The Kubernetes cluster", clusterRules()},
		{"Pools of nodes", poolRules()},
		{"The registry", registryRules()},
		{"The network", networkRules()},
		{"Azure in general", azureRules()},
		{"Disks", diskRules()},
		{"Pods and secrets", podRules()},
		{"Namespaces and roles", objectRules()},
		{"Members of a database", memberRules()},
		{"What an update changes", stateRules()},
	}
}

// All returns every rule.
func All() []Rule {
	var all []Rule
	for _, group := range Groups() {
		all = append(all, group.Rules...)
	}
	return all
}
