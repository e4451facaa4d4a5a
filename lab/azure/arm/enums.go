package arm

import (
	"maps"
	"reflect"
	"sync"
)

// enumerations are the words of each enumeration type of the models, by its Go type.
var enumerations = sync.OnceValue(func() map[reflect.Type][]string {
	all := map[reflect.Type][]string{}
	for _, of := range []enums{networkEnums(), containerEnums(), otherEnums()} {
		maps.Copy(all, of)
	}
	return all
})

type enums map[reflect.Type][]string

// words files the values of one enumeration under its type.
func words[T ~string](into enums, values []T) {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	into[reflect.TypeFor[T]()] = out
}
