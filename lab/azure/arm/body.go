package arm

import (
	"slices"
	"strings"
)

// Body returns the ARM request body of azure-native's inputs: path parameters taken out, and what the SDK flattened put
// back under properties. The inputs are not changed; unknown values stay where they are.
func (k Kind) Body(inputs map[string]any) map[string]any {
	body, properties := map[string]any{}, map[string]any{}
	parameters := k.Parameters()
	for name, value := range inputs {
		switch {
		case slices.Contains(parameters, name), strings.HasPrefix(name, "__"), name == apiVersionInput:
		case slices.Contains(k.Envelope, name):
			body[name] = clone(value)
		default:
			properties[name] = clone(value)
		}
	}
	if len(properties) > 0 {
		body["properties"] = properties
	}
	identities(body)
	if k.Shape != nil {
		k.Shape(body)
	}
	return body
}

// apiVersionInput is an input azure-native adds to each resource to remember the API version.
const apiVersionInput = "azureApiVersion"

// identities turns azure-native's list of user-assigned identities into ARM's map.
func identities(body map[string]any) {
	identity, _ := body["identity"].(map[string]any)
	list, ok := identity["userAssignedIdentities"].([]any)
	if !ok {
		return
	}
	assigned := map[string]any{}
	for _, id := range list {
		if s, known := id.(string); known {
			assigned[s] = map[string]any{}
		}
	}
	identity["userAssignedIdentities"] = assigned
}

// nest puts the fields of each element of a list under the element's own properties, but for those that stay at the top.
// list is a dotted path in the body.
func nest(list string, top ...string) func(map[string]any) {
	return func(body map[string]any) {
		elements, _ := at(body, strings.Split(list, ".")).([]any)
		for i, e := range elements {
			if element, ok := e.(map[string]any); ok {
				elements[i] = nested(element, top)
			}
		}
	}
}

// nestOne does for a single object what nest does for a list's elements.
func nestOne(object string, top ...string) func(map[string]any) {
	return func(body map[string]any) {
		path := strings.Split(object, ".")
		parent, _ := at(body, path[:len(path)-1]).(map[string]any)
		if element, ok := parent[path[len(path)-1]].(map[string]any); ok {
			parent[path[len(path)-1]] = nested(element, top)
		}
	}
}

func nested(element map[string]any, top []string) map[string]any {
	out, properties := map[string]any{}, map[string]any{}
	for name, value := range element {
		if slices.Contains(top, name) {
			out[name] = value
		} else {
			properties[name] = value
		}
	}
	if len(properties) > 0 {
		out["properties"] = properties
	}
	return out
}

// kebab renames the fields of an object from camelCase to kebab-case, which one object of ARM uses.
func kebab(object string) func(map[string]any) {
	return func(body map[string]any) {
		fields, _ := at(body, strings.Split(object, ".")).(map[string]any)
		for name, value := range fields {
			var b strings.Builder
			for _, r := range name {
				if r >= 'A' && r <= 'Z' {
					b.WriteByte('-')
					r += 'a' - 'A'
				}
				b.WriteRune(r)
			}
			if b.String() != name {
				delete(fields, name)
				fields[b.String()] = value
			}
		}
	}
}

// shapes does one reshaping after another.
func shapes(steps ...func(map[string]any)) func(map[string]any) {
	return func(body map[string]any) {
		for _, step := range steps {
			step(body)
		}
	}
}

func at(value any, path []string) any {
	for _, key := range path {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[key]
	}
	return value
}

// clone copies maps and lists all the way down.
func clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = clone(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = clone(e)
		}
		return out
	}
	return value
}
