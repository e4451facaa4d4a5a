package rollout

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/report"
	"github.com/galera-aks/galera-aks/member/state"
)

const namespace = "orders"

// world is a cluster called orders: an API server that plays the StatefulSets' controller, and supervisors that answer
// over HTTP. A pod that was deleted comes back made from the newest template, joins, and is Synced some looks later.
type world struct {
	t       *testing.T
	client  *fake.Clientset
	mu      sync.Mutex
	members []*member
	// deleted are the members whose pods were deleted, in order.
	deleted []string
	// annotated are the members whose pods were annotated, in order.
	annotated []string
	// onDelete is called for each of them.
	onDelete func(name string)
}

// member is one of the world's members. The test sets the fields before the rollout runs.
type member struct {
	name     string
	revision string
	uid      int
	writer   bool
	synced   bool
	// stuck members never get Synced in their present pod.
	stuck bool
	// looks is how many more looks it takes until the member is Synced.
	looks int
	phase state.Phase
	// status is the container's status; a zero one means that it runs.
	status  corev1.ContainerStatus
	address string
	// settings is the hash of those that it has taken over, and refused what it did not.
	settings string
	refused  []state.Refusal
	// mounted is what it takes over after some more looks; empty for nothing new.
	mounted string
	// failures and words are those of its server; annotation is the pod's.
	failures   int
	words      string
	annotation string
}

const (
	wantedSettings = "0123abcd"

	old    = "orders-old"
	newest = "orders-new"
)

// newWorld makes three members that run and want nothing, the second of them the writer.
func newWorld(t *testing.T) *world {
	w := &world{t: t, client: fake.NewSimpleClientset(), onDelete: func(string) {}}
	for i := range 3 {
		m := &member{name: contract.Member("orders", i), revision: newest, uid: 1, synced: true, writer: i == 1, phase: state.PhaseRunning, settings: wantedSettings}
		server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { w.report(out, m) }))
		t.Cleanup(server.Close)
		m.address = strings.TrimPrefix(server.URL, "http://")
		w.members = append(w.members, m)
	}
	w.client.PrependReactor("get", "statefulsets", func(action clienttesting.Action) (bool, runtime.Object, error) {
		return true, w.set(action.(clienttesting.GetAction).GetName()), nil
	})
	w.client.PrependReactor("get", "pods", func(action clienttesting.Action) (bool, runtime.Object, error) {
		return w.pod(action.(clienttesting.GetAction).GetName())
	})
	w.client.PrependReactor("delete", "pods", func(action clienttesting.Action) (bool, runtime.Object, error) {
		remove := action.(clienttesting.DeleteActionImpl)
		return true, nil, w.remove(remove.GetName(), remove.GetDeleteOptions())
	})
	w.client.PrependReactor("patch", "pods", func(action clienttesting.Action) (bool, runtime.Object, error) {
		patch := action.(clienttesting.PatchActionImpl)
		return true, &corev1.Pod{}, w.annotate(patch.GetName(), patch.GetPatch())
	})
	return w
}

// annotate plays the kubelet too: a pod that is changed is looked at, and its files with it.
func (w *world) annotate(name string, patch []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.find(name)
	var pod corev1.Pod
	if err := json.Unmarshal(patch, &pod); err != nil {
		return err
	}
	if pod.UID != m.id() {
		return apierrors.NewConflict(schema.GroupResource{Resource: "pods"}, name, fmt.Errorf("it is another pod"))
	}
	w.annotated = append(w.annotated, m.name)
	m.annotation = pod.Annotations[contract.AnnotationOnline]
	if m.mounted != "" {
		m.settings = m.mounted
	}
	return nil
}

func (w *world) rollout() (*Rollout, *strings.Builder) {
	var out strings.Builder
	return &Rollout{
		Cluster:    "orders",
		Members:    len(w.members),
		Kubernetes: NewKubernetes(w.client, namespace),
		Reports:    &reports{client: report.NewClient(time.Second), address: w.address},
		Settings:   wantedSettings,
		Out:        &out,
		Interval:   time.Millisecond,
	}, &out
}

func (w *world) outdate() {
	for _, m := range w.members {
		m.revision = old
	}
}

