package kubernetes

import (
	"fmt"
	"math"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// unknown stands for a value that is not known yet. It is text of a form no object can hold, so that comparing and
// walking need no special case.
const unknown = "\x00unknown"

// plain turns a property into what JSON decoding into an object would give: nulls dropped, secrets laid open, whole
// numbers as int64. The second result is false if anything within is unknown.
func plain(v resource.PropertyValue) (any, bool) {
	switch {
	case v.V == nil:
		return nil, true
	case v.IsSecret():
		return plain(v.SecretValue().Element)
	case v.IsComputed():
		return unknown, false
	case v.IsOutput():
		if !v.OutputValue().Known {
			return unknown, false
		}
		return plain(v.OutputValue().Element)
	case v.IsNumber():
		if n := v.NumberValue(); n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return int64(n), true
		}
		return v.NumberValue(), true
	case v.IsArray():
		list, known := make([]any, 0, len(v.ArrayValue())), true
		for _, element := range v.ArrayValue() {
			e, ok := plain(element)
			list, known = append(list, e), known && ok
		}
		return list, known
	case v.IsObject():
		return plainMap(v.ObjectValue())
	default:
		return v.V, true
	}
}

func plainMap(m resource.PropertyMap) (map[string]any, bool) {
	out, known := make(map[string]any, len(m)), true
	for k, v := range m {
		e, ok := plain(v)
		known = known && ok
		if e != nil {
			out[string(k)] = e
		}
	}
	return out, known
}

// objectOf returns the object that inputs describe, and whether all of it is known.
func objectOf(inputs resource.PropertyMap) (*unstructured.Unstructured, bool) {
	fields, known := plainMap(inputs)
	for k := range fields {
		if len(k) > 1 && k[:2] == "__" {
			delete(fields, k)
		}
	}
	return &unstructured.Unstructured{Object: fields}, known
}

// Names of what the state holds beside the object itself, as the real provider writes it.
const (
	stateInputs       = "__inputs"
	stateAPIVersion   = "__initialApiVersion"
	stateFieldManager = "__fieldManager"
)

// stateOf is what the engine records of an object: the object without its bookkeeping, the inputs it was made from, and
// who owns its fields. What is secret in the inputs, and all that a Secret holds, is secret in it.
func stateOf(live *unstructured.Unstructured, inputs resource.PropertyMap, manager string) resource.PropertyMap {
	live = live.DeepCopy()
	unstructured.RemoveNestedField(live.Object, "metadata", "managedFields")
	state := resource.NewPropertyMapFromMap(live.Object)
	keepSecrets(state, inputs)
	recorded := inputs.Copy()
	for _, m := range []resource.PropertyMap{state, recorded} {
		hideSecretData(live.GetKind(), m)
	}
	state[stateInputs] = resource.NewProperty(recorded)
	state[stateAPIVersion] = resource.NewProperty(live.GetAPIVersion())
	state[stateFieldManager] = resource.NewProperty(manager)
	return state
}

// hideSecretData makes what a Secret holds a secret of the engine's too.
func hideSecretData(kind string, m resource.PropertyMap) {
	if kind != "Secret" {
		return
	}
	for _, key := range []resource.PropertyKey{"data", "stringData"} {
		if v, ok := m[key]; ok && !v.IsSecret() {
			m[key] = resource.MakeSecret(v)
		}
	}
}

// keepSecrets makes secret in outputs what is secret at the same place of inputs.
func keepSecrets(outputs, inputs resource.PropertyMap) {
	for k, in := range inputs {
		if out, ok := outputs[k]; ok {
			outputs[k] = keepSecret(out, in)
		}
	}
}

func keepSecret(out, in resource.PropertyValue) resource.PropertyValue {
	switch {
	case out.IsSecret():
		return out
	case in.IsSecret(), in.IsOutput() && in.OutputValue().Secret:
		return resource.MakeSecret(out)
	case in.IsObject() && out.IsObject():
		keepSecrets(out.ObjectValue(), in.ObjectValue())
	case in.IsArray() && out.IsArray():
		list := out.ArrayValue()
		for n, element := range in.ArrayValue() {
			if n < len(list) {
				list[n] = keepSecret(list[n], element)
			}
		}
	}
	return out
}

// field returns a field of an object as the type it should have, or that type's zero value.
func field[T any](object map[string]any, path ...string) T {
	var zero T
	value, found, err := unstructured.NestedFieldNoCopy(object, path...)
	if !found || err != nil {
		return zero
	}
	typed, ok := value.(T)
	if !ok {
		return zero
	}
	return typed
}

// text returns a field for showing, or nothing.
func text(object map[string]any, path ...string) string {
	if v := field[any](object, path...); v != nil {
		return fmt.Sprint(v)
	}
	return ""
}
