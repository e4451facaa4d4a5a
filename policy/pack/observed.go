package pack

import (
	"maps"
	"slices"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"github.com/galera-aks/galera-aks/policy/rules"
)

// observed is what the pack has seen of a stack during one run of the engine. A policy about a stack is shown only what has
// come of each resource, which a preview does not know and which the providers shape; what the program asked for it has
// been shown before, resource by resource.
type observed struct {
	mu        sync.Mutex
	resources map[string]rules.Resource
	config    map[string]string
}

// resource notes a resource as the program asks for it, once.
func (o *observed) resource(r policyx.AnalyzerResource) rules.Resource {
	o.mu.Lock()
	defer o.mu.Unlock()
	if known, ok := o.resources[r.URN]; ok {
		return known
	}
	seen := rules.Resource{URN: r.URN, Type: r.Type, Name: r.Name, Protect: r.Options.Protect, Inputs: object(r.Properties)}
	o.resources[r.URN] = seen
	return seen
}

// stack returns the stack, with its resources in the order of their URNs so that findings come in the same order each time.
func (o *observed) stack(resources []policyx.AnalyzerResource) rules.Stack {
	o.mu.Lock()
	defer o.mu.Unlock()
	whole := map[string]rules.Resource{}
	for _, r := range resources {
		seen, ok := o.resources[r.URN]
		if !ok {
			// The engine makes some itself, such as the providers that nobody names.
			seen = rules.Resource{URN: r.URN, Type: r.Type, Name: r.Name, Protect: r.Options.Protect}
		}
		seen.Outputs = object(r.Properties)
		whole[r.URN] = seen
	}
	stack := rules.Stack{Config: o.config}
	for _, urn := range slices.Sorted(maps.Keys(whole)) {
		stack.Resources = append(stack.Resources, whole[urn])
	}
	return stack
}
