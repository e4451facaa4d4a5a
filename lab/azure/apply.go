package azure

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"time"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Create makes a resource. One that exists is refused, as azure-native refuses it, unless its own creation was cut short or
// it was created with the very same inputs: then the engine never heard the answer, and gets it now.
func (p *Provider) Create(ctx context.Context, r plugin.CreateRequest) (plugin.CreateResponse, error) {
	k, err := arm.KindOf(provider.Token(r.URN, r.Type))
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	inputs := provider.Plain(r.Properties)
	id, known, err := k.ID(p.deployer().SubscriptionID, inputs)
	if err != nil {
		return plugin.CreateResponse{}, fmt.Errorf("creating %s: %w", r.URN.Name(), err)
	}
	if r.Preview {
		if err := p.judge(k, id, inputs, nil, true); err != nil {
			return plugin.CreateResponse{}, err
		}
		return plugin.CreateResponse{Properties: foreseen(k, r.Properties, nil), Status: resource.StatusOK}, nil
	}
	if !known {
		return plugin.CreateResponse{}, fmt.Errorf("creating %s: its name is not known", r.URN.Name())
	}
	var prior *Resource
	if there, exists := p.store.record(id); exists {
		if !there.Unfinished && !reflect.DeepEqual(there.Inputs, inputs) {
			return plugin.CreateResponse{}, fmt.Errorf("cannot create already existing resource '%s'", id)
		}
		prior = &there.Resource
	}
	if err := p.judge(k, id, inputs, nil, false); err != nil {
		return plugin.CreateResponse{}, err
	}
	outputs, err := p.apply(ctx, k, Resource{ID: id, Type: k.Token, Inputs: inputs}, prior, r.URN, r.Timeout)
	resp := plugin.CreateResponse{ID: resource.ID(id), Properties: properties(outputs, r.Properties), Status: resource.StatusOK}
	if err != nil {
		resp.Status = resource.StatusPartialFailure
		return resp, &plugin.InitError{Reasons: []string{err.Error()}}
	}
	return resp, nil
}

// Update changes a resource in place.
func (p *Provider) Update(ctx context.Context, r plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	k, err := arm.KindOf(provider.Token(r.URN, r.Type))
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	inputs, id := provider.Plain(r.NewInputs), string(r.ID)
	prior, exists := p.store.Get(id)
	if !exists {
		if r.Preview {
			return plugin.UpdateResponse{Properties: foreseen(k, r.NewInputs, r.OldOutputs), Status: resource.StatusOK}, nil
		}
		return plugin.UpdateResponse{}, fmt.Errorf("updating %s: ResourceNotFound: %s", r.URN.Name(), id)
	}
	if err := p.judge(k, id, inputs, &prior, r.Preview); err != nil {
		return plugin.UpdateResponse{}, err
	}
	if r.Preview {
		return plugin.UpdateResponse{Properties: foreseen(k, r.NewInputs, r.OldOutputs), Status: resource.StatusOK}, nil
	}
	outputs, err := p.apply(ctx, k, Resource{ID: prior.ID, Type: k.Token, Inputs: inputs}, &prior, r.URN, r.Timeout)
	resp := plugin.UpdateResponse{Properties: properties(outputs, r.NewInputs), Status: resource.StatusOK}
	if err != nil {
		resp.Status = resource.StatusPartialFailure
		return resp, &plugin.InitError{Reasons: []string{err.Error()}}
	}
	return resp, nil
}

// apply records a resource, makes it real, and records what came of it. After an error the record stays, marked.
func (p *Provider) apply(
	ctx context.Context, k arm.Kind, r Resource, prior *Resource, urn resource.URN, timeout float64,
) (map[string]any, error) {
	ctx, done := p.operation(ctx, timeout)
	defer done()
	r.Outputs = answers(k, r)
	if err := p.store.put(record{Resource: r, Unfinished: true}); err != nil {
		return r.Outputs, err
	}
	more, err := p.effects.Apply(ctx, r, prior, p.progress(ctx, urn))
	maps.Copy(r.Outputs, more)
	if err != nil {
		return r.Outputs, fmt.Errorf("making %s real: %w", arm.Name(r.ID), err)
	}
	return r.Outputs, p.store.put(record{Resource: r})
}

// operation bounds a context by the program's time-out, in seconds with 0 for none, and by cancellation.
func (p *Provider) operation(ctx context.Context, timeout float64) (context.Context, func()) {
	p.mu.Lock()
	base := p.base
	p.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	if timeout > 0 {
		inner := cancel
		var cancelTimeout context.CancelFunc
		ctx, cancelTimeout = context.WithTimeout(ctx, time.Duration(timeout*float64(time.Second)))
		cancel = func() { cancelTimeout(); inner() }
	}
	release := context.AfterFunc(base, cancel)
	return ctx, func() { release(); cancel() }
}

func (p *Provider) progress(ctx context.Context, urn resource.URN) Progress {
	return func(line string) { provider.Status(ctx, urn, "%s", line) }
}

// foreseen returns what a preview can tell of the outputs: the inputs ARM echoes and, of a resource that exists, its name and
// location; nothing else, as azure-native has it.
func foreseen(k arm.Kind, inputs, old resource.PropertyMap) resource.PropertyMap {
	out := properties(echoes(k, provider.Plain(inputs)), inputs)
	unknown := resource.MakeComputed(resource.NewProperty(""))
	for _, name := range later(k) {
		if _, told := out[name]; !told {
			out[name] = unknown
		}
	}
	for _, name := range []resource.PropertyKey{"name", "location"} {
		if v, ok := old[name]; ok {
			out[name] = v
		}
	}
	return out
}

// later lists the outputs of a type that are known only once it exists.
func later(k arm.Kind) []resource.PropertyKey {
	sample := Resource{ID: "/subscriptions/s/resourceGroups/g/providers/p/t/n", Inputs: map[string]any{
		"oidcIssuerProfile": map[string]any{"enabled": true},
	}}
	out := []resource.PropertyKey{}
	for name := range answers(k, sample) {
		out = append(out, resource.PropertyKey(name))
	}
	if k.Token == TypeTaskRun {
		out = append(out, "runResult")
	}
	return out
}

// properties turns outputs into the engine's values, keeping secret what came in as a secret.
func properties(outputs map[string]any, inputs resource.PropertyMap) resource.PropertyMap {
	out := resource.NewPropertyMapFromMapRepl(outputs, nil, unknownOf)
	for name, v := range out {
		if in, given := inputs[name]; given && in.ContainsSecrets() && !v.IsSecret() {
			out[name] = resource.MakeSecret(v)
		}
	}
	return out
}

// unknownOf turns a plain unknown back into the engine's.
func unknownOf(v any) (resource.PropertyValue, bool) {
	if _, is := v.(arm.Unknown); is {
		return resource.MakeComputed(resource.NewProperty("")), true
	}
	return resource.PropertyValue{}, false
}
