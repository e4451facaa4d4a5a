package fabric

import "fmt"

// Names of interfaces in the fabric.
const (
	bridge          = "vnet0"
	applicationPort = "app0"
	// endpoints carries the addresses that Azure answers for itself.
	endpoints = "lo"
)

// rules renders what the fabric forwards and answers. Azure drops what no peering allows, and a peering carries traffic
// only when both networks have agreed to it. Pods' own addresses are unknown outside the cluster.
//
// The rules keep no state, so that taking a peering away ends the connections that use it.
func rules(p Peering) string {
	arriving, leaving := "", ""
	if p.Connected() {
		arriving = fmt.Sprintf("\n\t\tiifname %q ip saddr %s ip daddr %s accept", applicationPort, ApplicationNetwork, VirtualNetwork)
		leaving = fmt.Sprintf("\n\t\toifname %q ip saddr %s ip daddr %s accept", applicationPort, VirtualNetwork, ApplicationNetwork)
	}
	return fmt.Sprintf(`add table inet galera_aks_lab
delete table inet galera_aks_lab
table inet galera_aks_lab {
	chain forward {
		type filter hook forward priority filter; policy drop;
		iifname %[1]q oifname %[1]q accept%[2]s%[3]s
	}
	chain input {
		type filter hook input priority filter; policy accept;%[2]s
		iifname %[4]q ip daddr != %[5]s drop
	}
}
`, bridge, arriving, leaving, applicationPort, applicationRouter)
}
