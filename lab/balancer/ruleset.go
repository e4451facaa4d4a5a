package balancer

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// table is the name of the balancer's own nftables table.
const table = "galera_aks_balancer"

// mark identifies a node on the flows that were given to it, by the low half of its address.
func mark(node netip.Addr) uint32 {
	raw := node.As4()
	return uint32(binary.BigEndian.Uint16(raw[2:]))
}

// ruleset renders the nftables rules for front ends and the nodes that pass their probes. A flow's node is chosen once,
// from its client's address and port, and remembered in the connection's mark, which the routing rules go by.
func ruleset(frontends []frontend, healthy map[string][]netip.Addr) string {
	var b strings.Builder
	fmt.Fprintf(&b, "add table ip %s\ndelete table ip %s\ntable ip %s {\n", table, table, table)
	b.WriteString("\tchain choose {\n\t\ttype filter hook prerouting priority mangle; policy accept;\n")
	// Answers find their own way back.
	b.WriteString("\t\tct direction original ct mark != 0 meta mark set ct mark return\n")
	for _, f := range frontends {
		for _, port := range f.ports {
			flow := fmt.Sprintf("\t\tct state new ip daddr %s tcp dport %d ", f.address, port)
			if nodes := healthy[f.service]; len(nodes) > 0 {
				fmt.Fprintf(&b, "%smeta mark set jhash ip saddr . tcp sport mod %d map { %s } ct mark set meta mark return\n", flow, len(nodes), choices(nodes))
			} else {
				b.WriteString(flow + "drop\n")
			}
		}
	}
	b.WriteString("\t}\n}\n")
	return b.String()
}

func choices(nodes []netip.Addr) string {
	nodes = slices.SortedFunc(slices.Values(nodes), netip.Addr.Compare)
	var list []string
	for i, node := range nodes {
		list = append(list, fmt.Sprintf("%d : %d", i, mark(node)))
	}
	return strings.Join(list, ", ")
}
