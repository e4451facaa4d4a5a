package kubernetes

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

// Memory is as much of an API server as the provider uses, in memory, for tests of programs and of the provider itself: it
// applies per field manager, reports conflicts and missing namespaces, keeps what is deleted as long as it is held, and
// lets a test play the controllers. Its functions are called one at a time, and must not call back.
type Memory struct {
	// Control plays the controllers: it is called on each object that is read or was applied, and may change it.
	Control func(*unstructured.Unstructured)
	// Refuse plays admission: it is asked before each change, with no old object before a creation.
	Refuse func(old, now *unstructured.Unstructured) error
	// Holds plays finalizers: it is asked when an object is deleted, and at each look at it from then on, whether the
	// object stays.
	Holds func(*unstructured.Unstructured) bool
	// Down says why the server does not answer.
	Down error
	// Log is what every pod wrote.
	Log string

	mu      sync.Mutex
	objects map[ref]*unstructured.Unstructured
	applied map[ref]map[string]map[string]any
	uids    int
	events  []string
}

// NewMemory returns an empty cluster. It has no namespaces either.
func NewMemory() *Memory {
	return &Memory{objects: map[ref]*unstructured.Unstructured{}, applied: map[ref]map[string]map[string]any{}}
}

// Copy returns another cluster with the same objects, and without functions and events.
func (m *Memory) Copy() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := NewMemory()
	c.Down, c.Log, c.uids = m.Down, m.Log, m.uids
	for at, o := range m.objects {
		c.objects[at] = o.DeepCopy()
	}
	for at, managers := range m.applied {
		c.applied[at] = map[string]map[string]any{}
		for manager, fields := range managers {
			c.applied[at][manager] = (&unstructured.Unstructured{Object: fields}).DeepCopy().Object
		}
	}
	return c
}

// Put adds or changes an object as somebody else would, and not the provider.
func (m *Memory) Put(o *unstructured.Unstructured) error {
	_, err := m.apply(context.Background(), o, application{manager: "somebody"})
	return err
}

// Events returns what happened to objects, in order: "apply Kind/name" and, once an object is gone, "delete Kind/name".
func (m *Memory) Events() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Has says whether there is an object of a kind with an ID, which is its name, after its namespace and a slash if it lives
// in one.
func (m *Memory) Has(kind, id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for at := range m.objects {
		if at.kind.Kind == kind && at.id() == id {
			return true
		}
	}
	return false
}

func (m *Memory) reachable(context.Context) error { return m.Down }

func (m *Memory) namespaced(gvk schema.GroupVersionKind) (bool, error) {
	if gvk.Group == "unknown.example" {
		return false, &meta.NoKindMatchError{GroupKind: gvk.GroupKind(), SearchedVersions: []string{gvk.Version}}
	}
	return !clusterScoped[gvk.GroupKind()], nil
}

func notFound(at ref) error {
	return apierrors.NewNotFound(schema.GroupResource{Group: at.kind.Group, Resource: at.kind.Kind}, at.name)
}

func (m *Memory) get(_ context.Context, at ref) (*unstructured.Unstructured, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.namespaced(at.kind); err != nil {
		return nil, err
	}
	o, ok := m.objects[at]
	if ok && o.GetDeletionTimestamp() != nil && !m.held(o) {
		m.drop(at)
		ok = false
	}
	if !ok {
		return nil, notFound(at)
	}
	if m.Control != nil {
		m.Control(o)
	}
	return o.DeepCopy(), nil
}

func (m *Memory) list(_ context.Context, gvk schema.GroupVersionKind, namespace, selector string) ([]unstructured.Unstructured, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := labels.Parse(selector)
	if err != nil {
		return nil, err
	}
	var found []unstructured.Unstructured
	for at, o := range m.objects {
		if at.kind == gvk && at.namespace == namespace && s.Matches(labels.Set(o.GetLabels())) {
			found = append(found, *o.DeepCopy())
		}
	}
	return found, nil
}

