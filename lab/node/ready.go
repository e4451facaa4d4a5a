package node

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/galera-aks/galera-aks/lab/host"
)

// awaitReady waits until the cluster knows that this boot of the node is Ready. What it knew of an earlier boot does not
// count: for some time after a loss of power it takes the node for Ready.
func (n *Nodes) awaitReady(ctx context.Context, spec Spec) error {
	m, err := n.machine(spec.Name)
	if err != nil {
		return err
	}
	nodes := n.config.ControlPlane.Client().CoreV1().Nodes()
	err = n.config.Region.AwaitProcess(ctx, processName(spec.Name), "the node to be Ready", func(ctx context.Context) (bool, string, error) {
		object, err := nodes.Get(ctx, spec.Name, metav1.GetOptions{})
		if err != nil {
			return false, err.Error(), nil
		}
		ready, reason := readiness(object, m.BootID)
		return ready, reason, nil
	})
	if err != nil {
		return fmt.Errorf("%w; the end of the kubelet's log:\n%s", err, host.Tail(n.LogPath(spec.Name, "kubelet")))
	}
	return nil
}

// readiness judges a node by what the cluster knows of it.
func readiness(object *corev1.Node, bootID string) (ready bool, reason string) {
	if object.Status.NodeInfo.BootID != bootID {
		return false, "this boot is not yet known to the cluster"
	}
	for _, condition := range object.Status.Conditions {
		if condition.Type == corev1.NodeReady {
			return condition.Status == corev1.ConditionTrue, condition.Message
		}
	}
	return false, "no condition yet"
}

// applyPool gives the node the labels and taints of its pool. A kubelet sets them only when it registers the node for the
// first time.
func (n *Nodes) applyPool(ctx context.Context, spec Spec) error {
	nodes := n.config.ControlPlane.Client().CoreV1().Nodes()
	object, err := nodes.Get(ctx, spec.Name, metav1.GetOptions{})
	if err != nil {
		return fmt.Errorf("reading node %s: %w", spec.Name, err)
	}
	patch, err := poolPatch(object, spec)
	if err != nil || patch == nil {
		return err
	}
	if _, err := nodes.Patch(ctx, spec.Name, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		return fmt.Errorf("labelling node %s: %w", spec.Name, err)
	}
	return nil
}

// poolPatch is the change that gives a node its pool's labels and taints; nil when it has them. Taints that the cluster
// itself sets, all in Kubernetes' own domain, stay as they are; the patch names the version it was made for.
func poolPatch(object *corev1.Node, spec Spec) ([]byte, error) {
	labels := make(map[string]string)
	for key, value := range spec.labels() {
		if object.Labels[key] != value {
			labels[key] = value
		}
	}
	taints := slices.DeleteFunc(slices.Clone(object.Spec.Taints), func(t corev1.Taint) bool { return !isClusters(t) })
	taints = append(taints, spec.Taints...)
	same := sameTaints(object.Spec.Taints, taints)
	if len(labels) == 0 && same {
		return nil, nil
	}
	type metadata struct {
		ResourceVersion string            `json:"resourceVersion"`
		Labels          map[string]string `json:"labels,omitempty"`
	}
	type body struct {
		Taints []corev1.Taint `json:"taints"`
	}
	patch := struct {
		Metadata metadata `json:"metadata"`
		Spec     *body    `json:"spec,omitempty"`
	}{Metadata: metadata{ResourceVersion: object.ResourceVersion, Labels: labels}}
	if !same {
		patch.Spec = &body{Taints: taints}
	}
	content, err := json.Marshal(patch)
	if err != nil {
		return nil, fmt.Errorf("labelling node %s: %w", spec.Name, err)
	}
	return content, nil
}

// isClusters tells whether a taint is one that the cluster itself sets and takes away.
func isClusters(t corev1.Taint) bool {
	const domain = "node.kubernetes.io/"
	return len(t.Key) > len(domain) && t.Key[:len(domain)] == domain
}

// sameTaints compares without regard to order and to when taints were added.
func sameTaints(a, b []corev1.Taint) bool {
	if len(a) != len(b) {
		return false
	}
	return !slices.ContainsFunc(a, func(x corev1.Taint) bool {
		return !slices.ContainsFunc(b, func(y corev1.Taint) bool {
			x.TimeAdded, y.TimeAdded = nil, nil
			return equality.Semantic.DeepEqual(x, y)
		})
	})
}

func (n *Nodes) deleteObject(ctx context.Context, name string) error {
	err := n.config.ControlPlane.Client().CoreV1().Nodes().Delete(ctx, name, metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("deleting node %s: %w", name, err)
	}
	return nil
}

// machine reads what the node's last boot made.
func (n *Nodes) machine(name string) (machine, error) {
	content, err := os.ReadFile(n.machinePath(name))
	if err != nil {
		return machine{}, fmt.Errorf("reading the machine of node %s: %w", name, err)
	}
	return parseMachine(content)
}

func parseMachine(content []byte) (machine, error) {
	var m machine
	if err := json.Unmarshal(content, &m); err != nil {
		return m, fmt.Errorf("reading a machine: %w", err)
	}
	return m, nil
}
