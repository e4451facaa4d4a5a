package rules

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Value is a property of a resource, or what is in one.
type Value struct {
	// Plain is nil where there is nothing, else a bool, a float64, a string, a []Value or a map[string]Value.
	Plain any
	// Unknown is set where a preview cannot know the value yet.
	Unknown bool
	// Secret is set where the value must not be shown.
	Secret bool
}

// Of makes a value of what JSON decodes to: nil, bool, float64, string, []any and map[string]any, and of int and []string.
// Anything else is a mistake of the caller, and panics.
func Of(plain any) Value {
	switch p := plain.(type) {
	case nil, bool, float64, string:
		return Value{Plain: p}
	case Value:
		return p
	case int:
		return Value{Plain: float64(p)}
	case []string:
		list := make([]Value, len(p))
		for i, item := range p {
			list[i] = Of(item)
		}
		return Value{Plain: list}
	case []any:
		list := make([]Value, len(p))
		for i, item := range p {
			list[i] = Of(item)
		}
		return Value{Plain: list}
	case map[string]any:
		object := make(map[string]Value, len(p))
		for name, item := range p {
			object[name] = Of(item)
		}
		return Value{Plain: object}
	}
	panic(fmt.Sprintf("a property cannot be a %T", plain))
}

// At returns what is at a path of names, such as "spec.template": nothing where the path leads nowhere, and something
// unknown where a part of the way is unknown.
func (v Value) At(path string) Value {
	for name := range strings.SplitSeq(path, ".") {
		v = v.Key(name)
	}
	return v
}

// Key returns what an object has under a name, which may have dots in it.
func (v Value) Key(name string) Value {
	if v.Unknown {
		return v
	}
	object, _ := v.Plain.(map[string]Value)
	inner := object[name]
	inner.Secret = inner.Secret || v.Secret
	return inner
}

// Names returns the names in an object, sorted.
func (v Value) Names() []string {
	object, _ := v.Plain.(map[string]Value)
	return slices.Sorted(maps.Keys(object))
}

// Items returns the items of a list.
func (v Value) Items() []Value {
	list, _ := v.Plain.([]Value)
	return list
}

// Texts returns the items of a list that are known to be text.
func (v Value) Texts() []string {
	var texts []string
	for _, item := range v.Items() {
		if text, ok := item.Plain.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// Text returns text, or nothing where the value is none.
func (v Value) Text() string {
	text, _ := v.Plain.(string)
	return text
}

// Number returns a number, also one that is written as text; NaN where the value is none, which is neither more nor less
// than anything.
func (v Value) Number() float64 {
	switch plain := v.Plain.(type) {
	case float64:
		return plain
	case string:
		if number, err := strconv.ParseFloat(plain, 64); err == nil {
			return number
		}
	}
	return math.NaN()
}

// Is reports whether the value is this very boolean.
func (v Value) Is(want bool) bool { return v.Plain == want }

// Missing reports whether it is known that there is nothing.
func (v Value) Missing() bool { return v.Plain == nil && !v.Unknown }

// Empty reports whether it is known that there is nothing, or something with nothing in it.
func (v Value) Empty() bool {
	switch plain := v.Plain.(type) {
	case string:
		return plain == ""
	case []Value:
		return len(plain) == 0
	case map[string]Value:
		return len(plain) == 0
	}
	return v.Missing()
}

// plain returns the value as JSON would decode it, for decoding into a type. What is unknown becomes nothing.
func (v Value) plain() any {
	switch p := v.Plain.(type) {
	case []Value:
		list := make([]any, len(p))
		for i, item := range p {
			list[i] = item.plain()
		}
		return list
	case map[string]Value:
		object := map[string]any{}
		for name, item := range p {
			object[name] = item.plain()
		}
		return object
	}
	return v.Plain
}

// String shows the value to a reader, but no secret.
func (v Value) String() string {
	switch plain := v.Plain.(type) {
	case nil:
		if v.Unknown {
			return "a value that is not known yet"
		}
		return "nothing"
	case string:
		if v.Secret {
			return "a secret"
		}
		return strconv.Quote(plain)
	case []Value:
		texts := make([]string, len(plain))
		for i, item := range plain {
			texts[i] = item.String()
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case map[string]Value:
		return "an object of " + strings.Join(v.Names(), ", ")
	}
	return fmt.Sprint(v.Plain)
}
