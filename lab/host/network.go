package host

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// Network changes the interfaces, addresses and routes of one network namespace. All of its methods may be repeated.
type Network struct {
	path      string
	namespace netns.NsHandle
	handle    *netlink.Handle
}

// OpenNetwork opens the namespace at a path, such as NamespacePath or ProcessNamespacePath gives. Close it after use.
func OpenNetwork(path string) (*Network, error) {
	namespace, err := netns.GetFromPath(path)
	if err != nil {
		return nil, fmt.Errorf("opening network namespace %s: %w", path, err)
	}
	handle, err := netlink.NewHandleAt(namespace, unix.NETLINK_ROUTE)
	if err != nil {
		namespace.Close()
		return nil, fmt.Errorf("opening network namespace %s: %w", path, err)
	}
	return &Network{path: path, namespace: namespace, handle: handle}, nil
}

// Close releases the namespace; what was made in it stays.
func (n *Network) Close() {
	n.handle.Close()
	n.namespace.Close()
}

// Bridge makes a bridge that is up.
func (n *Network) Bridge(name string) error {
	bridge := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: name, HardwareAddr: bridgeAddress}}
	if err := n.handle.LinkAdd(bridge); err != nil && !errors.Is(err, unix.EEXIST) {
		return fmt.Errorf("making bridge %s in %s: %w", name, n.path, err)
	}
	return n.Up(name)
}

// bridgeAddress is given to bridges, from the range for addresses of one's own. Left to itself a bridge takes the lowest of
// its ports' addresses, and changes it as ports come: whoever has talked to it before then talks to nobody until its
// neighbour table forgets, which costs open connections to the API server most of a minute.
var bridgeAddress = net.HardwareAddr{0x02, 0x00, 0x00, 0x00, 0x00, 0x01}

// Veth makes a cable between this namespace and another, with both ends up. A left-over interface of that name is removed
// first, since it leads nowhere. The peer's hardware address may be nil, for a random one.
func (n *Network) Veth(name string, peer *Network, peerName string, peerAddress net.HardwareAddr) error {
	if err := n.RemoveLink(name); err != nil {
		return err
	}
	veth := netlink.NewVeth(netlink.LinkAttrs{Name: name})
	veth.PeerName, veth.PeerNamespace = peerName, netlink.NsFd(peer.namespace)
	veth.PeerHardwareAddr = peerAddress
	if err := n.handle.LinkAdd(veth); err != nil {
		return fmt.Errorf("making interface %s in %s: %w", name, n.path, err)
	}
	return errors.Join(n.Up(name), peer.Up(peerName))
}

// HasLink tells whether an interface exists.
func (n *Network) HasLink(name string) bool {
	_, err := n.handle.LinkByName(name)
	return err == nil
}

// RemoveLink removes an interface, if it exists; with one end of a cable goes the other.
func (n *Network) RemoveLink(name string) error {
	link, err := n.handle.LinkByName(name)
	if errors.As(err, new(netlink.LinkNotFoundError)) {
		return nil
	}
	if err == nil {
		err = n.handle.LinkDel(link)
	}
	if err != nil && !errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("removing interface %s in %s: %w", name, n.path, err)
	}
	return nil
}

// Up brings an interface up.
func (n *Network) Up(name string) error {
	return n.onLink(name, "bringing up", n.handle.LinkSetUp)
}

// Down takes an interface down.
func (n *Network) Down(name string) error {
	return n.onLink(name, "taking down", n.handle.LinkSetDown)
}

// Join makes an interface a port of a bridge.
func (n *Network) Join(name, bridge string) error {
	return n.onLink(bridge, "joining", func(master netlink.Link) error {
		return n.onLink(name, "joining to a bridge", func(port netlink.Link) error {
			return n.handle.LinkSetMaster(port, master)
		})
	})
}

// Address gives an interface an address.
func (n *Network) Address(name string, address netip.Prefix) error {
	return n.onLink(name, "giving an address to", func(link netlink.Link) error {
		return n.handle.AddrReplace(link, &netlink.Addr{IPNet: ipNet(address)})
	})
}

// Route leads packets for a destination to the next hops, spread over them by flow when there is more than one, in place
// of any other route to that destination.
func (n *Network) Route(destination netip.Prefix, hops ...netip.Addr) error {
	route := &netlink.Route{Dst: ipNet(destination.Masked())}
	if len(hops) == 1 {
		route.Gw = hops[0].AsSlice()
	} else {
		for _, hop := range hops {
			route.MultiPath = append(route.MultiPath, &netlink.NexthopInfo{Gw: hop.AsSlice()})
		}
	}
	if err := n.handle.RouteReplace(route); err != nil {
		return fmt.Errorf("routing %s by %v in %s: %w", destination, hops, n.path, err)
	}
	return nil
}

// RemoveRoute removes the routes to a destination, if there are any.
func (n *Network) RemoveRoute(destination netip.Prefix) error {
	for {
		err := n.handle.RouteDel(&netlink.Route{Dst: ipNet(destination.Masked())})
		if errors.Is(err, unix.ESRCH) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("removing the route to %s in %s: %w", destination, n.path, err)
		}
	}
}

// Sysctl writes a setting below /proc/sys/net, named by its path such as "ipv4/ip_forward".
func (n *Network) Sysctl(key, value string) error {
	return Enter(n.path, func() error { return writeSysctl("net/"+key, value) })
}

func (n *Network) onLink(name, doing string, do func(netlink.Link) error) error {
	link, err := n.handle.LinkByName(name)
	if err == nil {
		err = do(link)
	}
	if err != nil {
		return fmt.Errorf("%s interface %s in %s: %w", doing, name, n.path, err)
	}
	return nil
}

func ipNet(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}
