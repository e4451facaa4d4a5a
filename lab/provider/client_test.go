package provider

import (
	"errors"
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// TestTheEnginesClientUnderstands goes through the engine's own client, which decides what the engine takes an answer for.
func TestTheEnginesClientUnderstands(t *testing.T) {
	state := resource.PropertyMap{"password": resource.MakeSecret(resource.NewProperty("x"))}
	p := &thing{created: func() (plugin.CreateResponse, error) {
		return plugin.CreateResponse{ID: "id-1", Properties: state}, &plugin.InitError{Reasons: []string{"not ready"}}
	}}
	port, stop, err := Serve(t.Context(), p, "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	conn, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	sink := diag.DefaultSink(t.Output(), t.Output(), diag.FormatOptions{Color: colors.Never})
	ctx, err := plugin.NewContextWithHost(t.Context(), sink, sink, &plugin.MockHost{}, t.TempDir(), t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	client := plugin.NewProviderWithClient(ctx, pulumirpc.NewResourceProviderClient(conn), false)
	name, token := "default", tokens.Type("pulumi:providers:thing")
	at, id := resource.NewURN("dev", "test", "", token, name), resource.ID("provider-1")
	if _, err := client.Configure(t.Context(), plugin.ConfigureRequest{
		URN: &at, Name: &name, Type: &token, ID: &id, Inputs: resource.PropertyMap{"name": resource.NewProperty("one")},
	}); err != nil {
		t.Fatal(err)
	}
	resp, err := client.Create(t.Context(), plugin.CreateRequest{URN: urn, Name: "one", Type: "thing:index:Thing", Properties: resource.PropertyMap{}})
	var failed *plugin.InitError
	if !errors.As(err, &failed) || failed.Reasons[0] != "not ready" {
		t.Fatalf("got %v, want an initialization error", err)
	}
	if resp.Status != resource.StatusPartialFailure || resp.ID != "id-1" || !resp.Properties["password"].IsSecret() {
		t.Errorf("got id %q, status %v and %v, want the state with its secret", resp.ID, resp.Status, resp.Properties)
	}
}
