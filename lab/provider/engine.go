package provider

import (
	"context"
	"fmt"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// Status shows a line beside a resource while it is worked on; the next one takes its place. It does nothing where ctx is
// not that of a call from an engine, as in a test that calls the provider directly.
func Status(ctx context.Context, urn resource.URN, format string, args ...any) {
	send(ctx, urn, pulumirpc.LogSeverity_INFO, true, format, args)
}

// Warn shows a line that stays, as a warning about a resource.
func Warn(ctx context.Context, urn resource.URN, format string, args ...any) {
	send(ctx, urn, pulumirpc.LogSeverity_WARNING, false, format, args)
}

// Info shows a line that stays.
func Info(ctx context.Context, urn resource.URN, format string, args ...any) {
	send(ctx, urn, pulumirpc.LogSeverity_INFO, false, format, args)
}

func send(ctx context.Context, urn resource.URN, severity pulumirpc.LogSeverity, ephemeral bool, format string, args []any) {
	c := connectionOf(ctx)
	if c == nil {
		return
	}
	// A line that cannot be shown is no reason for an operation to fail.
	_ = c.engine.log(ctx, &pulumirpc.LogRequest{
		Severity: severity, Message: fmt.Sprintf(format, args...), Urn: string(urn), Ephemeral: ephemeral,
	})
}

// engine is the way back from a provider to the engine that attached to it.
type engine struct {
	mu     sync.Mutex
	conn   *grpc.ClientConn
	client pulumirpc.EngineClient
}

func (e *engine) attach(address string) error {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return fmt.Errorf("connecting back to the engine: %w", err)
	}
	e.close()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.conn, e.client = conn, pulumirpc.NewEngineClient(conn)
	return nil
}

func (e *engine) log(ctx context.Context, r *pulumirpc.LogRequest) error {
	e.mu.Lock()
	client := e.client
	e.mu.Unlock()
	if client == nil {
		return nil
	}
	_, err := client.Log(ctx, r)
	return err
}

func (e *engine) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.conn != nil {
		_ = e.conn.Close()
		e.conn, e.client = nil, nil
	}
}
