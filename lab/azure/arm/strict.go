package arm

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// CheckBody holds a body against the ARM model of its type, value by value: a field the API version does not know, a value
// of the wrong type, and a word that is not one of an enumeration's are problems. Enumerations are compared as they are
// written in the API, though the service often forgives case.
func (k Kind) CheckBody(body map[string]any) []Problem {
	var problems []Problem
	if k.Model == nil {
		return nil
	}
	for _, l := range leaves(body, nil) {
		if reason := k.judge(body, l); reason != "" {
			problems = append(problems, Problem{Path: l.String(), Reason: reason})
		}
	}
	return problems
}

func (k Kind) judge(body map[string]any, l leaf) string {
	if covers(k.Unmodelled, l.String()) {
		return ""
	}
	raw, err := json.Marshal(l.alone(body))
	if err != nil {
		return err.Error()
	}
	model := k.Model()
	if err := json.Unmarshal(raw, model); err != nil {
		return fmt.Sprintf("has the wrong type in %s: %s", k.api(), cause(err))
	}
	back, err := json.Marshal(model)
	if err != nil {
		return err.Error()
	}
	var kept any
	if err := json.Unmarshal(back, &kept); err != nil {
		return err.Error()
	}
	if !l.in(kept) {
		return "is not a field of " + k.api()
	}
	if word, ok := l.value.(string); ok {
		return foreign(reflect.ValueOf(model), word)
	}
	return ""
}

func (k Kind) api() string { return k.Type + " " + k.APIVersion }

// cause cuts an error of the models' decoders down to what encoding/json said.
func cause(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, "json: "); i >= 0 {
		return text[i+len("json: "):]
	}
	return text
}

// foreign says of a word found in a field that is an enumeration what the words of that enumeration are, if it is none
// of them.
func foreign(model reflect.Value, word string) string {
	switch model.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !model.IsNil() {
			return foreign(model.Elem(), word)
		}
	case reflect.Struct:
		for _, field := range model.Fields() {
			if reason := foreign(field, word); reason != "" {
				return reason
			}
		}
	case reflect.Slice:
		for i := range model.Len() {
			if reason := foreign(model.Index(i), word); reason != "" {
				return reason
			}
		}
	case reflect.Map:
		for _, key := range model.MapKeys() {
			if reason := foreign(model.MapIndex(key), word); reason != "" {
				return reason
			}
		}
	case reflect.String:
		words, enumeration := enumerations()[model.Type()]
		if enumeration && model.String() == word && !slices.Contains(words, word) {
			return fmt.Sprintf("must be one of %s, got %q", strings.Join(words, ", "), word)
		}
	}
	return ""
}
