package provider

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

// server is the engine's own server for a provider with two things put right that it leaves out: a resource that exists
// but failed to initialise is reported as such, with its state, and an ordinary error is one of which the outcome is known.
type server struct {
	pulumirpc.ResourceProviderServer

	provider plugin.Provider
	engine   *engine
	version  string
}

func newServer(p plugin.Provider, e *engine, version string) *server {
	return &server{ResourceProviderServer: plugin.NewProviderServer(keeping{p}), provider: p, engine: e, version: version}
}

func (s *server) Attach(_ context.Context, r *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	if err := s.engine.attach(r.GetAddress()); err != nil {
		return nil, err
	}
	return &emptypb.Empty{}, nil
}

// GetPluginInfo answers for a provider that does not know its version, where the engine's server would panic.
func (s *server) GetPluginInfo(ctx context.Context, _ *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	info, err := s.provider.GetPluginInfo(ctx)
	if err != nil || info.Version == nil {
		return &pulumirpc.PluginInfo{Version: s.version}, nil
	}
	return &pulumirpc.PluginInfo{Version: info.Version.String()}, nil
}

func (s *server) Create(ctx context.Context, r *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	resp, err := s.ResourceProviderServer.Create(ctx, r)
	return resp, wire(err)
}

func (s *server) Update(ctx context.Context, r *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	resp, err := s.ResourceProviderServer.Update(ctx, r)
	return resp, wire(err)
}

func (s *server) Read(ctx context.Context, r *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	resp, err := s.ResourceProviderServer.Read(ctx, r)
	return resp, wire(err)
}

func (s *server) Delete(ctx context.Context, r *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	resp, err := s.ResourceProviderServer.Delete(ctx, r)
	return resp, wire(err)
}

// wire turns an error into what the engine reads off the connection.
func wire(err error) error {
	var partial *partialError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &partial):
		return partial.wire()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	if _, already := status.FromError(err); already {
		return err
	}
	return status.Error(codes.FailedPrecondition, err.Error())
}

// partialError carries, past the engine's own server, the state of a resource that exists but failed to initialise.
type partialError struct {
	id              resource.ID
	inputs, outputs resource.PropertyMap
	reasons         []string
}

func (e *partialError) Error() string { return (&plugin.InitError{Reasons: e.reasons}).Error() }

func (e *partialError) wire() error {
	options := plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true, PropagateNil: true}
	detail := &pulumirpc.ErrorResourceInitFailed{Id: string(e.id), Reasons: e.reasons}
	var err error
	if detail.Properties, err = plugin.MarshalProperties(e.outputs, options); err != nil {
		return err
	}
	if detail.Inputs, err = plugin.MarshalProperties(e.inputs, options); err != nil {
		return err
	}
	s, err := status.New(codes.Unknown, e.Error()).WithDetails(detail)
	if err != nil {
		return err
	}
	return s.Err()
}
