package kubernetes

import (
	"sort"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apiresource "k8s.io/apimachinery/pkg/api/resource"
)

// change is one difference between two objects. Where a whole subtree came or went, it stands for all of it.
type change struct {
	path     resource.PropertyPath
	kind     plugin.DiffKind
	old, new any
}

// changes returns the differences between two objects, in the order of their paths. Two spellings of one quantity are no
// difference, and neither is a null.
func changes(old, new map[string]any) []change {
	return mapChanges(nil, old, new)
}

func mapChanges(at resource.PropertyPath, old, new map[string]any) []change {
	keys := make(map[string]bool, len(old)+len(new))
	for k := range old {
		keys[k] = true
	}
	for k := range new {
		keys[k] = true
	}
	sorted := make([]string, 0, len(keys))
	for k := range keys {
		sorted = append(sorted, k)
	}
	sort.Strings(sorted)
	var found []change
	for _, k := range sorted {
		found = append(found, valueChanges(extend(at, k), old[k], new[k])...)
	}
	return found
}

func valueChanges(at resource.PropertyPath, old, new any) []change {
	switch {
	case old == nil && new == nil:
		return nil
	case old == nil:
		return []change{{at, plugin.DiffAdd, nil, new}}
	case new == nil:
		return []change{{at, plugin.DiffDelete, old, nil}}
	}
	switch o := old.(type) {
	case map[string]any:
		if n, ok := new.(map[string]any); ok {
			return mapChanges(at, o, n)
		}
	case []any:
		if n, ok := new.([]any); ok {
			return listChanges(at, o, n)
		}
	default:
		if same(at, old, new) {
			return nil
		}
	}
	return []change{{at, plugin.DiffUpdate, old, new}}
}

func listChanges(at resource.PropertyPath, old, new []any) []change {
	var found []change
	for n := range max(len(old), len(new)) {
		var was, is any
		if n < len(old) {
			was = old[n]
		}
		if n < len(new) {
			is = new[n]
		}
		found = append(found, valueChanges(extend(at, n), was, is)...)
	}
	return found
}

func same(at resource.PropertyPath, old, new any) bool {
	switch new.(type) {
	case map[string]any, []any:
		return false
	}
	if old == new {
		return true
	}
	if !holdsQuantity(at) || old == unknown || new == unknown {
		return false
	}
	a, errA := apiresource.ParseQuantity(shown(old))
	b, errB := apiresource.ParseQuantity(shown(new))
	return errA == nil && errB == nil && a.Cmp(b) == 0
}

// holdsQuantity says whether a value at a path is an amount of something, as in resources.requests.memory.
func holdsQuantity(at resource.PropertyPath) bool {
	if len(at) == 0 {
		return false
	}
	if last, ok := at[len(at)-1].(string); ok && (last == "sizeLimit" || last == "divisor") {
		return true
	}
	if len(at) < 2 {
		return false
	}
	switch at[len(at)-2] {
	case "requests", "limits", "capacity", "hard", "overhead":
		return true
	}
	return false
}

func shown(v any) string { return strings.TrimSpace(text(map[string]any{"v": v}, "v")) }

// extend returns a path one step longer, sharing nothing with the one it came from.
func extend(at resource.PropertyPath, step any) resource.PropertyPath {
	return append(at[:len(at):len(at)], step)
}
