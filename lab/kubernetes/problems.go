package kubernetes

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/client-go/kubernetes/scheme"
	kjson "sigs.k8s.io/json"
)

// problem is one reason for which an API server would refuse an object.
type problem struct{ path, reason string }

// problems returns what can be told of an object without a server: names and labels of a form that is refused, and, for
// the kinds of Kubernetes itself, fields that do not exist or hold the wrong type. What is unknown is passed over.
func problems(gvk schema.GroupVersionKind, object map[string]any) []problem {
	var found []problem
	add := func(path string, value string, reasons []string) {
		for _, reason := range reasons {
			found = append(found, problem{path, fmt.Sprintf("%s, got %q", reason, value)})
		}
	}
	if name := field[string](object, "metadata", "name"); name != "" && name != unknown {
		add("metadata.name", name, nameProblems(gvk, name))
	}
	if ns := field[string](object, "metadata", "namespace"); ns != "" && ns != unknown {
		add("metadata.namespace", ns, validation.IsDNS1123Label(ns))
	}
	for key, value := range field[map[string]any](object, "metadata", "labels") {
		add("metadata.labels", key, validation.IsQualifiedName(key))
		if value, ok := value.(string); ok && value != unknown {
			add("metadata.labels["+key+"]", value, validation.IsValidLabelValue(value))
		}
	}
	for key := range field[map[string]any](object, "metadata", "annotations") {
		add("metadata.annotations", key, validation.IsQualifiedName(strings.ToLower(key)))
	}
	for _, reason := range misfits(gvk, object) {
		found = append(found, problem{"", reason})
	}
	sort.SliceStable(found, func(a, b int) bool { return found[a].path < found[b].path })
	return found
}

func nameProblems(gvk schema.GroupVersionKind, name string) []string {
	switch {
	case gvk.Group == "rbac.authorization.k8s.io":
		return path.IsValidPathSegmentName(name)
	case gvk.Group == "" && gvk.Kind == "Service":
		return validation.IsDNS1035Label(name)
	case gvk.Group == "" && gvk.Kind == "Namespace":
		return validation.IsDNS1123Label(name)
	default:
		return apivalidation.NameIsDNSSubdomain(name, false)
	}
}

// misfits decodes an object strictly into the type of its kind, if Kubernetes itself defines it.
func misfits(gvk schema.GroupVersionKind, object map[string]any) []string {
	typed, err := scheme.Scheme.New(gvk)
	if err != nil {
		return nil
	}
	body, err := json.Marshal(withoutUnknown(object))
	if err != nil {
		return []string{err.Error()}
	}
	strict, err := kjson.UnmarshalStrict(body, typed, kjson.DisallowUnknownFields)
	if err != nil {
		return []string{err.Error()}
	}
	reasons := make([]string, len(strict))
	for n, s := range strict {
		reasons[n] = s.Error()
	}
	return reasons
}

// withoutUnknown leaves out what is not known yet.
func withoutUnknown(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			if e != unknown {
				out[k] = withoutUnknown(e)
			}
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, e := range v {
			if e != unknown {
				out = append(out, withoutUnknown(e))
			}
		}
		return out
	default:
		return v
	}
}
