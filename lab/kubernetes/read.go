package kubernetes

import (
	"context"
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Read returns an object as it is, for a refresh or an import. An object that exists and is not ready, as judged by one
// look, comes with a [plugin.InitError].
func (i *instance) Read(ctx context.Context, r plugin.ReadRequest) (plugin.ReadResponse, error) {
	ctx, done := i.during(ctx)
	defer done()
	gvk, err := kindOf(r.URN.Type())
	if err != nil {
		return plugin.ReadResponse{Status: resource.StatusOK}, err
	}
	gone := plugin.ReadResponse{Status: resource.StatusOK}
	link, err := i.connected(ctx)
	if err != nil {
		return i.readWithout(ctx, r, err)
	}
	at := ref{kind: gvk, name: string(r.ID)}
	if namespace, name, both := strings.Cut(string(r.ID), "/"); both {
		at.namespace, at.name = namespace, name
	} else if livesInNamespace(gvk, link.namespaced) {
		at.namespace = i.configuration().defaultNamespace()
	}
	live, err := link.get(ctx, at)
	if apierrors.IsNotFound(err) || meta.IsNoMatchError(err) {
		return gone, nil
	} else if err != nil {
		return gone, fmt.Errorf("reading %s: %w", at, err)
	}
	inputs := inputsOf(live, r.Inputs)
	manager, err := fieldManager(r.State)
	if err != nil {
		return gone, err
	}
	response := plugin.ReadResponse{
		ReadResult: plugin.ReadResult{ID: resource.ID(at.id()), Inputs: inputs, Outputs: stateOf(live, inputs, manager)},
		Status:     resource.StatusOK,
	}
	if len(r.Inputs) == 0 {
		return response, nil
	}
	if why := i.unready(ctx, link, live); why != nil {
		response.Status = resource.StatusPartialFailure
		return response, notInitialized(at, "read", why)
	}
	return response, nil
}

// readWithout answers a refresh where no server can be asked.
func (i *instance) readWithout(ctx context.Context, r plugin.ReadRequest, cause error) (plugin.ReadResponse, error) {
	switch s := i.configuration(); {
	case s.deleteUnreachable:
		provider.Warn(ctx, r.URN, "%v; it is taken to be deleted", unreachable(cause))
		return plugin.ReadResponse{Status: resource.StatusOK}, nil
	case s.skipUpdateUnreachable:
		provider.Warn(ctx, r.URN, "%v; it is taken to be unchanged", unreachable(cause))
		return plugin.ReadResponse{
			ReadResult: plugin.ReadResult{ID: r.ID, Inputs: r.Inputs, Outputs: r.State}, Status: resource.StatusOK,
		}, nil
	}
	return plugin.ReadResponse{Status: resource.StatusOK}, unreachable(cause)
}

// inputsOf returns the inputs that would make an object what it is: the old ones with the values the object has now, or,
// for one that was never in the state, all of it that an input can say.
func inputsOf(live *unstructured.Unstructured, old resource.PropertyMap) resource.PropertyMap {
	var fields map[string]any
	if len(old) == 0 {
		fields = live.DeepCopy().Object
		delete(fields, "status")
		for _, key := range []string{"creationTimestamp", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "uid", "selfLink"} {
			unstructured.RemoveNestedField(fields, "metadata", key)
		}
	} else {
		known, _ := plainMap(old)
		current := live.DeepCopy().Object
		// The server turns stringData into data and never shows it.
		if live.GetKind() == "Secret" {
			showStringData(current, known)
		}
		pruned, _ := prune(nil, current, known).(map[string]any)
		fields = pruned
	}
	inputs := resource.NewPropertyMapFromMap(fields)
	keepSecrets(inputs, old)
	hideSecretData(live.GetKind(), inputs)
	return inputs
}
