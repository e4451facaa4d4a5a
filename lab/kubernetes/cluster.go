package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// cluster is what the provider needs of an API server. Errors are the API's own, to be judged with
// k8s.io/apimachinery/pkg/api/errors and meta.IsNoMatchError.
type cluster interface {
	// reachable says whether the server answers at all.
	reachable(ctx context.Context) error
	// namespaced says whether objects of a kind live in namespaces.
	namespaced(gvk schema.GroupVersionKind) (bool, error)
	get(ctx context.Context, at ref) (*unstructured.Unstructured, error)
	// list returns the objects of a kind in a namespace that a label selector chooses.
	list(ctx context.Context, gvk schema.GroupVersionKind, namespace, selector string) ([]unstructured.Unstructured, error)
	apply(ctx context.Context, object *unstructured.Unstructured, as application) (*unstructured.Unstructured, error)
	remove(ctx context.Context, at ref, propagation metav1.DeletionPropagation) error
	// logs returns the last lines a container of a pod wrote.
	logs(ctx context.Context, namespace, pod, container string, lines int64) (string, error)
	// forget drops what is known of the server's kinds, as after a CustomResourceDefinition.
	forget()
}

// ref names one object. Namespace is empty for a kind that lives in none.
type ref struct {
	kind      schema.GroupVersionKind
	namespace string
	name      string
}

func refOf(o *unstructured.Unstructured) ref {
	return ref{kind: o.GroupVersionKind(), namespace: o.GetNamespace(), name: o.GetName()}
}

func (r ref) String() string { return fmt.Sprintf("%s %q", r.kind.Kind, r.id()) }

// id is the resource's ID, in the real provider's form.
func (r ref) id() string {
	if r.namespace == "" {
		return r.name
	}
	return r.namespace + "/" + r.name
}

// application says how an object is applied.
type application struct {
	manager string
	force   bool
	dryRun  bool
}

// unreachableFor is how long a server that did not answer is taken to be away, so that a preview with many objects does
// not wait for each of them.
const unreachableFor = 30 * time.Second

var (
	errOffline      = errors.New("this provider works offline: it can preview, and nothing else")
	errUnconfigured = errors.New("the provider's configuration is not known yet")
)

// connected returns the cluster, or why there is none.
func (i *instance) connected(ctx context.Context) (cluster, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case i.options.Offline:
		return nil, errOffline
	case !i.configured || i.settings.unknown:
		return nil, errUnconfigured
	case i.link != nil:
		return i.link, nil
	case i.refused != nil && time.Since(i.refusedAt) < unreachableFor:
		return nil, i.refused
	}
	link, err := i.options.connect(i.settings)
	if err == nil {
		err = link.reachable(ctx)
	}
	if err != nil {
		if ctx.Err() == nil {
			i.refused, i.refusedAt = err, time.Now()
		}
		return nil, err
	}
	i.link = link
	return link, nil
}

func unreachable(err error) error {
	return fmt.Errorf("configured Kubernetes cluster is unreachable: %w", err)
}

func (i *instance) configuration() settings {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.settings
}
