package azure

import (
	"context"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
	"github.com/galera-aks/galera-aks/lab/azure/rules"
	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Read returns what is recorded under an id, or no id where nothing is.
func (p *Provider) Read(_ context.Context, r plugin.ReadRequest) (plugin.ReadResponse, error) {
	found, ok := p.store.Get(string(r.ID))
	if !ok {
		return plugin.ReadResponse{Status: resource.StatusOK}, nil
	}
	if found.Type != provider.Token(r.URN, r.Type) {
		return plugin.ReadResponse{}, fmt.Errorf("reading %s: it is a %s, not a %s", r.ID, found.Type, r.Type)
	}
	inputs := r.Inputs
	if len(inputs) == 0 {
		inputs = resource.NewPropertyMapFromMap(found.Inputs)
	}
	return plugin.ReadResponse{
		ReadResult: plugin.ReadResult{ID: resource.ID(found.ID), Inputs: inputs, Outputs: properties(found.Outputs, inputs)},
		Status:     resource.StatusOK,
	}, nil
}

// Delete removes a resource and what lies inside it, the innermost first. What is not there counts as deleted.
func (p *Provider) Delete(ctx context.Context, r plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	found, ok := p.store.Get(string(r.ID))
	if !ok {
		return plugin.DeleteResponse{Status: resource.StatusOK}, nil
	}
	if err := refused("deleting "+arm.Name(found.ID), rules.CheckDelete(found, p.store)); err != nil {
		return plugin.DeleteResponse{Status: resource.StatusOK}, err
	}
	ctx, done := p.operation(ctx, r.Timeout)
	defer done()
	progress := p.progress(ctx, r.URN)
	for _, going := range append(rules.Inside(found, p.store), found) {
		if err := p.effects.Remove(ctx, going, progress); err != nil {
			return plugin.DeleteResponse{Status: resource.StatusOK}, fmt.Errorf("removing %s: %w", going.ID, err)
		}
		if err := p.store.remove(going.ID); err != nil {
			return plugin.DeleteResponse{Status: resource.StatusOK}, err
		}
	}
	return plugin.DeleteResponse{Status: resource.StatusOK}, nil
}
