package arm

import "reflect"

// same reports whether two values are equal or one of them is not known yet.
func same(a, b any) bool {
	if _, unknown := a.(Unknown); unknown {
		return true
	}
	if _, unknown := b.(Unknown); unknown {
		return true
	}
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if !same(x[k], y[k]) {
				return false
			}
		}
		return true
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !same(x[i], y[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}
