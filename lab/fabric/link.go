package fabric

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/galera-aks/galera-aks/lab/host"
)

// SlowLink lets no more than a rate, in bits a second, pass a node's cable each way; 0 takes the limit away. It outlives this
// program and the node's loss of power. The first process of a node that has no power is 0.
func (f *Fabric) SlowLink(ctx context.Context, ordinal, pid int, rate int64) error {
	release, err := f.region.Exclusive(ctx, "links")
	if err != nil {
		return err
	}
	defer release()
	rates, err := f.SlowLinks()
	if err != nil {
		return err
	}
	rates[ordinal] = rate
	if rate == 0 {
		delete(rates, ordinal)
	}
	content, err := json.Marshal(rates)
	if err != nil {
		return fmt.Errorf("noting the slow links: %w", err)
	}
	if err := host.WriteFile(f.linksPath(), content, 0o644); err != nil {
		return err
	}
	if pid == 0 {
		return nil
	}
	return limitLink(ordinal, pid, rate)
}

// SlowLinks returns the limits of the nodes' cables that have one, in bits a second by the nodes' ordinals.
func (f *Fabric) SlowLinks() (map[int]int64, error) {
	rates := map[int]int64{}
	content, err := os.ReadFile(f.linksPath())
	if errors.Is(err, os.ErrNotExist) {
		return rates, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &rates)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the slow links: %w", err)
	}
	return rates, nil
}

func (f *Fabric) linksPath() string { return f.region.Path("links.json") }

// limitLink limits both ends of a cable: an interface limits only what it sends.
func limitLink(ordinal, pid int, rate int64) error {
	return errors.Join(
		limitEnd(host.NamespacePath(Namespace), NodePort(ordinal), rate),
		limitEnd(host.ProcessNamespacePath(pid), nodeCard, rate),
	)
}

func limitEnd(namespace, name string, rate int64) error {
	network, err := host.OpenNetwork(namespace)
	if err != nil {
		return err
	}
	defer network.Close()
	return network.Limit(name, rate)
}

// Cut takes a node off the network, as a loss of power does before anything on the node can notice it. Attach connects it
// again.
func (f *Fabric) Cut(ordinal int) error {
	network, err := host.OpenNetwork(host.NamespacePath(Namespace))
	if err != nil {
		return err
	}
	defer network.Close()
	if !network.HasLink(NodePort(ordinal)) {
		return nil
	}
	return network.Down(NodePort(ordinal))
}
