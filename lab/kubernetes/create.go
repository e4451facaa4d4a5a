package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Annotations with which a program steers one object, by the real provider's names.
const (
	annotationForce = "pulumi.com/patchForce"
)

// retries is how often a creation is tried again whose namespace or kind the server does not know yet.
const retries = 5

// Create applies an object that must not exist yet and waits until it is initialized. An object that was created and
// failed to initialize comes back with its state and a [plugin.InitError].
func (i *instance) Create(ctx context.Context, r plugin.CreateRequest) (plugin.CreateResponse, error) {
	ctx, done := i.during(ctx)
	defer done()
	object, known := objectOf(r.Properties)
	if r.Preview {
		state, err := i.previewCreate(ctx, r, object, known)
		return plugin.CreateResponse{Properties: state, Status: resource.StatusOK}, err
	}
	link, err := i.connected(ctx)
	if err != nil {
		return plugin.CreateResponse{Status: resource.StatusOK}, unreachable(err)
	}
	manager, err := fieldManager(nil)
	if err != nil {
		return plugin.CreateResponse{Status: resource.StatusOK}, err
	}
	live, err := i.create(ctx, link, r.URN, object, manager)
	if err != nil {
		return plugin.CreateResponse{Status: resource.StatusOK}, refused("created", refOf(object), manager, err)
	}
	if object.GetKind() == "CustomResourceDefinition" {
		link.forget()
	}
	live, waitErr := i.await(ctx, link, r.URN, live, r.Timeout)
	response := plugin.CreateResponse{
		ID: resource.ID(refOf(live).id()), Properties: stateOf(live, r.Properties, manager), Status: resource.StatusOK,
	}
	if waitErr != nil {
		response.Status = resource.StatusPartialFailure
		return response, notInitialized(refOf(live), "created", waitErr)
	}
	return response, nil
}

// create applies an object where none of its name exists, trying again while its namespace or kind is still to come.
func (i *instance) create(
	ctx context.Context, link cluster, urn resource.URN, object *unstructured.Unstructured, manager string,
) (*unstructured.Unstructured, error) {
	as := application{manager: manager, force: i.forces(object)}
	pause := i.options.Retry
	for try := 0; ; try++ {
		err := i.mustBeNew(ctx, link, object)
		if err == nil {
			var live *unstructured.Unstructured
			if live, err = link.apply(ctx, object, as); err == nil {
				return live, nil
			}
		}
		if !apierrors.IsNotFound(err) && !meta.IsNoMatchError(err) || try == retries {
			return nil, err
		}
		provider.Status(ctx, urn, "creation failed, trying again in %s: %v", pause, err)
		link.forget()
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// mustBeNew refuses to take over an object that exists, unless the program asks for that. Server-side apply by itself
// would quietly change it, and a later destroy delete it.
func (i *instance) mustBeNew(ctx context.Context, link cluster, object *unstructured.Unstructured) error {
	if i.configuration().upsertExistingObjects || object.GetAnnotations()[annotationForce] == "true" {
		return nil
	}
	at := refOf(object)
	_, err := link.get(ctx, at)
	switch {
	case err == nil:
		plural := schema.GroupResource{Group: at.kind.Group, Resource: at.kind.Kind}
		return apierrors.NewAlreadyExists(plural, at.name)
	case apierrors.IsNotFound(err):
		return nil
	}
	return err
}

// forces says whether an apply takes fields from their owners.
func (i *instance) forces(object *unstructured.Unstructured) bool {
	if given, ok := object.GetAnnotations()[annotationForce]; ok {
		return given == "true"
	}
	return i.configuration().enablePatchForce
}

// previewCreate shows what an object will be: what the server would make of it, where one can be asked, else the inputs.
// The server is not asked about an object that exists, which may be about to be deleted, nor where a namespace or kind is
// still to come.
func (i *instance) previewCreate(
	ctx context.Context, r plugin.CreateRequest, object *unstructured.Unstructured, known bool,
) (resource.PropertyMap, error) {
	if !known {
		return r.Properties, nil
	}
	link, err := i.connected(ctx)
	if err != nil {
		return r.Properties, nil
	}
	manager, err := fieldManager(nil)
	if err != nil {
		return nil, err
	}
	err = i.mustBeNew(ctx, link, object)
	var live *unstructured.Unstructured
	if err == nil {
		live, err = link.apply(ctx, object, application{manager: manager, force: i.forces(object), dryRun: true})
	}
	switch {
	case err == nil:
		// A status that is there but empty would look like an answer to the program.
		unstructured.RemoveNestedField(live.Object, "status")
		return stateOf(live, r.Properties, manager), nil
	case apierrors.IsAlreadyExists(err), apierrors.IsNotFound(err), meta.IsNoMatchError(err):
		return r.Properties, nil
	case apierrors.IsForbidden(err):
		provider.Warn(ctx, r.URN, "the API server would refuse this: %v", err)
		return r.Properties, nil
	}
	return nil, refused("created", refOf(object), manager, err)
}

// refused says that the API server did not take an object, and what to do about a conflict.
func refused(verb string, at ref, manager string, err error) error {
	if apierrors.IsConflict(err) {
		return fmt.Errorf("server-side apply field conflict: %s, applied by field manager %q, was not %s: %w; "+
			"leave the fields named above to their owner, or take them with the annotation %s: \"true\"",
			at, manager, verb, err, annotationForce)
	}
	if meta.IsNoMatchError(err) {
		return fmt.Errorf("%s was not %s, since the API server does not know its apiVersion and kind: "+
			"is its CustomResourceDefinition installed? %w", at, verb, err)
	}
	return fmt.Errorf("%s was not successfully %s by the Kubernetes API server: %w", at, verb, err)
}

// notInitialized is the error for an object that exists and is not ready.
func notInitialized(at ref, verb string, err error) error {
	reasons := []string{fmt.Sprintf("%s was successfully %s, but failed to become ready: %v", at, verb, err)}
	if w, ok := errors.AsType[*waitError](err); ok {
		reasons = append(reasons, w.reasons...)
	}
	return &plugin.InitError{Reasons: reasons}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
