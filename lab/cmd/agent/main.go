// Command agent is everything of the lab that runs on its own: the first process of a node, the disk driver on it, the
// load balancer, the forwarder to the API server, the writer on the application's host, the bare members that a database is
// compared with, and the log-in of people to the cluster. The lab starts it; people don't.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/galera-aks/galera-aks/lab/balancer"
	"github.com/galera-aks/galera-aks/lab/bare/become"
	"github.com/galera-aks/galera-aks/lab/disk"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/load/writer"
	"github.com/galera-aks/galera-aks/lab/node"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	if err := run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if filepath.Base(args[0]) == "kubelogin" {
		return login(args[1:], os.Stdout)
	}
	if len(args) < 2 {
		return errors.New("usage: agent node-init|disk|balancer|forward|load|bare [ARGUMENT ...]")
	}
	command, rest := args[1], args[2:]
	switch {
	case command == "node-init":
		return node.InitMain(rest)
	case command == "forward":
		return fabric.ForwardMain()
	case command == "disk" && len(rest) == 3:
		return disk.Serve(ctx, rest[0], rest[1], disk.In(rest[2]))
	case command == "load" && len(rest) == 1:
		return writer.Write(ctx, rest[0])
	case command == "bare" && len(rest) == 1:
		return become.Main(rest[0])
	case command == "balancer" && len(rest) == 2:
		return balance(ctx, rest[0], rest[1])
	}
	return fmt.Errorf("agent: unknown command %q", args[1:])
}

// balance runs the load balancer with a kubeconfig, and a file that has the virtual network's subnets.
func balance(ctx context.Context, kubeconfig, subnets string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return fmt.Errorf("reading the balancer's kubeconfig: %w", err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("making the balancer's client: %w", err)
	}
	b := balancer.Balancer{Client: client, Subnets: func() (balancer.Subnets, error) { return balancer.ReadSubnets(subnets) }}
	return b.Run(ctx)
}
