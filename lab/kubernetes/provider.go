// Package kubernetes stands in for the pulumi-kubernetes provider, 4.33, where the real plugin is not installed. It works
// against a real Kubernetes API server: server-side apply, dry runs in previews, and the real provider's replacement
// rules, waits and initialization errors, so that a program behaves in the lab as it will with the real plugin.
//
// What it leaves out, each with a clear error: patch resources, lists, Helm, YAML and Kustomize resources, functions,
// rendering to YAML, and client-side apply. Two things differ on purpose. A provider without a kubeconfig never falls back
// to the one in the user's home, since that may be a real cluster. And a Service counts as ready as soon as it has an
// endpoint, where the real provider lets the endpoints settle for ten seconds first.
package kubernetes

import (
	"context"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
)

// Version is the version of the real provider this one stands in for.
const Version = "4.33.0"

// Options says how a provider behaves apart from what a program configures.
type Options struct {
	// Offline makes the provider connect to nothing: previews work from inputs alone, anything else is an error.
	Offline bool

	// Poll is the longest pause between two looks at an object that is being waited for; 0 means 500 ms.
	Poll time.Duration

	// Retry is the first of the pauses, each twice the one before, after which a creation is tried again whose namespace
	// or kind the server does not know yet; 0 means 1 s. Five tries follow the first, as in the real provider.
	Retry time.Duration

	// Memory, if not nil, is what the provider works against in place of the API server that its configuration names.
	Memory *Memory
}

func (o Options) withDefaults() Options {
	if o.Poll == 0 {
		o.Poll = 500 * time.Millisecond
	}
	if o.Retry == 0 {
		o.Retry = time.Second
	}
	return o
}

func (o Options) connect(s settings) (cluster, error) {
	if o.Memory != nil {
		return o.Memory, nil
	}
	return dial(s)
}

// New returns one provider instance, which remembers the one configuration it is given: serve it with
// [provider.ServeEach], or return a new one from each call of an in-process loader.
func New(o Options) plugin.Provider {
	ctx, cancel := context.WithCancel(context.Background())
	return &instance{Base: provider.Base{Version: Version}, options: o.withDefaults(), running: ctx, cancel: cancel}
}

// instance is a provider as one provider resource of a program configures it.
type instance struct {
	provider.Base

	options Options

	running context.Context
	cancel  context.CancelFunc

	mu         sync.Mutex
	settings   settings
	configured bool
	link       cluster
	refused    error
	refusedAt  time.Time
}

// Handshake also tells the engine that its autonaming configuration is honoured.
func (i *instance) Handshake(ctx context.Context, r plugin.ProviderHandshakeRequest) (*plugin.ProviderHandshakeResponse, error) {
	response, err := i.Base.Handshake(ctx, r)
	if err == nil {
		response.SupportsAutonamingConfiguration = true
	}
	return response, err
}

// SignalCancellation ends every wait; what was being waited for is reported as not initialized.
func (i *instance) SignalCancellation(context.Context) error {
	i.cancel()
	return nil
}

func (i *instance) Close() error {
	i.cancel()
	return nil
}

// during is ctx, which also ends when the provider is cancelled.
func (i *instance) during(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(i.running, cancel)
	return ctx, func() { stop(); cancel() }
}
