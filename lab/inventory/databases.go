package inventory

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/state"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// patience is how long a member, or the API server, is given to answer.
const patience = 5 * time.Second

// Databases asks the cluster, and through it every member. The databases are those that the cluster knows.
func Databases(ctx context.Context, client kubernetes.Interface) ([]Database, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	ours := metav1.ListOptions{LabelSelector: contract.LabelName + "=" + contract.NameGalera + "," + contract.LabelComponent + "=" + contract.ComponentMember}
	sets, err := client.AppsV1().StatefulSets("").List(ctx, ours)
	if err != nil {
		return nil, fmt.Errorf("listing the members' sets: %w", err)
	}
	pods, err := client.CoreV1().Pods("").List(ctx, ours)
	if err != nil {
		return nil, fmt.Errorf("listing the members' pods: %w", err)
	}
	databases, err := grouped(ctx, client, sets.Items)
	if err != nil {
		return nil, err
	}
	for i := range databases {
		fill(ctx, client, &databases[i], pods.Items)
	}
	return databases, nil
}

// grouped makes a database of the sets that belong together, with its members in order.
func grouped(ctx context.Context, client kubernetes.Interface, sets []appsv1.StatefulSet) ([]Database, error) {
	byName := map[string]*Database{}
	for _, set := range sets {
		name := set.Labels[contract.LabelInstance]
		key := set.Namespace + "/" + name
		if byName[key] == nil {
			address, err := addressOf(ctx, client, set.Namespace, contract.WriterService(name))
			if err != nil {
				return nil, err
			}
			byName[key] = &Database{Name: name, Namespace: set.Namespace, Address: address, Members: []Member{}}
		}
		byName[key].Members = append(byName[key].Members, Member{
			Name: set.Name, Zone: set.Spec.Template.Spec.NodeSelector[contract.TopologyZone],
			revision: set.Status.UpdateRevision,
		})
	}
	databases := []Database{}
	for _, d := range byName {
		slices.SortFunc(d.Members, func(a, b Member) int { return compareNames(a.Name, b.Name) })
		databases = append(databases, *d)
	}
	slices.SortFunc(databases, func(a, b Database) int { return strings.Compare(a.Namespace+"/"+a.Name, b.Namespace+"/"+b.Name) })
	return databases, nil
}

// compareNames puts orders-2 before orders-10.
func compareNames(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

func addressOf(ctx context.Context, client kubernetes.Interface, namespace, name string) (string, error) {
	list, err := client.CoreV1().Services(namespace).List(ctx, metav1.ListOptions{FieldSelector: "metadata.name=" + name})
	if err != nil {
		return "", fmt.Errorf("reading the Service %s/%s: %w", namespace, name, err)
	}
	for _, service := range list.Items {
		for _, in := range service.Status.LoadBalancer.Ingress {
			return in.IP, nil
		}
	}
	return "", nil
}

// fill asks every member of a database about itself, all at once.
func fill(ctx context.Context, client kubernetes.Interface, d *Database, pods []corev1.Pod) {
	var all sync.WaitGroup
	var lock sync.Mutex
	for i := range d.Members {
		m := &d.Members[i]
		at := slices.IndexFunc(pods, func(p corev1.Pod) bool { return p.Namespace == d.Namespace && p.Name == contract.Pod(m.Name) })
		if at < 0 {
			m.WaitsFor = "its pod, which does not exist"
			continue
		}
		pod := pods[at]
		m.Outdated = pod.Labels[appsv1.ControllerRevisionHashLabelKey] != m.revision
		all.Go(func() {
			m.ask(ctx, client, pod)
			// A pod that was lost keeps its label, and for a while its condition; only one that answers takes writes.
			if m.Ready && pod.Labels[contract.LabelRole] == contract.RoleWriter {
				lock.Lock()
				defer lock.Unlock()
				d.Writer = m.Name
			}
		})
	}
	all.Wait()
}

// ask takes over what a member reports. A member counts as ready only when Kubernetes sends clients to it too.
func (m *Member) ask(ctx context.Context, client kubernetes.Interface, pod corev1.Pod) {
	report, err := Report(ctx, client, pod.Namespace, pod.Name)
	if err != nil {
		m.WaitsFor = "its supervisor to answer: the pod is " + strings.ToLower(string(pod.Status.Phase))
		return
	}
	m.State = report.Wsrep.State
	m.Primary = report.Wsrep.Primary()
	m.Ready = report.Ready && podReady(pod)
	m.WaitsFor = report.WaitsFor
	m.UUID, m.Seqno = report.Wsrep.ClusterUUID, report.Wsrep.LastCommitted
	if m.State == "" {
		m.UUID, m.Seqno = report.Disk.UUID, report.Disk.Seqno
	}
}

// Report returns what the supervisor in a pod says of its member.
func Report(ctx context.Context, client kubernetes.Interface, namespace, pod string) (state.Report, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var report state.Report
	raw, err := client.CoreV1().Pods(namespace).ProxyGet("http", pod, fmt.Sprint(contract.PortSupervisor), contract.PathState, nil).DoRaw(ctx)
	if err != nil {
		return report, fmt.Errorf("asking the pod %s/%s: %w", namespace, pod, err)
	}
	if err := json.Unmarshal(raw, &report); err != nil {
		return report, fmt.Errorf("reading the answer of the pod %s/%s: %w", namespace, pod, err)
	}
	return report, nil
}

func podReady(pod corev1.Pod) bool {
	for _, c := range pod.Status.Conditions {
		if c.Type == corev1.PodReady {
			return c.Status == corev1.ConditionTrue && pod.DeletionTimestamp == nil
		}
	}
	return false
}
