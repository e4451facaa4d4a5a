package arm

import (
	"reflect"
	"slices"
	"testing"
)

// reachable collects the named string types of a model that the program can set. The network's models are one graph in which
// everything reaches everything, so the search ends a few steps down.
func reachable(t reflect.Type, depth int, found map[reflect.Type]bool) {
	if depth == 0 {
		return
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		reachable(t.Elem(), depth, found)
	case reflect.Map:
		reachable(t.Elem(), depth, found)
	case reflect.Struct:
		for field := range t.Fields() {
			reachable(field.Type, depth-1, found)
		}
	case reflect.String:
		if t.PkgPath() != "" {
			found[t] = true
		}
	}
}

func TestEveryEnumerationIsKnown(t *testing.T) {
	found := map[reflect.Type]bool{}
	for _, k := range kinds() {
		depth := 7
		if k.APIVersion == networkVersion {
			depth = 4
		}
		if k.Model != nil {
			reachable(reflect.TypeOf(k.Model()), depth, found)
		}
	}
	var missing []string
	for e := range found {
		if _, known := enumerations()[e]; !known {
			missing = append(missing, e.String())
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		t.Errorf("%d enumerations without their words: %v", len(missing), missing)
	}
}
