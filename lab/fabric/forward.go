package fabric

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/galera-aks/galera-aks/lab/host"
)

// forwarderProcess names the forwarder among the region's processes.
const forwarderProcess = "forward"

// listenerDescriptor is where ForwardMain finds its listening socket: the first descriptor after standard error.
const listenerDescriptor = 3

// StartForwarder makes the API server reachable from the machine at a port of the loopback address and returns that port.
// The port is chosen once in a region's life. The program given must lead to ForwardMain, such as {"bin/lab", "forward"}.
func (f *Fabric) StartForwarder(ctx context.Context, program []string) (port int, err error) {
	if _, running := f.region.Running(forwarderProcess); running {
		return f.ForwardedPort()
	}
	listener, err := f.listen()
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	socket, err := listener.File()
	if err != nil {
		return 0, fmt.Errorf("handing on the forwarder's socket: %w", err)
	}
	defer socket.Close()
	_, _, err = f.region.Start(host.Process{Name: forwarderProcess, Command: program, Files: []*os.File{socket}})
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// StopForwarder stops the forwarder; its port stays reserved in the region's files.
func (f *Fabric) StopForwarder(ctx context.Context) error {
	const grace = time.Second
	return f.region.Stop(ctx, forwarderProcess, grace)
}

// ForwardedPort is the loopback port that StartForwarder has chosen.
func (f *Fabric) ForwardedPort() (int, error) {
	content, err := os.ReadFile(f.portPath())
	if err != nil {
		return 0, fmt.Errorf("reading the API's loopback port: %w", err)
	}
	port, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return 0, fmt.Errorf("reading the API's loopback port: %w", err)
	}
	return port, nil
}

// listen opens the port of earlier starts. Where that is taken by now, or none was chosen yet, it chooses one.
func (f *Fabric) listen() (*net.TCPListener, error) {
	loopback := net.IPv4(127, 0, 0, 1)
	port, err := f.ForwardedPort()
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: loopback, Port: port})
	if errors.Is(err, unix.EADDRINUSE) {
		listener, err = net.ListenTCP("tcp4", &net.TCPAddr{IP: loopback})
	}
	if err != nil {
		return nil, fmt.Errorf("listening for the API on the loopback address: %w", err)
	}
	chosen := listener.Addr().(*net.TCPAddr).Port
	if err := host.WriteFile(f.portPath(), []byte(strconv.Itoa(chosen)), 0o644); err != nil {
		listener.Close()
		return nil, err
	}
	return listener, nil
}

func (f *Fabric) portPath() string { return f.region.Path("api-port") }

// ForwardMain is the forwarder's main function. It serves the socket that StartForwarder hands on, until it is killed.
func ForwardMain() error {
	socket := os.NewFile(listenerDescriptor, "listener")
	listener, err := net.FileListener(socket)
	if err != nil {
		return fmt.Errorf("taking over the forwarder's socket: %w", err)
	}
	socket.Close()
	target := netip.AddrPortFrom(APIServer, APIServerPort).String()
	return forward(listener, func(ctx context.Context) (net.Conn, error) {
		return host.Dial(ctx, host.NamespacePath(Namespace), "tcp", target)
	})
}

// forward connects each caller of a listener to what dial reaches.
func forward(listener net.Listener, dial func(context.Context) (net.Conn, error)) error {
	for {
		caller, err := listener.Accept()
		if err != nil {
			return fmt.Errorf("accepting a caller: %w", err)
		}
		go func() {
			defer caller.Close()
			const patience = 10 * time.Second
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			target, err := dial(ctx)
			if err != nil {
				log.Printf("a caller is turned away: %v", err)
				return
			}
			defer target.Close()
			join(caller.(*net.TCPConn), target.(*net.TCPConn))
		}()
	}
}

// join copies both ways until both directions have ended.
func join(a, b *net.TCPConn) {
	done := make(chan struct{})
	go func() {
		pour(a, b)
		close(done)
	}()
	pour(b, a)
	<-done
}

// pour copies one direction and hands on its end.
func pour(to, from *net.TCPConn) {
	_, err := io.Copy(to, from)
	if err != nil {
		// A broken connection ends the other direction too.
		to.Close()
		from.Close()
		return
	}
	_ = to.CloseWrite()
}
