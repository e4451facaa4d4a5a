// Package provider holds what every stand-in provider of the lab shares: the parts of plugin.Provider that are the same
// for all of them ([Base]), and the way to put one behind the real engine ([Serve], [ServeEach]) through the
// environment variable PULUMI_DEBUG_PROVIDERS.
//
// The engine opens one connection for each provider instance of a program (the default one and each explicit one) and
// configures it. Serve gives all of them the same provider, which suits one whose configuration does not matter;
// ServeEach makes a provider for each connection, which suits one that must remember its own configuration.
//
// It does not serve a schema, component construction, or mappings: the lab's programs are compiled Go programs.
package provider

import (
	"context"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
)

// Base implements the parts of plugin.Provider that a stand-in seldom cares about: it accepts any configuration and never
// replaces a provider, keeps secrets, and closes and cancels without error. Embed it by value and override the rest.
type Base struct {
	plugin.UnimplementedProvider

	// Version is what the provider says of itself; the SDK's version that the program was compiled with is right.
	Version string
}

// Handshake tells the engine that secrets, resource references and output values are understood.
func (b *Base) Handshake(context.Context, plugin.ProviderHandshakeRequest) (*plugin.ProviderHandshakeResponse, error) {
	return &plugin.ProviderHandshakeResponse{AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true}, nil
}

// CheckConfig accepts the configuration as it is.
func (b *Base) CheckConfig(_ context.Context, r plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	return plugin.CheckConfigResponse{Properties: r.News}, nil
}

// DiffConfig never replaces the provider; a changed configuration is simply used from the next run on.
func (b *Base) DiffConfig(_ context.Context, r plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	if r.OldInputs.DeepEquals(r.NewInputs) {
		return plugin.DiffConfigResponse{Changes: plugin.DiffNone}, nil
	}
	return plugin.DiffConfigResponse{Changes: plugin.DiffSome}, nil
}

// Configure accepts the configuration and forgets it.
func (b *Base) Configure(context.Context, plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	return plugin.ConfigureResponse{}, nil
}

// GetPluginInfo returns Version; an unreadable version is left out.
func (b *Base) GetPluginInfo(context.Context) (plugin.PluginInfo, error) {
	version, err := semver.ParseTolerant(b.Version)
	if err != nil {
		return plugin.PluginInfo{}, nil
	}
	return plugin.PluginInfo{Version: &version}, nil
}

// GetMapping has no mapping to give.
func (b *Base) GetMapping(context.Context, plugin.GetMappingRequest) (plugin.GetMappingResponse, error) {
	return plugin.GetMappingResponse{}, nil
}

// GetMappings has no mappings to give.
func (b *Base) GetMappings(context.Context, plugin.GetMappingsRequest) (plugin.GetMappingsResponse, error) {
	return plugin.GetMappingsResponse{}, nil
}

// SignalCancellation does nothing; a provider with long operations overrides it.
func (b *Base) SignalCancellation(context.Context) error { return nil }

// Close does nothing.
func (b *Base) Close() error { return nil }
