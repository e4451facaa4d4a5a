package kubernetes

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// Update applies an object's new form under the field manager it was created by and waits until it is initialized again.
// It is also what the engine calls on its next run for an object that had failed to initialize.
func (i *instance) Update(ctx context.Context, r plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	ctx, done := i.during(ctx)
	defer done()
	object, known := objectOf(r.NewInputs)
	if r.Preview && !known {
		return plugin.UpdateResponse{Properties: r.NewInputs, Status: resource.StatusOK}, nil
	}
	link, err := i.connected(ctx)
	if err != nil {
		return i.updateWithout(ctx, r, err)
	}
	manager, err := fieldManager(r.OldOutputs)
	if err != nil {
		return plugin.UpdateResponse{Status: resource.StatusOK}, err
	}
	live, err := i.update(ctx, link, r, object, manager)
	switch {
	case err == nil:
	case r.Preview && apierrors.IsForbidden(err):
		provider.Warn(ctx, r.URN, "the API server would refuse this: %v", err)
		return plugin.UpdateResponse{Properties: r.NewInputs, Status: resource.StatusOK}, nil
	case r.Preview && meta.IsNoMatchError(err):
		return plugin.UpdateResponse{Properties: r.NewInputs, Status: resource.StatusOK}, nil
	default:
		return plugin.UpdateResponse{Status: resource.StatusOK}, refused("updated", refOf(object), manager, err)
	}
	var waitErr error
	if !r.Preview {
		live, waitErr = i.await(ctx, link, r.URN, live, r.Timeout)
	}
	response := plugin.UpdateResponse{Properties: stateOf(live, r.NewInputs, manager), Status: resource.StatusOK}
	if waitErr != nil {
		response.Status = resource.StatusPartialFailure
		return response, notInitialized(refOf(live), "updated", waitErr)
	}
	return response, nil
}

// updateWithout answers where no server can be asked: a preview from inputs alone, else an error, unless the program is
// content to leave what is unreachable as it is.
func (i *instance) updateWithout(ctx context.Context, r plugin.UpdateRequest, cause error) (plugin.UpdateResponse, error) {
	switch {
	case r.Preview:
		return plugin.UpdateResponse{Properties: r.NewInputs, Status: resource.StatusOK}, nil
	case i.configuration().skipUpdateUnreachable:
		provider.Warn(ctx, r.URN, "%v; it is left as it is", unreachable(cause))
		return plugin.UpdateResponse{Properties: r.OldOutputs, Status: resource.StatusOK}, nil
	}
	return plugin.UpdateResponse{Status: resource.StatusOK}, unreachable(cause)
}

func (i *instance) update(
	ctx context.Context, link cluster, r plugin.UpdateRequest, object *unstructured.Unstructured, manager string,
) (*unstructured.Unstructured, error) {
	live, err := link.get(ctx, refOf(object))
	if err != nil {
		return nil, err
	}
	if err := leaveIgnored(object, live, r.IgnoreChanges, manager); err != nil {
		return nil, err
	}
	return link.apply(ctx, object, application{manager: manager, force: i.forces(object), dryRun: r.Preview})
}

// leaveIgnored makes an apply leave ignored fields as they are: those this resource owns are applied with the value they
// have, since to leave them out would remove them; the others are left out, which leaves them to their owners.
func leaveIgnored(object, live *unstructured.Unstructured, ignore []string, manager string) error {
	owned, err := ownedBy(live, manager)
	if err != nil {
		return err
	}
	ignored, err := paths(ignore)
	if err != nil {
		return err
	}
	for _, path := range ignored {
		names, ok := fieldNames(path)
		if !ok {
			continue
		}
		unstructured.RemoveNestedField(object.Object, names...)
		at := fieldpath.MakePathOrDie(steps(names)...)
		value, found, err := unstructured.NestedFieldCopy(live.Object, names...)
		if err != nil || !found || !owned.Has(at) && !hasBelow(owned, at) {
			continue
		}
		if err := unstructured.SetNestedField(object.Object, value, names...); err != nil {
			return fmt.Errorf("keeping %s as it is: %w", strings.Join(names, "."), err)
		}
	}
	return nil
}

// ownedBy returns the fields of a live object that a manager applied.
func ownedBy(live *unstructured.Unstructured, manager string) (*fieldpath.Set, error) {
	owned := fieldpath.NewSet()
	for _, entry := range live.GetManagedFields() {
		if entry.Manager != manager || entry.FieldsV1 == nil {
			continue
		}
		set := fieldpath.NewSet()
		if err := set.FromJSON(bytes.NewReader(entry.FieldsV1.Raw)); err != nil {
			return nil, fmt.Errorf("reading who owns the fields of %s: %w", refOf(live), err)
		}
		owned = owned.Union(set)
	}
	return owned, nil
}

func hasBelow(set *fieldpath.Set, at fieldpath.Path) bool {
	for _, element := range at {
		set = set.WithPrefix(element)
	}
	return !set.Empty()
}

// fieldNames turns a property path into field names; one with an index or wildcard has none.
func fieldNames(path resource.PropertyPath) ([]string, bool) {
	names := make([]string, len(path))
	for n, step := range path {
		name, ok := step.(string)
		if !ok || name == "*" {
			return nil, false
		}
		names[n] = name
	}
	return names, len(names) > 0
}

func steps(names []string) []any {
	out := make([]any, len(names))
	for n, name := range names {
		out[n] = name
	}
	return out
}
