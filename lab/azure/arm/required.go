package arm

import "strings"

// CheckRequired reports the inputs that ARM requires and that are absent.
func (k Kind) CheckRequired(inputs map[string]any) []Problem {
	var problems []Problem
	for _, p := range k.Parameters() {
		if inputs[p] == nil {
			problems = append(problems, Problem{Path: p, Reason: "is required"})
		}
	}
	for _, alternatives := range k.Required {
		paths := strings.Split(alternatives, "|")
		found := false
		for _, p := range paths {
			found = found || present(inputs, strings.Split(p, "."))
		}
		if !found {
			problems = append(problems, Problem{Path: strings.Join(paths, " or "), Reason: "is required"})
		}
	}
	return problems
}

// present reports whether a path holds something, or may: below an unknown value anything may be.
func present(value any, path []string) bool {
	for _, key := range path {
		switch v := value.(type) {
		case Unknown:
			return true
		case map[string]any:
			value = v[key]
		default:
			return false
		}
	}
	return value != nil
}

// CheckFixed reports the inputs whose change ARM refuses.
func (k Kind) CheckFixed(before, after map[string]any) []Problem {
	var problems []Problem
	for _, p := range k.Fixed {
		was, is := at(before, strings.Split(p, ".")), at(after, strings.Split(p, "."))
		if !same(was, is) {
			problems = append(problems, Problem{Path: p, Reason: "PropertyChangeNotAllowed: changing property '" + p + "' is not allowed"})
		}
	}
	return problems
}
