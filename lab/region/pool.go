package region

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/drain"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/node"
	corev1 "k8s.io/api/core/v1"
)

// Nodes are the region's nodes.
func (r *Region) Nodes() (*node.Nodes, error) {
	c, err := r.ControlPlane()
	if err != nil {
		return nil, err
	}
	return node.New(node.Config{
		Region:       r.host,
		Fabric:       fabric.Open(r.host),
		ControlPlane: c,
		Kube:         r.folder.Command("kube"),
		Init:         r.Agent("node-init"),
		SandboxImage: "mcr.microsoft.com/" + PauseImage,
	}), nil
}

// applyPool gives the pool its node. A pool has one node in the lab, whatever its bounds: a zone has one. Another version of
// Kubernetes than that of its node takes another node: it comes first, the pods of the old one are evicted, and the old one
// goes, as Azure does it with a surge of one. It runs the same binaries, since the lab has one build of them.
func (r *Region) applyPool(ctx context.Context, a azure.Resource, progress azure.Progress) error {
	nodes, specs, err := r.Machines()
	if err != nil {
		return err
	}
	spec, err := r.nodeSpec(a, specs)
	if err != nil {
		return err
	}
	progress.Sayf("booting %s in %s", spec.Name, spec.Zone)
	if err := nodes.Boot(ctx, spec); err != nil {
		return err
	}
	for _, old := range nodesOf(spec.Pool, specs) {
		if old.Name == spec.Name {
			continue
		}
		if err := r.retire(ctx, old.Name, drainTimeout(a), progress); err != nil {
			return err
		}
	}
	return nil
}

// removePool drains the pool's nodes and removes them, as Azure does.
func (r *Region) removePool(ctx context.Context, a azure.Resource, progress azure.Progress) error {
	_, specs, err := r.Machines()
	if err != nil {
		return err
	}
	for _, spec := range nodesOf(path.Base(a.ID), specs) {
		if err := r.retire(ctx, spec.Name, removalPatience, progress); err != nil {
			return err
		}
	}
	return nil
}

// removalPatience is how long Azure drains a node of a pool that is removed, before it gives up and leaves the pool there
// (a failure reads "PodDrainFailure ... Drain did not complete pods ... within 10m0s", github.com/Azure/AKS issue 2090).
const removalPatience = 10 * time.Minute

// drainTimeout is how long a node of a pool is drained when it is upgraded.
func drainTimeout(a azure.Resource) time.Duration {
	settings, _ := a.Inputs["upgradeSettings"].(map[string]any)
	if minutes, ok := settings["drainTimeoutInMinutes"].(float64); ok {
		return time.Duration(minutes) * time.Minute
	}
	// Azure's default.
	return 30 * time.Minute
}

// retire drains a node and removes it.
func (r *Region) retire(ctx context.Context, name string, patience time.Duration, progress azure.Progress) error {
	nodes, err := r.Nodes()
	if err != nil {
		return err
	}
	c, err := r.ControlPlane()
	if err != nil {
		return err
	}
	progress.Sayf("draining %s", name)
	if err := drain.Node(ctx, c.Client(), name, patience); err != nil {
		return fmt.Errorf("PodDrainFailure: %w", err)
	}
	progress.Sayf("removing %s", name)
	return nodes.Remove(ctx, name)
}

// nodesOf returns the nodes of a pool.
func nodesOf(pool string, specs []node.Spec) []node.Spec {
	return slices.DeleteFunc(slices.Clone(specs), func(s node.Spec) bool { return s.Pool != pool })
}

// nodeName is the name that AKS gives to a node of a pool.
func nodeName(pool string, number int) string { return fmt.Sprintf("aks-%s-vmss%06d", pool, number) }

