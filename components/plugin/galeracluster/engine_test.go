package galeracluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"
	pkgresource "github.com/pulumi/pulumi/pkg/v3/resource"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	comprovider "github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// up runs a program that declares one cluster called "orders" in the real engine, in process. The package is served as to
// programs of other languages; the providers of Kubernetes and of passwords say yes to everything. It returns the state that
// results and what the engine has said.
func up(t *testing.T, args pulumi.Map) (*deploy.Snapshot, string, error) {
	t.Helper()
	program := deploytest.NewLanguageRuntimeF(func(info plugin.RunInfo, _ *deploytest.ResourceMonitor) error {
		ctx, err := pulumi.NewContext(context.Background(), pulumi.RunInfo{
			Project: info.Project, Stack: info.Stack, Parallel: info.Parallel, DryRun: info.DryRun, MonitorAddr: info.MonitorAddress,
		})
		if err != nil {
			return err
		}
		return pulumi.RunWithContext(ctx, func(ctx *pulumi.Context) error {
			var cluster pulumi.ResourceState
			return ctx.RegisterRemoteComponentResource(token, "orders", args, &cluster)
		})
	})
	said := ""
	host := deploytest.NewPluginHostF(nil, nil, program, nil, nil,
		deploytest.NewProviderLoader("kubernetes", semver.MustParse("4.33.0"), agreeing),
		deploytest.NewProviderLoader("random", semver.MustParse("4.21.2"), agreeing),
		deploytest.NewProviderLoaderWithHost(Package, semver.MustParse(Version), func(host plugin.Host) (plugin.Provider, error) {
			return served(t, host)
		}))
	plan := &lt.TestPlan{}
	snapshot, err := lt.TestOp(engine.Update).RunStep(plan.GetProject(), plan.GetTarget(t, nil),
		lt.TestUpdateOptions{T: t, HostF: host, SkipDisplayTests: true}, false, nil,
		func(_ workspace.Project, _ deploy.Target, _ engine.JournalEntries, events []engine.Event, err error) error {
			for _, e := range events {
				if p, ok := e.Payload().(engine.DiagEventPayload); ok {
					said += colors.Never.Colorize(p.Message)
				}
			}
			return err
		}, "up")
	return snapshot, said, err
}

// agreeing is a provider that makes everything as it is asked to.
func agreeing() (plugin.Provider, error) {
	return &deploytest.Provider{
		CreateF: func(_ context.Context, req plugin.CreateRequest) (plugin.CreateResponse, error) {
			outputs := req.Properties.Copy()
			if req.URN.Type().Name() == "RandomPassword" {
				outputs["result"] = resource.NewProperty("generated")
			}
			return plugin.CreateResponse{ID: resource.ID(req.URN.Name()), Properties: outputs, Status: resource.StatusOK}, nil
		},
	}, nil
}

// served is the package behind a socket, as a plugin is.
func served(t *testing.T, host plugin.Host) (plugin.Provider, error) {
	provider, err := Provider()
	if err != nil {
		return nil, err
	}
	client, err := comprovider.NewHostClient(host.ServerAddr())
	if err != nil {
		return nil, fmt.Errorf("finding the engine: %w", err)
	}
	raw, err := p.RawServer(Package, Version, provider)(client)
	if err != nil {
		return nil, fmt.Errorf("making the plugin: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening for the engine: %w", err)
	}
	server := grpc.NewServer()
	pulumirpc.RegisterResourceProviderServer(server, raw)
	go func() { _ = server.Serve(listener) }()
	connection, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	t.Cleanup(func() {
		server.Stop()
		if err := errors.Join(connection.Close(), client.Close()); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("connecting to the plugin: %w", err)
	}
	return plugin.NewProviderWithClient(nil, pulumirpc.NewResourceProviderClient(connection), false), nil
}

// named returns the resource of a type, by its last word, and a name.
func named(t *testing.T, snapshot *deploy.Snapshot, kind tokens.TypeName, name string) *pkgresource.State {
	t.Helper()
	for _, r := range snapshot.Resources {
		if r.Type.Name() == kind && r.URN.Name() == name {
			return r
		}
	}
	t.Fatalf("there is no %s %s", kind, name)
	return nil
}
