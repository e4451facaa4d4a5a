package kubernetes

import (
	"slices"
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
	old, now any
}

// changes returns the differences between two objects, in the order of their paths. Two spellings of one quantity are no
// difference, and neither is a null.
func changes(old, now map[string]any) []change {
	return mapChanges(nil, old, now)
}

func mapChanges(at resource.PropertyPath, old, now map[string]any) []change {
	keys := make(map[string]bool, len(old)+len(now))
	for k := range old {
		keys[k] = true
	}
	for k := range now {
		keys[k] = true
	}
	sorted := make([]string, 0, len(keys))
	for k := range keys {
		sorted = append(sorted, k)
	}
	sort.Strings(sorted)
	var found []change
	for _, k := range sorted {
		found = append(found, valueChanges(extend(at, k), old[k], now[k])...)
	}
	return found
}

func valueChanges(at resource.PropertyPath, old, now any) []change {
	switch {
	case old == nil && now == nil:
		return nil
	case old == nil:
		return []change{{at, plugin.DiffAdd, nil, now}}
	case now == nil:
		return []change{{at, plugin.DiffDelete, old, nil}}
	}
	switch o := old.(type) {
	case map[string]any:
		if n, ok := now.(map[string]any); ok {
			return mapChanges(at, o, n)
		}
	case []any:
		if n, ok := now.([]any); ok {
			return listChanges(at, o, n)
		}
	default:
		if same(at, old, now) {
			return nil
		}
	}
	return []change{{at, plugin.DiffUpdate, old, now}}
}

func listChanges(at resource.PropertyPath, old, now []any) []change {
	var found []change
	for n := range max(len(old), len(now)) {
		var was, is any
		if n < len(old) {
			was = old[n]
		}
		if n < len(now) {
			is = now[n]
		}
		found = append(found, valueChanges(extend(at, n), was, is)...)
	}
	return found
}

func same(at resource.PropertyPath, old, now any) bool {
	switch now.(type) {
	case map[string]any, []any:
		return false
	}
	if old == now {
		return true
	}
	if !holdsQuantity(at) || old == unknown || now == unknown {
		return false
	}
	a, errA := apiresource.ParseQuantity(shown(old))
	b, errB := apiresource.ParseQuantity(shown(now))
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
	return append(slices.Clip(at), step)
}