func (w *world) find(name string) *member {
	for _, m := range w.members {
		if m.name == name || contract.Pod(m.name) == name {
			return m
		}
	}
	w.t.Errorf("asked for %s, which is not of this cluster", name)
	return nil
}

// address leads from the address of a pod to the supervisor that plays it.
func (w *world) address(podIP string) string {
	var i int
	if _, err := fmt.Sscanf(podIP, "10.244.%d.7", &i); err != nil {
		w.t.Errorf("asked at %s: %v", podIP, err)
	}
	return w.members[i].address
}

func (w *world) set(name string) *appsv1.StatefulSet {
	return &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: name, Generation: 2},
		Status:     appsv1.StatefulSetStatus{ObservedGeneration: 2, UpdateRevision: newest},
	}
}

func (w *world) pod(name string) (bool, runtime.Object, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.find(name)
	m.goOn()
	if m.looks > 3 {
		return true, nil, apierrors.NewNotFound(schema.GroupResource{Resource: "pods"}, name)
	}
	ready := corev1.ConditionFalse
	if m.synced {
		ready = corev1.ConditionTrue
	}
	labels := map[string]string{appsv1.ControllerRevisionHashLabelKey: m.revision}
	if m.writer {
		labels[contract.LabelRole] = contract.RoleWriter
	}
	status := m.status
	if status.State == (corev1.ContainerState{}) {
		status.State.Running = &corev1.ContainerStateRunning{}
	}
	return true, &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name, UID: m.id(), Labels: labels, Annotations: map[string]string{contract.AnnotationOnline: m.annotation}},
		Status: corev1.PodStatus{
			PodIP:             fmt.Sprintf("10.244.%s.7", strings.TrimPrefix(m.name, "orders-")),
			Conditions:        []corev1.PodCondition{{Type: corev1.PodReady, Status: ready}},
			ContainerStatuses: []corev1.ContainerStatus{status},
		},
	}, nil
}

func (m *member) id() types.UID { return types.UID(fmt.Sprintf("%s-%d", m.name, m.uid)) }

// goOn brings the member a step nearer to Synced.
func (m *member) goOn() {
	if m.looks > 0 {
		m.looks--
	} else if !m.stuck {
		m.synced, m.phase = true, state.PhaseRunning
	}
}

func (w *world) report(out http.ResponseWriter, m *member) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.status.State.Waiting != nil {
		http.Error(out, "nobody is there", http.StatusBadGateway)
		return
	}
	report := state.Report{Cluster: "orders", Member: m.name, Phase: m.phase, Ready: m.synced, Failures: m.failures, LastFailure: m.words}
	report.Settings = state.Settings{Hash: m.settings, Refused: m.refused}
	if m.synced {
		report.Wsrep.ClusterStatus, report.Wsrep.State = state.StatusPrimary, state.StateSynced
	}
	if err := json.NewEncoder(out).Encode(report); err != nil {
		w.t.Error(err)
	}
}

func (w *world) remove(name string, options metav1.DeleteOptions) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.find(name)
	if options.Preconditions == nil || options.Preconditions.UID == nil {
		w.t.Errorf("%s is deleted whichever pod it is", name)
	} else if *options.Preconditions.UID != m.id() {
		return apierrors.NewConflict(schema.GroupResource{Resource: "pods"}, name, fmt.Errorf("it is another pod"))
	}
	w.deleted = append(w.deleted, m.name)
	if m.synced {
		w.nobodyElseIsOut(m)
	}
	w.onDelete(m.name)
	*m = member{name: m.name, address: m.address, revision: newest, uid: m.uid + 1, looks: 6, phase: state.PhaseJoining, settings: wantedSettings}
	w.electWriter()
	return nil
}

func (w *world) nobodyElseIsOut(m *member) {
	for _, other := range w.members {
		if other != m && !other.synced {
			w.t.Errorf("%s is restarted while %s is out", m.name, other.name)
		}
	}
}

func (w *world) electWriter() {
	for _, m := range w.members {
		if m.writer {
			return
		}
	}
	for _, m := range w.members {
		if m.synced {
			m.writer = true
			return
		}
	}
}
