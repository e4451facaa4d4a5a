package region

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"path"
	"strings"
	"sync"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/balancer"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
)

// ApplicationNetwork is the ARM id of the application's virtual network, which exists before the program runs.
const ApplicationNetwork = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/application/providers/Microsoft.Network/virtualNetworks/application"

// files keeps those who change one of the region's small files apart.
var files sync.Mutex

func (r *Region) applyNetwork(ctx context.Context) error {
	_, err := fabric.Start(ctx, r.host)
	return err
}

// applyPeering opens or closes one side of the peering between the cluster's network and the application's.
func (r *Region) applyPeering(ctx context.Context, a azure.Resource, open bool) error {
	files.Lock()
	defer files.Unlock()
	f := fabric.Open(r.host)
	peering, err := f.Peering()
	if err != nil {
		return err
	}
	if strings.HasPrefix(strings.ToLower(a.ID), strings.ToLower(ApplicationNetwork)+"/") {
		peering.FromApplication = open
	} else {
		peering.FromCluster = open
	}
	return f.Peer(ctx, peering)
}

// applySubnet notes a subnet for the balancer, which must know where it may give addresses.
func (r *Region) applySubnet(a azure.Resource) error {
	prefix, err := netip.ParsePrefix(text(a, "addressPrefix"))
	if err != nil {
		return fmt.Errorf("addressPrefix: %w", err)
	}
	return r.changeSubnets(func(s balancer.Subnets) { s[path.Base(a.ID)] = prefix })
}

func (r *Region) removeSubnet(a azure.Resource) error {
	return r.changeSubnets(func(s balancer.Subnets) { delete(s, path.Base(a.ID)) })
}

func (r *Region) changeSubnets(change func(balancer.Subnets)) error {
	files.Lock()
	defer files.Unlock()
	file := SubnetsFile(r.host)
	subnets, err := balancer.ReadSubnets(file)
	if err != nil {
		return err
	}
	change(subnets)
	content, err := json.MarshalIndent(subnets, "", "  ")
	if err != nil {
		return fmt.Errorf("noting the subnets: %w", err)
	}
	return host.WriteFile(file, content, 0o644)
}

// SubnetsFile names the file in which the region keeps the virtual network's subnets.
func SubnetsFile(h *host.Region) string { return h.Path("subnets.json") }
