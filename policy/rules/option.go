package rules

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
)

// Option is something of a rule that can be configured.
type Option struct {
	// Name is the option's name in the pack's configuration.
	Name string
	// Says is what the option does, as one sentence.
	Says string
	// Schema is the JSON schema of the option's value, with its default.
	Schema map[string]any
}

// none is the configuration of rules that have none.
type none struct{}

// configured completes a rule that looks at single resources. The configuration's type has a field for each option, with
// its name in the tag "json" and what it does in the tag "says"; defaults has their values where nothing is configured.
func configured[C any](rule Rule, defaults C, check func(*subject, C)) Rule {
	rule.Options = options(defaults)
	rule.one = func(s *subject, config map[string]any) error {
		c, err := decode(defaults, config)
		if err != nil {
			return err
		}
		check(s, c)
		return nil
	}
	return rule
}

// plainly completes a rule that looks at single resources and has no options.
func plainly(rule Rule, check func(*subject)) Rule {
	return configured(rule, none{}, func(s *subject, _ none) { check(s) })
}

// wholly completes a rule about a whole stack. Pulumi hands no configuration to those, but their level can be set.
func wholly(rule Rule, check func(*stackSubject)) Rule {
	rule.whole = check
	return rule
}

func decode[C any](defaults C, config map[string]any) (C, error) {
	text, err := json.Marshal(config)
	if err != nil {
		return defaults, fmt.Errorf("reading: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&defaults); err != nil {
		return defaults, fmt.Errorf("reading: %w", err)
	}
	return defaults, nil
}

// options describes the fields of a configuration.
func options(defaults any) []Option {
	var all []Option
	value := reflect.ValueOf(defaults)
	for i := range value.NumField() {
		field := value.Type().Field(i)
		schema := schemaOf(field.Type)
		schema["description"] = field.Tag.Get("says")
		schema["default"] = asJSON(value.Field(i).Interface())
		all = append(all, Option{Name: field.Tag.Get("json"), Says: field.Tag.Get("says"), Schema: schema})
	}
	return all
}

// schemaOf returns the JSON schema of a type that a configuration may have.
func schemaOf(t reflect.Type) map[string]any {
	switch {
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()), t.Kind() == reflect.String:
		return map[string]any{"type": "string"}
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case t.Kind() == reflect.Int:
		return map[string]any{"type": "integer"}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	}
	panic(fmt.Sprintf("an option cannot be a %s", t))
}

// asJSON returns a value as JSON decodes it; a list of nothing is an empty one.
func asJSON(value any) any {
	text, err := json.Marshal(value)
	var plain any
	if err == nil {
		err = json.Unmarshal(text, &plain)
	}
	if err != nil {
		panic(fmt.Sprintf("the default of an option: %v", err))
	}
	if plain == nil {
		return []any{}
	}
	return plain
}
