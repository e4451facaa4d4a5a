package region

import (
	"context"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure"
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

// applyPool boots the pool's node in its zone. A pool has one node in the lab, whatever its bounds: a zone has one.
func (r *Region) applyPool(ctx context.Context, a azure.Resource, progress azure.Progress) error {
	spec, err := r.nodeSpec(a)
	if err != nil {
		return err
	}
	nodes, err := r.Nodes()
	if err != nil {
		return err
	}
	progress.Sayf("booting %s in %s", spec.Name, spec.Zone)
	return nodes.Boot(ctx, spec)
}

func (r *Region) removePool(ctx context.Context, a azure.Resource, progress azure.Progress) error {
	nodes, err := r.Nodes()
	if err != nil {
		return err
	}
	name := nodeName(path.Base(a.ID))
	progress.Sayf("removing %s", name)
	return nodes.Remove(ctx, name)
}

// nodeName is the name that AKS gives to the first node of a pool.
func nodeName(pool string) string { return "aks-" + pool + "-vmss000000" }

func (r *Region) nodeSpec(a azure.Resource) (node.Spec, error) {
	zones := list(a, "availabilityZones")
	if len(zones) != 1 {
		return node.Spec{}, fmt.Errorf("availabilityZones: the lab's pools have one zone each, got %v", zones)
	}
	ordinal, err := strconv.Atoi(zones[0])
	if err != nil {
		return node.Spec{}, fmt.Errorf("availabilityZones: must be a number, got %q", zones[0])
	}
	taints, err := taints(list(a, "nodeTaints"))
	if err != nil {
		return node.Spec{}, err
	}
	pool, zone := path.Base(a.ID), Zone(zones[0])
	name := nodeName(pool)
	return node.Spec{
		Name:       name,
		Ordinal:    ordinal,
		Location:   Location,
		Zone:       zone,
		Pool:       pool,
		ProviderID: "azure://" + a.ID + "/virtualMachines/0",
		Labels:     labels(a),
		Taints:     taints,
		Extra: []node.Service{{
			Name:    "disk",
			Command: r.Agent("disk", name, zone, r.host.Path("disks")),
		}},
	}, nil
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
