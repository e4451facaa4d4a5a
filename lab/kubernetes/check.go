package kubernetes

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
)

// autonamed is the annotation by which the real provider marks a name it made up.
const autonamed = "pulumi.com/autonamed"

// Check completes the inputs (apiVersion, kind, a name where none is given, a namespace) and reports what the API server
// would refuse of them, as far as that can be told without it.
func (i *instance) Check(ctx context.Context, r plugin.CheckRequest) (plugin.CheckResponse, error) {
	gvk, err := kindOf(r.URN.Type())
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	inputs := r.News.Copy()
	if _, ok := inputs["apiVersion"]; !ok {
		inputs["apiVersion"] = resource.NewProperty(gvk.GroupVersion().String())
	}
	if _, ok := inputs["kind"]; !ok {
		inputs["kind"] = resource.NewProperty(gvk.Kind)
	}
	failures := i.completeMetadata(ctx, gvk, r, inputs)
	object, _ := objectOf(inputs)
	for _, problem := range problems(gvk, object.Object) {
		failures = append(failures, plugin.CheckFailure{Property: resource.PropertyKey(problem.path), Reason: problem.reason})
	}
	hideSecretData(gvk.Kind, inputs)
	return plugin.CheckResponse{Properties: inputs, Failures: failures}, nil
}

// completeMetadata gives an object its name and namespace. Metadata that is not known yet stays as it is.
func (i *instance) completeMetadata(
	ctx context.Context, gvk schema.GroupVersionKind, r plugin.CheckRequest, inputs resource.PropertyMap,
) []plugin.CheckFailure {
	metadata := resource.PropertyMap{}
	given, secret := open(inputs["metadata"])
	switch {
	case given.IsObject():
		metadata = given.ObjectValue().Copy()
	case given.V != nil:
		return nil
	}
	var failures []plugin.CheckFailure
	if !metadata.HasValue("name") && !metadata.HasValue("generateName") {
		name, err := autoname(r)
		if err != nil {
			failures = append(failures, plugin.CheckFailure{Property: "metadata.name", Reason: err.Error()})
		} else {
			metadata["name"] = resource.NewProperty(name)
			annotate(metadata, autonamed, "true")
		}
	}
	if !livesInNamespace(gvk, i.asker(ctx, gvk)) {
		delete(metadata, "namespace")
	} else if !metadata.HasValue("namespace") {
		metadata["namespace"] = resource.NewProperty(i.configuration().defaultNamespace())
	}
	inputs["metadata"] = resource.NewProperty(metadata)
	if secret {
		inputs["metadata"] = resource.MakeSecret(inputs["metadata"])
	}
	return failures
}

// asker asks the server whether a kind lives in namespaces, or is nil where there is no need or no server to ask.
func (i *instance) asker(ctx context.Context, gvk schema.GroupVersionKind) func(schema.GroupVersionKind) (bool, error) {
	if scheme.Scheme.Recognizes(gvk) {
		return nil
	}
	link, err := i.connected(ctx)
	if err != nil {
		return nil
	}
	return link.namespaced
}

// autoname returns the name an object had, if that was made up too, or makes one up: the resource's name, a dash and
// eight hexadecimal digits, or what the stack's autonaming configuration proposes.
func autoname(r plugin.CheckRequest) (string, error) {
	old, _ := objectOf(r.Olds)
	if old.GetAnnotations()[autonamed] == "true" && old.GetName() != "" && old.GetName() != unknown {
		return old.GetName(), nil
	}
	if r.Autonaming != nil {
		switch r.Autonaming.Mode {
		case plugin.AutonamingModeDisabled:
			return "", fmt.Errorf("must be set, since automatic naming is disabled")
		case plugin.AutonamingModeEnforce, plugin.AutonamingModePropose:
			if r.Autonaming.ProposedName != "" {
				return r.Autonaming.ProposedName, nil
			}
		}
	}
	name, err := resource.NewUniqueName(r.RandomSeed, r.URN.Name()+"-", 8, 253, nil)
	if err != nil {
		return "", fmt.Errorf("making up a name: %w", err)
	}
	return name, nil
}

func annotate(metadata resource.PropertyMap, key, value string) {
	given, secret := open(metadata["annotations"])
	if given.V != nil && !given.IsObject() {
		return
	}
	annotations := resource.PropertyMap{}
	if given.IsObject() {
		annotations = given.ObjectValue().Copy()
	}
	annotations[resource.PropertyKey(key)] = resource.NewProperty(value)
	metadata["annotations"] = resource.NewProperty(annotations)
	if secret {
		metadata["annotations"] = resource.MakeSecret(metadata["annotations"])
	}
}

// open returns what a secret holds, and whether it was one.
func open(v resource.PropertyValue) (resource.PropertyValue, bool) {
	switch {
	case v.IsSecret():
		return v.SecretValue().Element, true
	case v.IsOutput() && v.OutputValue().Known:
		return v.OutputValue().Element, v.OutputValue().Secret
	}
	return v, false
}

// fieldManager is the owner under which a resource's fields are applied: its own, so that two resources or two programs
// never take each other's fields for theirs.
func fieldManager(state resource.PropertyMap) (string, error) {
	if v, ok := state[stateFieldManager]; ok && v.IsString() {
		return v.StringValue(), nil
	}
	name, err := resource.NewUniqueHex("pulumi-kubernetes-", 8, 0)
	if err != nil {
		return "", fmt.Errorf("making up a field manager: %w", err)
	}
	return name, nil
}
