package kubernetes

import (
	"context"
	"encoding/base64"
	"fmt"
	"sync"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

// fakeCluster is as much of an API server as the provider uses, in memory: it applies per field manager, reports
// conflicts and missing namespaces, and lets a test play the controllers.
type fakeCluster struct {
	mu      sync.Mutex
	objects map[ref]*unstructured.Unstructured
	applied map[ref]map[string]map[string]any
	uids    int
	// control plays the controllers: it is called on each object that is read or was applied, and may change it.
	control func(*unstructured.Unstructured)
	// refuse is asked before each change.
	refuse func(old, new *unstructured.Unstructured) error
	// down says why the server does not answer.
	down error
	log  string
	// events are the changes in order: "apply Kind/name", "delete Kind/name".
	events []string
}

func newFake() *fakeCluster {
	return &fakeCluster{objects: map[ref]*unstructured.Unstructured{}, applied: map[ref]map[string]map[string]any{}}
}

func (f *fakeCluster) reachable(context.Context) error { return f.down }

func (f *fakeCluster) namespaced(gvk schema.GroupVersionKind) (bool, error) {
	if gvk.Group == "unknown.example" {
		return false, &meta.NoKindMatchError{GroupKind: gvk.GroupKind(), SearchedVersions: []string{gvk.Version}}
	}
	return !clusterScoped[gvk.GroupKind()], nil
}

func notFound(at ref) error {
	return apierrors.NewNotFound(schema.GroupResource{Group: at.kind.Group, Resource: at.kind.Kind}, at.name)
}

func (f *fakeCluster) get(_ context.Context, at ref) (*unstructured.Unstructured, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.namespaced(at.kind); err != nil {
		return nil, err
	}
	o, ok := f.objects[at]
	if !ok {
		return nil, notFound(at)
	}
	if f.control != nil {
		f.control(o)
	}
	return o.DeepCopy(), nil
}

func (f *fakeCluster) list(_ context.Context, gvk schema.GroupVersionKind, namespace, selector string) ([]unstructured.Unstructured, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, err := labels.Parse(selector)
	if err != nil {
		return nil, err
	}
	var found []unstructured.Unstructured
	for at, o := range f.objects {
		if at.kind == gvk && at.namespace == namespace && s.Matches(labels.Set(o.GetLabels())) {
			found = append(found, *o.DeepCopy())
		}
	}
	return found, nil
}

func (f *fakeCluster) apply(_ context.Context, object *unstructured.Unstructured, as application) (*unstructured.Unstructured, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := refOf(object)
	if _, err := f.namespaced(at.kind); err != nil {
		return nil, err
	}
	namespace := ref{kind: schema.GroupVersionKind{Version: "v1", Kind: "Namespace"}, name: at.namespace}
	if at.namespace != "" && f.objects[namespace] == nil {
		return nil, notFound(namespace)
	}
	old := f.objects[at]
	for manager, fields := range f.applied[at] {
		if manager == as.manager || as.force {
			continue
		}
		for _, c := range changes(fields, object.Object) {
			if c.old != nil && c.new != nil {
				return nil, apierrors.NewConflict(schema.GroupResource{Resource: at.kind.Kind}, at.name,
					fmt.Errorf("conflict with %q: .%s", manager, c.path))
			}
		}
	}
	live := &unstructured.Unstructured{Object: map[string]any{}}
	if old != nil {
		live = old.DeepCopy()
	}
	for _, c := range changes(f.applied[at][as.manager], object.Object) {
		if names, ok := fieldNames(c.path); ok && c.new == nil {
			unstructured.RemoveNestedField(live.Object, names...)
		}
	}
	overlay(live.Object, object.DeepCopy().Object)
	live.SetGeneration(live.GetGeneration() + 1)
	if f.refuse != nil {
		if err := f.refuse(old, live); err != nil {
			return nil, err
		}
	}
	if old == nil {
		f.uids++
		live.SetUID(types.UID(fmt.Sprint("uid-", f.uids)))
	}
	hideStringData(live)
	if f.control != nil {
		f.control(live)
	}
	if !as.dryRun {
		f.objects[at] = live
		if f.applied[at] == nil {
			f.applied[at] = map[string]map[string]any{}
		}
		f.applied[at][as.manager] = object.DeepCopy().Object
		f.events = append(f.events, "apply "+at.kind.Kind+"/"+at.name)
	}
	return live.DeepCopy(), nil
}

// overlay puts new's fields over old's.
func overlay(old, new map[string]any) {
	for k, v := range new {
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

func (f *fakeCluster) remove(_ context.Context, at ref, _ metav1.DeletionPropagation) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.objects[at] == nil {
		return notFound(at)
	}
	delete(f.objects, at)
	delete(f.applied, at)
	f.events = append(f.events, "delete "+at.kind.Kind+"/"+at.name)
	return nil
}

func (f *fakeCluster) logs(context.Context, string, string, string, int64) (string, error) {
	return f.log, nil
}

func (f *fakeCluster) forget() {}

func (f *fakeCluster) has(kind, id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for at := range f.objects {
		if at.kind.Kind == kind && at.id() == id {
			return true
		}
	}
	return false
}

// put adds an object that no field manager of the provider's owns.
func (f *fakeCluster) put(t *testing.T, o *unstructured.Unstructured) {
	t.Helper()
	if _, err := f.apply(t.Context(), o, application{manager: "somebody"}); err != nil {
		t.Fatal(err)
	}
}

// set writes a status into an object.
func set(o *unstructured.Unstructured, value any, path ...string) {
	if err := unstructured.SetNestedField(o.Object, value, path...); err != nil {
		panic(err)
	}
}
