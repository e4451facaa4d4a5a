package fabric

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/galera-aks/galera-aks/lab/host"
)

// nodeCard is a node's network interface.
const nodeCard = "eth0"

// NodePort is the fabric's end of a node's cable, a port of the virtual network's bridge. Taking it down cuts the node
// off.
func NodePort(ordinal int) string { return fmt.Sprintf("node%d", ordinal) }

// Attach connects the network namespace of a node's first process to the virtual network and gives the node its address
// and routes. What was attached under that ordinal before is cut off.
func (f *Fabric) Attach(ordinal, pid int) error {
	address, err := NodeAddress(ordinal)
	if err != nil {
		return err
	}
	pods, err := PodSubnet(ordinal)
	if err != nil {
		return err
	}
	fabric, err := host.OpenNetwork(host.NamespacePath(Namespace))
	if err != nil {
		return err
	}
	defer fabric.Close()
	node, err := host.OpenNetwork(host.ProcessNamespacePath(pid))
	if err != nil {
		return err
	}
	defer node.Close()
	if err := fabric.Veth(NodePort(ordinal), node, nodeCard, hardwareAddress(address)); err != nil {
		return err
	}
	slow, err := f.SlowLinks()
	if err != nil {
		return err
	}
	problems := []error{
		fabric.Join(NodePort(ordinal), bridge),
		fabric.Route(pods, address),
		connectNode(node, address),
	}
	if rate := slow[ordinal]; rate > 0 {
		problems = append(problems, limitLink(ordinal, pid, rate))
	}
	return errors.Join(problems...)
}

// connectNode gives a node its address and the routes that it needs: to the rest of the virtual network, to other nodes'
// pods and to the application. Virtual addresses need a route although packets to them never leave the node, since the
// kernel looks for a route before the rules that translate them are asked.
func connectNode(node *host.Network, address netip.Addr) error {
	problems := []error{
		node.Up("lo"),
		node.Address(nodeCard, netip.PrefixFrom(address, NodesSubnet.Bits())),
	}
	for _, destination := range []netip.Prefix{VirtualNetwork, Pods, Services, ApplicationNetwork} {
		problems = append(problems, node.Route(destination, Router))
	}
	return errors.Join(problems...)
}

// hardwareAddress makes a node keep its hardware address over a loss of power, as a virtual machine does: with another one
// its neighbours would send to the old one for seconds.
func hardwareAddress(address netip.Addr) net.HardwareAddr {
	const locallyAdministered = 0x02
	raw := address.As4()
	return net.HardwareAddr{locallyAdministered, 0, raw[0], raw[1], raw[2], raw[3]}
}

// Detach removes what Attach has made for an ordinal.
func (f *Fabric) Detach(ordinal int) error {
	pods, err := PodSubnet(ordinal)
	if err != nil {
		return err
	}
	fabric, err := host.OpenNetwork(host.NamespacePath(Namespace))
	if err != nil {
		return err
	}
	defer fabric.Close()
	return errors.Join(fabric.RemoveLink(NodePort(ordinal)), fabric.RemoveRoute(pods))
}
