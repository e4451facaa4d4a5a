package faults

import (
	"context"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/member/contract"
	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// StopMember deletes a member's pod the polite way, as a drain does: the supervisor gets all the time that the pod has for
// its end. It does not wait for that.
func StopMember(ctx context.Context, r *region.Region, member string) error {
	client, set, err := memberSet(ctx, r, member)
	if err != nil {
		return err
	}
	if err := client.CoreV1().Pods(set.Namespace).Delete(ctx, contract.Pod(set.Name), metav1.DeleteOptions{}); err != nil {
		return fmt.Errorf("deleting the pod of %s: %w", member, err)
	}
	return nil
}

// memberSet finds a member's set in the cluster.
func memberSet(ctx context.Context, r *region.Region, member string) (kubernetes.Interface, appsv1.StatefulSet, error) {
	c, err := r.ControlPlane()
	if err != nil {
		return nil, appsv1.StatefulSet{}, err
	}
	name := parseMember(member)
	list, err := c.Client().AppsV1().StatefulSets(name.namespace).List(ctx, metav1.ListOptions{
		LabelSelector: contract.LabelComponent + "=" + contract.ComponentMember,
		FieldSelector: "metadata.name=" + name.name,
	})
	if err != nil {
		return nil, appsv1.StatefulSet{}, fmt.Errorf("looking for the member %s: %w", member, err)
	}
	switch len(list.Items) {
	case 0:
		return nil, appsv1.StatefulSet{}, fmt.Errorf("member %s: there is no such member", member)
	case 1:
		return c.Client(), list.Items[0], nil
	}
	return nil, appsv1.StatefulSet{}, fmt.Errorf("member %s: there is one in several namespaces; say NAMESPACE/%s", member, name.name)
}
