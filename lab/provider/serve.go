package provider

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

const (
	// maxMessage is the engine's own limit for one message, in bytes.
	maxMessage = 400 << 20
	// stopPatience is how long stopping waits for operations under way before it cuts them off.
	stopPatience = 5 * time.Second
)

// Serve serves one provider to every connection on a free loopback port until ctx ends or stop is called; p is not
// closed. version is what the provider reports where p itself reports none. Hand the port to the engine as
// PULUMI_DEBUG_PROVIDERS=<package>:<port>.
func Serve(ctx context.Context, p plugin.Provider, version string) (port int, stop func(), err error) {
	return serve(ctx, func() plugin.Provider { return p }, false, version)
}

// ServeEach is Serve with a provider of its own for every connection, that is for every provider instance of the
// program; each is closed when its connection ends.
func ServeEach(ctx context.Context, newProvider func() plugin.Provider, version string) (port int, stop func(), err error) {
	return serve(ctx, newProvider, true, version)
}

func serve(ctx context.Context, newProvider func() plugin.Provider, own bool, version string) (int, func(), error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, nil, fmt.Errorf("listening for the engine: %w", err)
	}
	server := grpc.NewServer(
		grpc.MaxRecvMsgSize(maxMessage),
		grpc.MaxSendMsgSize(maxMessage),
		grpc.StatsHandler(connections{open: func() *connection { return newConnection(newProvider(), own, version) }}),
	)
	server.RegisterService(perConnection(pulumirpc.ResourceProvider_ServiceDesc), nil)
	go func() { _ = server.Serve(listener) }()

	var once sync.Once
	stop := func() { once.Do(func() { stopServer(server) }) }
	context.AfterFunc(ctx, stop)
	return listener.Addr().(*net.TCPAddr).Port, stop, nil
}

// stopServer lets calls under way finish, but not for ever.
func stopServer(server *grpc.Server) {
	impatient := time.AfterFunc(stopPatience, server.Stop)
	defer impatient.Stop()
	server.GracefulStop()
}
