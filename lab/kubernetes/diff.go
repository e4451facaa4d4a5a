package kubernetes

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Diff compares the old inputs with the new. What the live object looks like is not asked here, but for whether a Job that
// says so is to be made anew: the engine's refresh brings it into the old inputs, and the preview of the update asks the
// server whether it would be accepted.
func (i *instance) Diff(ctx context.Context, r plugin.DiffRequest) (plugin.DiffResponse, error) {
	gvk, err := kindOf(r.URN.Type())
	if err != nil {
		return plugin.DiffResponse{}, err
	}
	old, _ := objectOf(r.OldInputs)
	live, _ := objectOf(r.OldOutputs)
	now, _ := objectOf(r.NewInputs)
	adopt(old.Object, live.Object, now.Object)
	ignored, err := paths(r.IgnoreChanges)
	if err != nil {
		return plugin.DiffResponse{}, err
	}
	fields := triggersFor(gvk, now.Object, i.configuration())
	response := plugin.DiffResponse{Changes: plugin.DiffNone, DetailedDiff: map[string]plugin.PropertyDiff{}}
	for _, c := range changes(old.Object, now.Object) {
		if within(ignored, c.path) {
			continue
		}
		kind, at := c.kind, c.path.String()
		if c.replaces(fields) {
			kind = kind.AsReplace()
			response.ReplaceKeys = append(response.ReplaceKeys, resource.PropertyKey(at))
		}
		response.Changes = plugin.DiffSome
		response.ChangedKeys = append(response.ChangedKeys, resource.PropertyKey(at))
		response.DetailedDiff[at] = plugin.PropertyDiff{Kind: kind, InputDiff: true}
	}
	if why := i.unreadyJob(ctx, gvk, now.Object, live); why != "" {
		response.Changes = plugin.DiffSome
		response.ReplaceKeys = append(response.ReplaceKeys, resource.PropertyKey(why))
		response.ChangedKeys = append(response.ChangedKeys, resource.PropertyKey(why))
		response.DetailedDiff[why] = plugin.PropertyDiff{Kind: plugin.DiffUpdateReplace, InputDiff: true}
	}
	// An object whose name was given and stays cannot exist twice.
	response.DeleteBeforeReplace = len(response.ReplaceKeys) > 0 &&
		now.GetName() != "" && now.GetName() != unknown && now.GetAnnotations()[autonamed] != "true" &&
		now.GetName() == live.GetName() && now.GetNamespace() == live.GetNamespace()
	return response, nil
}

// annotationReplaceUnready has a Job replaced that is not done, whatever else changes.
const annotationReplaceUnready = "pulumi.com/replaceUnready"

// unreadyJob returns the property that a Job is replaced for because it has failed or is still at work, or "". A server that
// cannot be asked is no reason.
func (i *instance) unreadyJob(ctx context.Context, gvk schema.GroupVersionKind, now map[string]any, live *unstructured.Unstructured) string {
	if gvk.GroupKind() != (schema.GroupKind{Group: "batch", Kind: "Job"}) || field[string](now, "metadata", "annotations", annotationReplaceUnready) != "true" {
		return ""
	}
	link, err := i.connected(ctx)
	if err != nil {
		return ""
	}
	job, err := link.get(ctx, ref{kind: gvk, namespace: live.GetNamespace(), name: live.GetName()})
	if err != nil || judgeJob(job, nil).ready {
		return ""
	}
	return `metadata.annotations["` + annotationReplaceUnready + `"]`
}

// adopt puts the name and namespace an object got into old inputs that say neither, so that to write them down later is no
// replacement, and the kind where only the new inputs say it.
func adopt(old, live, now map[string]any) {
	metadata := field[map[string]any](old, "metadata")
	wanted := field[map[string]any](now, "metadata")
	if metadata == nil && wanted != nil {
		metadata = map[string]any{}
		old["metadata"] = metadata
	}
	for _, key := range []string{"name", "namespace"} {
		if got := text(live, "metadata", key); metadata[key] == nil && wanted[key] != nil && got != "" {
			metadata[key] = got
		}
	}
	for _, key := range []string{"apiVersion", "kind"} {
		if old[key] == nil {
			old[key] = now[key]
		}
	}
	// A name that was once made up and is now given is the same name.
	if metadata["name"] == wanted["name"] {
		if annotations := field[map[string]any](metadata, "annotations"); field[string](wanted, "annotations", autonamed) == "" {
			delete(annotations, autonamed)
			if annotations != nil && len(annotations) == 0 && wanted["annotations"] == nil {
				delete(metadata, "annotations")
			}
		}
	}
}

func paths(texts []string) ([]resource.PropertyPath, error) {
	parsed := make([]resource.PropertyPath, 0, len(texts))
	for _, t := range texts {
		p, err := resource.ParsePropertyPath(t)
		if err != nil {
			return nil, fmt.Errorf("ignoreChanges: %q is no property path: %w", t, err)
		}
		parsed = append(parsed, p)
	}
	return parsed, nil
}

func within(wholes []resource.PropertyPath, part resource.PropertyPath) bool {
	for _, whole := range wholes {
		if whole.Contains(part) {
			return true
		}
	}
	return false
}
