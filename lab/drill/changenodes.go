package drill

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func resizeNodes() Drill {
	return Drill{
		Name: "resize-nodes", Gap: plannedGap, Promise: promiseMoved, Deadline: 20 * time.Minute,
		Shows: "the database nodes are of another size: each zone gets a new pool, and the old ones are drained and removed zone by zone",
		Steps: func(ctx context.Context, r *Run) error {
			return r.moved(ctx, "cluster.databasePools.size=Standard_D4ds_v5")
		},
	}
}

func upgradeKubernetes() Drill {
	return Drill{
		Name: "upgrade-kubernetes", Gap: plannedGap, Promise: promiseMoved, Deadline: 20 * time.Minute,
		Shows: "Kubernetes is upgraded: the nodes of one zone after the other make way for new ones (of the same binaries in the lab)",
		Steps: func(ctx context.Context, r *Run) error { return r.moved(ctx, "cluster.kubernetesVersion=\"1.36\"") },
	}
}

// moved makes a change by which every member gets another node, and that is not taken back.
func (r *Run) moved(ctx context.Context, sets ...string) error {
	before, err := r.nodes(ctx)
	if err != nil {
		return err
	}
	r.Stands(sets...)
	c, err := r.Change(ctx, sets...)
	if err != nil {
		return err
	}
	r.wantMoved(c)
	now, err := r.nodes(ctx)
	if err != nil {
		return err
	}
	for _, node := range before {
		if slices.Contains(now, node) {
			r.Missf("the node %s: must be gone, is there", node)
		}
	}
	if len(now) != len(before) {
		r.Missf("nodes: must be %d, got %s", len(before), strings.Join(now, ", "))
	}
	return nil
}

// nodes names the cluster's nodes.
func (r *Run) nodes(ctx context.Context) ([]string, error) {
	list, err := r.api.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("listing the nodes: %w", err)
	}
	var names []string
	for _, node := range list.Items {
		names = append(names, node.Name)
	}
	return names, nil
}
