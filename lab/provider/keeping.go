package provider

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// keeping keeps the state that comes with an initialization error, which plugin.NewProviderServer drops.
type keeping struct{ plugin.Provider }

func (k keeping) Create(ctx context.Context, r plugin.CreateRequest) (plugin.CreateResponse, error) {
	resp, err := k.Provider.Create(ctx, r)
	return resp, keep(err, resp.ID, r.Properties, resp.Properties)
}

func (k keeping) Update(ctx context.Context, r plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	resp, err := k.Provider.Update(ctx, r)
	return resp, keep(err, r.ID, r.NewInputs, resp.Properties)
}

func (k keeping) Read(ctx context.Context, r plugin.ReadRequest) (plugin.ReadResponse, error) {
	resp, err := k.Provider.Read(ctx, r)
	return resp, keep(err, resp.ID, resp.Inputs, resp.Outputs)
}

func keep(err error, id resource.ID, inputs, outputs resource.PropertyMap) error {
	var failed *plugin.InitError
	if !errors.As(err, &failed) {
		return err
	}
	return &partialError{id: id, inputs: inputs, outputs: outputs, reasons: failed.Reasons}
}
