// Command agent is everything of the lab that runs on its own: the first process of a node, the disk driver on it, the
// load balancer, the controller that grows volumes, the forwarder to the API server, the writer on the application's host, the
// bare members that a database is compared with, and the log-in of people to the cluster. The lab starts it; people don't.
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
	"github.com/galera-aks/galera-aks/lab/resizer"
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
		return errors.New("usage: agent node-init|disk|balancer|resizer|forward|load|bare [ARGUMENT ...]")
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
	case command == "resizer" && len(rest) == 2:
		return resize(ctx, rest[0], disk.In(rest[1]))
	}
	return fmt.Errorf("agent: unknown command %q", args[1:])
}

// balance runs the load balancer with a kubeconfig, and a file that has the virtual network's subnets.
func balance(ctx context.Context, kubeconfig, subnets string) error {
	client, err := cluster(kubeconfig)
	if err != nil {
		return err
	}
	b := balancer.Balancer{Client: client, Subnets: func() (balancer.Subnets, error) { return balancer.ReadSubnets(subnets) }}
	return b.Run(ctx)
}

// resize grows volumes, with a kubeconfig and the records of the region's disks.
func resize(ctx context.Context, kubeconfig string, disks disk.Records) error {
	client, err := cluster(kubeconfig)
	if err != nil {
		return err
	}
	r := resizer.Resizer{Client: client, Driver: disk.DriverName, Size: func(handle string) (int64, error) {
		record, err := disks.Get(handle)
		return record.Bytes(), err
	}}
	return r.Run(ctx)
}

// cluster returns a client of the cluster that a kubeconfig leads to.
func cluster(kubeconfig string) (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("reading the cluster's kubeconfig: %w", err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("making a client of the cluster: %w", err)
	}
	return client, nil
}
