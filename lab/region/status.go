package region

import (
	"context"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/member/contract"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Status tells what the region holds.
func (r *Region) Status(ctx context.Context) (inventory.Status, error) {
	if !r.HasCluster() {
		return inventory.Status{Region: inventory.Region{Zones: []inventory.Zone{}}, Databases: []inventory.Database{}}, nil
	}
	c, err := r.ControlPlane()
	if err != nil {
		return inventory.Status{}, err
	}
	zones, err := r.zones(ctx)
	if err != nil {
		return inventory.Status{}, err
	}
	databases, err := inventory.Databases(ctx, c.Client())
	if err != nil {
		return inventory.Status{}, err
	}
	return inventory.Status{Region: inventory.Region{Zones: zones}, Databases: databases}, nil
}

// zones asks the machine who has power, and the cluster who of them is Ready.
func (r *Region) zones(ctx context.Context) ([]inventory.Zone, error) {
	nodes, specs, err := r.Machines()
	if err != nil {
		return nil, err
	}
	c, err := r.ControlPlane()
	if err != nil {
		return nil, err
	}
	known, err := c.Client().CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("listing nodes: %w", err)
	}
	ready := map[string]bool{}
	for _, n := range known.Items {
		for _, condition := range n.Status.Conditions {
			if condition.Type == corev1.NodeReady && condition.Status == corev1.ConditionTrue {
				ready[n.Name] = true
			}
		}
	}
	zones := []inventory.Zone{}
	for _, s := range specs {
		_, running := nodes.Running(s.Name)
		zones = append(zones, inventory.Zone{Name: s.Zone, Node: s.Name, Up: running && ready[s.Name]})
	}
	return zones, nil
}

// An Account is the application's in a database.
type Account struct{ User, Password, Schema string }

// Account reads the application's account: its names from the first member's set, the password from the Secret.
func (r *Region) Account(ctx context.Context, d inventory.Database) (Account, error) {
	c, err := r.ControlPlane()
	if err != nil {
		return Account{}, err
	}
	set, err := c.Client().AppsV1().StatefulSets(d.Namespace).Get(ctx, contract.Member(d.Name, 0), metav1.GetOptions{})
	if err != nil {
		return Account{}, fmt.Errorf("reading the application's account: %w", err)
	}
	secret, err := c.Client().CoreV1().Secrets(d.Namespace).Get(ctx, contract.Secrets(d.Name), metav1.GetOptions{})
	if err != nil {
		return Account{}, fmt.Errorf("reading the application's password: %w", err)
	}
	account := Account{Password: string(secret.Data[contract.SecretApplicationPassword])}
	for _, container := range set.Spec.Template.Spec.Containers {
		for _, variable := range container.Env {
			switch variable.Name {
			case contract.EnvUser:
				account.User = variable.Value
			case contract.EnvDatabase:
				account.Schema = variable.Value
			}
		}
	}
	return account, nil
}
