package provider

import (
	"context"
	"sync"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"
)

type connectionKey struct{}

// connection is what one provider instance of a program talks to.
type connection struct {
	provider plugin.Provider
	own      bool
	server   *server
	engine   engine
	ending   sync.Once
}

func newConnection(p plugin.Provider, own bool, version string) *connection {
	c := &connection{provider: p, own: own}
	c.server = newServer(p, &c.engine, version)
	return c
}

func (c *connection) end() {
	c.ending.Do(func() {
		c.engine.close()
		if c.own {
			_ = c.provider.Close()
		}
	})
}

// connections makes a connection when the engine dials and ends it when the engine hangs up. gRPC hands the tagged
// context down to every call on that connection.
type connections struct{ open func() *connection }

func (c connections) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context {
	return context.WithValue(ctx, connectionKey{}, c.open())
}

func (connections) HandleConn(ctx context.Context, s stats.ConnStats) {
	if _, ended := s.(*stats.ConnEnd); ended {
		connectionOf(ctx).end()
	}
}

func (connections) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }
func (connections) HandleRPC(context.Context, stats.RPCStats)                       {}

func connectionOf(ctx context.Context) *connection {
	c, _ := ctx.Value(connectionKey{}).(*connection)
	return c
}

// perConnection returns the service with each method bound to the server of the connection it is called on.
func perConnection(service grpc.ServiceDesc) *grpc.ServiceDesc {
	service.HandlerType = nil
	methods := make([]grpc.MethodDesc, len(service.Methods))
	for i, m := range service.Methods {
		call := m.Handler
		m.Handler = func(_ any, ctx context.Context, decode func(any) error, i grpc.UnaryServerInterceptor) (any, error) {
			return call(connectionOf(ctx).server, ctx, decode, i)
		}
		methods[i] = m
	}
	streams := make([]grpc.StreamDesc, len(service.Streams))
	for i, s := range service.Streams {
		call := s.Handler
		s.Handler = func(_ any, stream grpc.ServerStream) error {
			return call(connectionOf(stream.Context()).server, stream)
		}
		streams[i] = s
	}
	service.Methods, service.Streams = methods, streams
	return &service
}