// nodeSpec is what the pool's node is to be: the one of the right version where there is one, else a further one.
func (r *Region) nodeSpec(a azure.Resource, specs []node.Spec) (node.Spec, error) {
	zones := list(a, "availabilityZones")
	if len(zones) != 1 {
		return node.Spec{}, fmt.Errorf("availabilityZones: the lab's pools have one zone each, got %v", zones)
	}
	number, err := strconv.Atoi(zones[0])
	if err != nil {
		return node.Spec{}, fmt.Errorf("availabilityZones: must be a number, got %q", zones[0])
	}
	taints, err := taints(list(a, "nodeTaints"))
	if err != nil {
		return node.Spec{}, err
	}
	pool, zone, version := path.Base(a.ID), Zone(zones[0]), text(a, "orchestratorVersion")
	name, ordinal := place(pool, number, version, specs)
	return node.Spec{
		Name:       name,
		Ordinal:    ordinal,
		Location:   Location,
		Zone:       zone,
		Pool:       pool,
		Version:    version,
		ProviderID: "azure://" + a.ID + "/virtualMachines/" + name[len(name)-1:],
		Labels:     labels(a),
		Taints:     taints,
		Extra: []node.Service{{
			Name:    "disk",
			Command: r.Agent("disk", name, zone, r.host.Path("disks")),
		}},
	}, nil
}

// perZone is how far apart the ordinals of a zone's nodes are, so that no zone takes another's.
const perZone = 10

// place finds the name and the ordinal for a pool's node: those of its node of the right version, else the first that are free.
func place(pool string, zone int, version string, specs []node.Spec) (name string, ordinal int) {
	names, ordinals := map[string]bool{}, map[int]bool{}
	for _, s := range specs {
		if s.Pool == pool && s.Version == version {
			return s.Name, s.Ordinal
		}
		names[s.Name], ordinals[s.Ordinal] = true, true
	}
	number := 0
	for names[nodeName(pool, number)] {
		number++
	}
	ordinal = zone
	for ordinals[ordinal] {
		ordinal += perZone
	}
	return nodeName(pool, number), ordinal
}

func labels(a azure.Resource) map[string]string {
	labels := map[string]string{}
	values, _ := a.Inputs["nodeLabels"].(map[string]any)
	for key, value := range values {
		labels[key] = fmt.Sprint(value)
	}
	return labels
}

// taints reads taints as AKS writes them: key=value:Effect.
func taints(texts []string) ([]corev1.Taint, error) {
	var taints []corev1.Taint
	for _, text := range texts {
		key, effect, found := strings.Cut(text, ":")
		if !found {
			return nil, fmt.Errorf("nodeTaints: must be key=value:Effect, got %q", text)
		}
		key, value, _ := strings.Cut(key, "=")
		taints = append(taints, corev1.Taint{Key: key, Value: value, Effect: corev1.TaintEffect(effect)})
	}
	return taints, nil
}

// Machines are the region's nodes, and what each of them is.
func (r *Region) Machines() (*node.Nodes, []node.Spec, error) {
	nodes, err := r.Nodes()
	if err != nil {
		return nil, nil, err
	}
	specs, err := nodes.Specs()
	return nodes, specs, err
}

// InZone finds the node of a zone, which may be given as "westeurope-1" or as "1".
func (r *Region) InZone(zone string) (*node.Nodes, node.Spec, error) {
	nodes, specs, err := r.Machines()
	if err != nil {
		return nil, node.Spec{}, err
	}
	var zones []string
	for _, s := range specs {
		if s.Zone == zone || s.Zone == Zone(zone) {
			return nodes, s, nil
		}
		zones = append(zones, s.Zone)
	}
	return nil, node.Spec{}, fmt.Errorf("zone %q: must be one of %s", zone, strings.Join(zones, ", "))
}

// KillNode cuts the power of a zone's node.
func (r *Region) KillNode(ctx context.Context, zone string) error {
	nodes, spec, err := r.InZone(zone)
	if err != nil {
		return err
	}
	return nodes.Kill(ctx, spec.Name)
}

// BootNode boots a zone's node and waits until it is Ready.
func (r *Region) BootNode(ctx context.Context, zone string) error {
	nodes, spec, err := r.InZone(zone)
	if err != nil {
		return err
	}
	return nodes.Boot(ctx, spec)
}
