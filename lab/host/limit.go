package host

import (
	"errors"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Limit lets no more than a rate, in bits a second, leave through an interface; what waits longer than the queue is long is
// dropped. A rate of 0 takes the limit away.
func (n *Network) Limit(name string, rate int64) error {
	return n.onLink(name, "limiting", func(link netlink.Link) error {
		root := netlink.QdiscAttrs{LinkIndex: link.Attrs().Index, Parent: netlink.HANDLE_ROOT, Handle: netlink.MakeHandle(limitHandle, 0)}
		if rate == 0 {
			err := n.handle.QdiscDel(&netlink.Tbf{QdiscAttrs: root})
			if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EINVAL) {
				return nil // there was none
			}
			return err
		}
		// A burst takes the largest segment that the kernel hands over in one piece; the queue holds most of half a second.
		const burst, queue = 128 << 10, 0.4
		bytes := uint64(rate / 8)
		return n.handle.QdiscReplace(&netlink.Tbf{
			QdiscAttrs: root,
			Rate:       bytes,
			Buffer:     netlink.Xmittime(bytes, burst),
			Limit:      uint32(float64(bytes)*queue) + burst,
		})
	})
}

// limitHandle names the lab's queue of an interface.
const limitHandle = 0x6a
