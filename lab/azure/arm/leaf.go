package arm

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// leaf is one value of a body that holds no other, with the keys and indices that lead to it.
type leaf struct {
	path  []any
	value any
}

func (l leaf) String() string {
	var b strings.Builder
	for i, step := range l.path {
		switch s := step.(type) {
		case string:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s)
		case int:
			fmt.Fprintf(&b, "[%d]", s)
		}
	}
	return b.String()
}

// leaves lists the known leaves of a body in a stable order. Empty objects and lists are leaves.
func leaves(value any, path []any) []leaf {
	var out []leaf
	below := func(step, v any) {
		out = append(out, leaves(v, append(slices.Clone(path), step))...)
	}
	switch v := value.(type) {
	case Unknown:
		return nil
	case map[string]any:
		if len(v) > 0 {
			for _, key := range slices.Sorted(maps.Keys(v)) {
				below(key, v[key])
			}
			return out
		}
	case []any:
		if len(v) > 0 {
			for i, e := range v {
				below(i, e)
			}
			return out
		}
	}
	return []leaf{{path, value}}
}

// alone returns a body that holds nothing but one leaf, and beside it the fields that tell ARM which of several types
// an object is of.
func (l leaf) alone(body any) any { return alone(body, l.path, l.value) }

// discriminator is the field that names an object's type in the APIs of the table.
const discriminator = "type"

func alone(body any, path []any, value any) any {
	if len(path) == 0 {
		return value
	}
	switch v := body.(type) {
	case map[string]any:
		key := path[0].(string)
		out := map[string]any{}
		if kind, ok := v[discriminator].(string); ok {
			out[discriminator] = kind
		}
		out[key] = alone(v[key], path[1:], value)
		return out
	case []any:
		return []any{alone(v[path[0].(int)], path[1:], value)}
	}
	return nil
}

// in reports whether a body that was sent alone came back with the leaf in it.
func (l leaf) in(body any) bool {
	for _, step := range l.path {
		switch s := step.(type) {
		case string:
			object, _ := body.(map[string]any)
			var found bool
			if body, found = object[s]; !found {
				return false
			}
		case int:
			list, _ := body.([]any)
			if len(list) == 0 {
				return false
			}
			body = list[0]
		}
	}
	return true
}
