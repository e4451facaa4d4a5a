package provider

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

const urn = "urn:pulumi:dev::test::thing:index:Thing::one"

// thing answers creations with what its test wants and remembers its configuration.
type thing struct {
	Base
	configured string
	created    func() (plugin.CreateResponse, error)
	closed     *atomic.Int32
}

func (p *thing) Configure(_ context.Context, r plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	p.configured = r.Inputs["name"].StringValue()
	return plugin.ConfigureResponse{}, nil
}

func (p *thing) Create(context.Context, plugin.CreateRequest) (plugin.CreateResponse, error) {
	if p.created != nil {
		return p.created()
	}
	return plugin.CreateResponse{ID: resource.ID(p.configured)}, nil
}

func (p *thing) Close() error {
	if p.closed != nil {
		p.closed.Add(1)
	}
	return nil
}

func dial(t *testing.T, port int) (pulumirpc.ResourceProviderClient, func()) {
	t.Helper()
	conn, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return pulumirpc.NewResourceProviderClient(conn), func() { _ = conn.Close() }
}

func configure(t *testing.T, c pulumirpc.ResourceProviderClient, name string) {
	t.Helper()
	args, err := plugin.MarshalProperties(resource.PropertyMap{"name": resource.NewProperty(name)}, plugin.MarshalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Configure(t.Context(), &pulumirpc.ConfigureRequest{Args: args, AcceptSecrets: true}); err != nil {
		t.Fatal(err)
	}
}

func TestServeEachKeepsConfigurationsApart(t *testing.T) {
	var closed atomic.Int32
	port, stop, err := ServeEach(t.Context(), func() plugin.Provider { return &thing{closed: &closed} }, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	one, hangUp := dial(t, port)
	two, _ := dial(t, port)
	configure(t, one, "one")
	configure(t, two, "two")
	for client, want := range map[pulumirpc.ResourceProviderClient]string{one: "one", two: "two"} {
		resp, err := client.Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn})
		if err != nil {
			t.Fatal(err)
		}
		if resp.Id != want {
			t.Errorf("created by the provider configured as %q, want %q", resp.Id, want)
		}
	}
	info, err := one.GetPluginInfo(t.Context(), &emptypb.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	if info.Version != "1.2.3" {
		t.Errorf("version %q, want 1.2.3", info.Version)
	}
	hangUp()
	deadline := time.After(5 * time.Second)
	for closed.Load() != 1 {
		select {
		case <-deadline:
			t.Fatalf("closed %d providers, want 1", closed.Load())
		case <-time.After(time.Millisecond):
		}
	}
}

func TestErrorsOnTheWire(t *testing.T) {
	state := resource.PropertyMap{"size": resource.NewProperty(3.0)}
	cases := map[string]struct {
		resp plugin.CreateResponse
		err  error
		code codes.Code
		init bool
	}{
		"an ordinary error has a known outcome": {err: errors.New("no such subnet"), code: codes.FailedPrecondition},
		"a status stays as it is":               {err: status.Error(codes.NotFound, "gone"), code: codes.NotFound},
		"a failed initialization brings its state": {
			resp: plugin.CreateResponse{ID: "id-1", Properties: state},
			err:  fmt.Errorf("creating: %w", &plugin.InitError{Reasons: []string{"not ready"}}), code: codes.Unknown, init: true,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := &thing{created: func() (plugin.CreateResponse, error) { return c.resp, c.err }}
			port, stop, err := Serve(t.Context(), p, "1.0.0")
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
			client, _ := dial(t, port)
			_, err = client.Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn})
			got := status.Convert(err)
			if got.Code() != c.code {
				t.Errorf("code %v, want %v (%v)", got.Code(), c.code, err)
			}
			if !c.init {
				return
			}
			failed, ok := got.Details()[0].(*pulumirpc.ErrorResourceInitFailed)
			if !ok {
				t.Fatalf("no initialization error in %v", got.Details())
			}
			if failed.Id != "id-1" || failed.Reasons[0] != "not ready" || failed.Properties.Fields["size"].GetNumberValue() != 3 {
				t.Errorf("initialization error lost something: %v", failed)
			}
		})
	}
}