func (m *Memory) apply(_ context.Context, object *unstructured.Unstructured, as application) (*unstructured.Unstructured, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := refOf(object)
	if err := m.mayApply(at, object, as); err != nil {
		return nil, err
	}
	live := m.merged(at, object, as.manager)
	if m.Refuse != nil {
		if err := m.Refuse(m.objects[at], live); err != nil {
			return nil, err
		}
	}
	if m.objects[at] == nil {
		m.uids++
		live.SetUID(types.UID(fmt.Sprint("uid-", m.uids)))
	}
	hideStringData(live)
	if m.Control != nil {
		m.Control(live)
	}
	if !as.dryRun {
		m.keep(at, live, object, as.manager)
	}
	return live.DeepCopy(), nil
}

// mayApply says why an object cannot be applied: an unknown kind, no namespace, or another manager's fields.
func (m *Memory) mayApply(at ref, object *unstructured.Unstructured, as application) error {
	if _, err := m.namespaced(at.kind); err != nil {
		return err
	}
	namespace := ref{kind: schema.GroupVersionKind{Version: "v1", Kind: "Namespace"}, name: at.namespace}
	if at.namespace != "" && m.objects[namespace] == nil {
		return notFound(namespace)
	}
	for manager, fields := range m.applied[at] {
		if manager == as.manager || as.force {
			continue
		}
		for _, c := range changes(fields, object.Object) {
			if c.old != nil && c.now != nil {
				return apierrors.NewConflict(schema.GroupResource{Resource: at.kind.Kind}, at.name,
					fmt.Errorf("conflict with %q: .%s", manager, c.path))
			}
		}
	}
	return nil
}

// merged is the object as it will be: what a manager applied before and leaves out now is gone.
func (m *Memory) merged(at ref, object *unstructured.Unstructured, manager string) *unstructured.Unstructured {
	live := &unstructured.Unstructured{Object: map[string]any{}}
	if old := m.objects[at]; old != nil {
		live = old.DeepCopy()
	}
	for _, c := range changes(m.applied[at][manager], object.Object) {
		if names, ok := fieldNames(c.path); ok && c.now == nil {
			unstructured.RemoveNestedField(live.Object, names...)
		}
	}
	overlay(live.Object, object.DeepCopy().Object)
	live.SetGeneration(live.GetGeneration() + 1)
	return live
}

func (m *Memory) keep(at ref, live, applied *unstructured.Unstructured, manager string) {
	m.objects[at] = live
	if m.applied[at] == nil {
		m.applied[at] = map[string]map[string]any{}
	}
	m.applied[at][manager] = applied.DeepCopy().Object
	m.events = append(m.events, "apply "+at.kind.Kind+"/"+at.name)
}

// overlay puts one object's fields over another's.
func overlay(old, now map[string]any) {
	for k, v := range now {
		into, isMap := old[k].(map[string]any)
		if from, ok := v.(map[string]any); ok && isMap {
			overlay(into, from)
			continue
		}
		old[k] = v
	}
}

func hideStringData(o *unstructured.Unstructured) {
	for key, v := range field[map[string]any](o.Object, "stringData") {
		encoded := base64.StdEncoding.EncodeToString([]byte(v.(string)))
		_ = unstructured.SetNestedField(o.Object, encoded, "data", key)
	}
	delete(o.Object, "stringData")
}

func (m *Memory) remove(_ context.Context, at ref, _ metav1.DeletionPropagation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	o := m.objects[at]
	if o == nil {
		return notFound(at)
	}
	if m.held(o) {
		now := metav1.Now()
		o.SetDeletionTimestamp(&now)
		return nil
	}
	m.drop(at)
	return nil
}

func (m *Memory) held(o *unstructured.Unstructured) bool { return m.Holds != nil && m.Holds(o) }

func (m *Memory) drop(at ref) {
	delete(m.objects, at)
	delete(m.applied, at)
	m.events = append(m.events, "delete "+at.kind.Kind+"/"+at.name)
}

func (m *Memory) logs(context.Context, string, string, string, int64) (string, error) {
	return m.Log, nil
}

func (m *Memory) forget() {}
