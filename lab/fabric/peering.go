package fabric

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
)

// Peering is which of the two networks has agreed to be peered with the other.
type Peering struct {
	// FromCluster is the peering that belongs to the cluster's virtual network.
	FromCluster bool `json:"fromCluster"`
	// FromApplication is the peering that belongs to the application's network.
	FromApplication bool `json:"fromApplication"`
}

// Connected tells whether packets pass: as in Azure, only when both sides have agreed.
func (p Peering) Connected() bool { return p.FromCluster && p.FromApplication }

// Peering returns the present peering.
func (f *Fabric) Peering() (Peering, error) {
	var p Peering
	content, err := os.ReadFile(f.peeringPath())
	if errors.Is(err, os.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &p)
	}
	if err != nil {
		return p, fmt.Errorf("reading the peering: %w", err)
	}
	return p, nil
}

// Peer changes the peering, at once. It outlives this program, but not the region's files.
func (f *Fabric) Peer(ctx context.Context, p Peering) error {
	content, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("peering: %w", err)
	}
	if err := host.WriteFile(f.peeringPath(), content, 0o644); err != nil {
		return err
	}
	return f.applyPeering(ctx, p)
}

// applyPeering changes packet filter and routes. The filter opens last and closes first.
func (f *Fabric) applyPeering(ctx context.Context, p Peering) error {
	application, err := host.OpenNetwork(host.NamespacePath(ApplicationNamespace))
	if err != nil {
		return err
	}
	defer application.Close()
	if !p.Connected() {
		return errors.Join(f.filter(ctx, p), application.RemoveRoute(VirtualNetwork))
	}
	if err := application.Route(VirtualNetwork, applicationRouter); err != nil {
		return err
	}
	return f.filter(ctx, p)
}

func (f *Fabric) filter(ctx context.Context, p Peering) error {
	_, err := host.Run(ctx, host.Command{
		Namespace: host.NamespacePath(Namespace),
		Args:      []string{"nft", "-f", "-"},
		Stdin:     strings.NewReader(rules(p)),
	})
	if err != nil {
		return fmt.Errorf("setting the fabric's packet filter: %w", err)
	}
	return nil
}

func (f *Fabric) peeringPath() string { return f.region.Path("peering.json") }
