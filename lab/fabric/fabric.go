package fabric

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/galera-aks/galera-aks/lab/host"
)

// Fabric is the region's network.
type Fabric struct {
	region *host.Region
}

// Start builds the network, or completes what an interrupted Start has left, and returns it. What runs is not disturbed.
func Start(ctx context.Context, region *host.Region) (*Fabric, error) {
	f := &Fabric{region: region}
	for _, name := range []string{Namespace, ApplicationNamespace} {
		if err := host.CreateNamespace(name); err != nil {
			return nil, err
		}
	}
	if err := f.build(); err != nil {
		return nil, fmt.Errorf("building the fabric: %w", err)
	}
	p, err := f.Peering()
	if err != nil {
		return nil, err
	}
	return f, f.applyPeering(ctx, p)
}

// Open returns the network of a region that Start has built.
func Open(region *host.Region) *Fabric { return &Fabric{region: region} }

// Dial connects, from inside the fabric, to an address given in numbers.
func (f *Fabric) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return host.Dial(ctx, host.NamespacePath(Namespace), network, address)
}

func (f *Fabric) build() error {
	fabric, err := host.OpenNetwork(host.NamespacePath(Namespace))
	if err != nil {
		return err
	}
	defer fabric.Close()
	application, err := host.OpenNetwork(host.NamespacePath(ApplicationNamespace))
	if err != nil {
		return err
	}
	defer application.Close()
	if err := buildRouter(fabric); err != nil {
		return err
	}
	return buildApplication(fabric, application)
}

// buildRouter makes the bridge, the addresses and the settings of the fabric.
func buildRouter(fabric *host.Network) error {
	settings := map[string]string{
		"ipv4/ip_forward": "1",
		// Replies may take another way than requests, as they may in Azure.
		"ipv4/conf/all/rp_filter":     "0",
		"ipv4/conf/default/rp_filter": "0",
		// Pods' packets go through the router although the nodes share a bridge; that is meant, and not to be corrected.
		"ipv4/conf/all/send_redirects":     "0",
		"ipv4/conf/default/send_redirects": "0",
	}
	for key, value := range settings {
		if err := fabric.Sysctl(key, value); err != nil {
			return err
		}
	}
	if err := fabric.Bridge(bridge); err != nil {
		return err
	}
	problems := []error{
		fabric.Address(bridge, netip.PrefixFrom(Router, NodesSubnet.Bits())),
		fabric.Address(bridge, netip.PrefixFrom(DNS, 32)),
	}
	for _, address := range []netip.Addr{APIServer, Registry} {
		problems = append(problems, fabric.Address(endpoints, netip.PrefixFrom(address, 32)))
	}
	return errors.Join(problems...)
}

// buildApplication makes the application's host, with a route to its own network only.
func buildApplication(fabric, application *host.Network) error {
	const card = "eth0"
	if !application.HasLink(card) {
		if err := fabric.Veth(applicationPort, application, card, nil); err != nil {
			return err
		}
	}
	return errors.Join(
		fabric.Address(applicationPort, netip.PrefixFrom(applicationRouter, ApplicationSubnet.Bits())),
		application.Address(card, netip.PrefixFrom(ApplicationHost, ApplicationSubnet.Bits())),
		application.Route(ApplicationNetwork, applicationRouter),
	)
}
