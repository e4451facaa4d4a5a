// Package random stands in for the random provider where its plugin is not installed: RandomPassword, RandomString,
// RandomUuid, RandomId and RandomBytes, with the real one's inputs, defaults, outputs and replacement (any change
// of an input is a new resource), drawing from the system's cryptographic source.
//
// It does not know RandomInteger, RandomPet, RandomShuffle or the dated kinds of UUID, and cannot import.
package random

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Version is the version of the SDK whose provider this package stands in for.
const Version = "4.21.2"

type random struct{ provider.Base }

// NewProvider returns the stand-in. It has no configuration, so one may serve every provider instance of a program.
func NewProvider() plugin.Provider {
	return &random{provider.Base{Version: Version}}
}

// Check refuses what the real provider refuses and fills in its defaults.
func (*random) Check(_ context.Context, r plugin.CheckRequest) (plugin.CheckResponse, error) {
	k, err := kindOf(provider.Token(r.URN, r.Type))
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	resp := plugin.CheckResponse{Properties: r.News.Copy()}
	for key, value := range k.defaults {
		if _, given := resp.Properties[key]; !given {
			resp.Properties[key] = value
		}
	}
	for key := range r.News {
		if !k.takes(key) {
			resp.Failures = append(resp.Failures, plugin.CheckFailure{Property: key, Reason: fmt.Sprintf("not an input of %s", r.Type)})
		}
	}
	resp.Failures = append(resp.Failures, k.check(provider.Plain(resp.Properties))...)
	return resp, nil
}

// Diff replaces on any change.
func (*random) Diff(_ context.Context, r plugin.DiffRequest) (plugin.DiffResponse, error) {
	return provider.Diff(r.OldInputs, r.NewInputs, func(resource.PropertyPath) bool { return true }), nil
}

// Create draws the value; in a preview it is unknown.
func (*random) Create(_ context.Context, r plugin.CreateRequest) (plugin.CreateResponse, error) {
	k, err := kindOf(provider.Token(r.URN, r.Type))
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	state := r.Properties.Copy()
	if r.Preview {
		for _, key := range k.outputs {
			state[key] = k.secret(key, resource.MakeComputed(resource.NewProperty("")))
		}
		return plugin.CreateResponse{Properties: state, Status: resource.StatusOK}, nil
	}
	id, drawn, err := k.draw(rand.Reader, provider.Plain(r.Properties))
	if err != nil {
		return plugin.CreateResponse{}, fmt.Errorf("drawing %s: %w", r.URN.Name(), err)
	}
	for key, value := range drawn {
		state[key] = k.secret(key, value)
	}
	return plugin.CreateResponse{ID: resource.ID(id), Properties: state, Status: resource.StatusOK}, nil
}

// Read returns what the engine remembers: there is nothing else that knows the value.
func (*random) Read(_ context.Context, r plugin.ReadRequest) (plugin.ReadResponse, error) {
	if len(r.State) == 0 {
		return plugin.ReadResponse{}, fmt.Errorf("importing %s is not supported by the stand-in", r.Type)
	}
	return plugin.ReadResponse{
		ReadResult: plugin.ReadResult{ID: r.ID, Inputs: r.Inputs, Outputs: r.State}, Status: resource.StatusOK,
	}, nil
}

// Update is never asked for by Diff.
func (*random) Update(_ context.Context, r plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	return plugin.UpdateResponse{}, fmt.Errorf("%s cannot change in place", r.Type)
}

// Delete forgets the value.
func (*random) Delete(context.Context, plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	return plugin.DeleteResponse{Status: resource.StatusOK}, nil
}

// secret wraps the outputs that the kind keeps secret.
func (k kind) secret(key resource.PropertyKey, v resource.PropertyValue) resource.PropertyValue {
	if slices.Contains(k.secrets, key) {
		return resource.MakeSecret(v)
	}
	return v
}

func (k kind) takes(key resource.PropertyKey) bool {
	_, defaulted := k.defaults[key]
	return defaulted || slices.Contains(k.inputs, key)
}
