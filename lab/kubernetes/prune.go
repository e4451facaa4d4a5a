package kubernetes

import (
	"encoding/base64"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// prune returns as much of a live value as the old inputs speak of, so that what the server filled in is no drift. Where
// both spell one quantity, the inputs' spelling stays.
func prune(at resource.PropertyPath, live, old any) any {
	switch o := old.(type) {
	case map[string]any:
		l, ok := live.(map[string]any)
		if !ok {
			return live
		}
		out := map[string]any{}
		for k, was := range o {
			if is, found := l[k]; found {
				out[k] = prune(extend(at, k), is, was)
			} else if empty(was) {
				out[k] = was
			}
		}
		return out
	case []any:
		l, ok := live.([]any)
		if !ok {
			return live
		}
		out := make([]any, len(l))
		for n, is := range l {
			out[n] = is
			if n < len(o) {
				out[n] = prune(extend(at, n), is, o[n])
			}
		}
		return out
	default:
		if same(at, old, live) {
			return old
		}
		return live
	}
}

// empty says whether a value says nothing, which the server is free to leave out.
func empty(v any) bool {
	switch e := v.(type) {
	case map[string]any:
		return len(e) == 0
	case []any:
		return len(e) == 0
	case string:
		return e == ""
	case bool:
		return !e
	case int64:
		return e == 0
	}
	return false
}

// showStringData shows the keys of a live Secret that the inputs give as stringData as such.
func showStringData(live, old map[string]any) {
	wanted := field[map[string]any](old, "stringData")
	data := field[map[string]any](live, "data")
	if wanted == nil {
		return
	}
	shown := map[string]any{}
	for key := range wanted {
		encoded, _ := data[key].(string)
		if plain, err := base64.StdEncoding.DecodeString(encoded); err == nil && data[key] != nil {
			shown[key] = string(plain)
		}
	}
	live["stringData"] = shown
}
