package settings

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Keys returns the names of all top-level settings, in the order of the documentation.
func Keys() []string {
	var keys []string
	for _, field := range fields(reflect.TypeFor[Settings]()) {
		keys = append(keys, field.key)
	}
	return keys
}

// decode reads a stack's configuration strictly: a key that is not a setting is a problem. The value of each top-level
// key is text as Pulumi gives it to a program, a string as it is and everything else as JSON.
func decode(values map[string]string) (Settings, problems) {
	d := decoder{given: map[string]bool{}}
	var s Settings
	target := reflect.ValueOf(&s).Elem()
	known := fields(target.Type())
	for _, key := range slices.Sorted(maps.Keys(values)) {
		field, ok := known.find(key)
		if !ok {
			d.unknown("", key, known)
			continue
		}
		d.value(key, parse(values[key], target.Field(field.index).Kind()), target.Field(field.index))
	}
	s.given = d.given
	return s, d.problems
}

// parse reads the text of a top-level key. Text that is not JSON is left to the decoder, which knows what was expected.
func parse(text string, kind reflect.Kind) any {
	if kind == reflect.String {
		return text
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil || decoder.More() {
		return text
	}
	return value
}

type decoder struct {
	problems problems
	given    map[string]bool
}

// value reads raw into a field. Scalars are lenient about their notation, since YAML and `pulumi config set` turn
// "1.36" into a number and a zone's name into an integer; everything else must have its own shape.
func (d *decoder) value(key string, raw any, into reflect.Value) {
	if raw == nil {
		return
	}
	// Pulumi.yaml has to name a default for every key that an environment may leave out; those are empty values.
	if !empty(raw) {
		d.given[key] = true
	}
	if text, ok := reflect.TypeAssert[encoding.TextUnmarshaler](into.Addr()); ok {
		d.text(key, raw, into, text)
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.scalar(key, raw, into.Elem())
	case reflect.Struct:
		d.object(key, raw, into)
	case reflect.Slice:
		d.list(key, raw, into)
	case reflect.Map:
		d.table(key, raw, into)
	case reflect.Int:
		// A zero would count as not given and become the default. Where it means something the field is a pointer.
		if d.scalar(key, raw, into) && into.IsZero() {
			d.problems.add(key, "must be at least 1, got 0")
		}
	default:
		d.scalar(key, raw, into)
	}
}

func empty(raw any) bool {
	switch value := raw.(type) {
	case string:
		return value == ""
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	}
	return false
}

func (d *decoder) object(key string, raw any, into reflect.Value) {
	entries, ok := raw.(map[string]any)
	if !ok {
		d.problems.add(key, "must be an object, got %s", show(raw))
		return
	}
	known := fields(into.Type())
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		field, ok := known.find(name)
		if !ok {
			d.unknown(key+".", name, known)
			continue
		}
		d.value(key+"."+name, entries[name], into.Field(field.index))
	}
}

func (d *decoder) list(key string, raw any, into reflect.Value) {
	entries, ok := raw.([]any)
	if !ok {
		d.problems.add(key, "must be a list, got %s", show(raw))
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(entries), len(entries)))
	for i, entry := range entries {
		d.value(fmt.Sprintf("%s[%d]", key, i), entry, into.Index(i))
	}
}

func (d *decoder) table(key string, raw any, into reflect.Value) {
	entries, ok := raw.(map[string]any)
	if !ok {
		d.problems.add(key, "must be an object of names and values, got %s", show(raw))
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		value := reflect.New(into.Type().Elem()).Elem()
		d.value(key+"."+name, entries[name], value)
		into.SetMapIndex(reflect.ValueOf(name), value)
	}
}

func (d *decoder) text(key string, raw any, into reflect.Value, read encoding.TextUnmarshaler) {
	text, ok := scalar(raw)
	if !ok {
		d.problems.add(key, "must be text, got %s", show(raw))
		return
	}
	if err := read.UnmarshalText([]byte(text)); err != nil {
		d.problems.add(key, "%s", describe(into.Type(), text, err))
	}
}

// scalar reads a plain value and reports whether it could.
func (d *decoder) scalar(key string, raw any, into reflect.Value) bool {
	text, ok := scalar(raw)
	switch into.Kind() {
	case reflect.String:
		if !ok {
			d.problems.add(key, "must be text, got %s", show(raw))
			return false
		}
		into.SetString(text)
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if !ok || err != nil {
			d.problems.add(key, "must be a whole number, got %s", show(raw))
			return false
		}
		into.SetInt(int64(n))
	case reflect.Bool:
		if text != "true" && text != "false" {
			d.problems.add(key, "must be true or false, got %s", show(raw))
			return false
		}
		into.SetBool(text == "true")
	}
	return true
}

func (d *decoder) unknown(prefix, name string, known fieldList) {
	if near := nearest(name, known.keys()); near != "" {
		d.problems.add(prefix+name, "unknown key (did you mean %s?)", near)
		return
	}
	d.problems.add(prefix+name, "unknown key (known are %s)", strings.Join(known.keys(), ", "))
}

func scalar(raw any) (string, bool) {
	switch value := raw.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		return strconv.FormatBool(value), true
	}
	return "", false
}

// show prints a value as the file has it.
func show(raw any) string {
	text, err := json.Marshal(raw)
	if err != nil {
		return fmt.Sprint(raw)
	}
	return string(text)
}

type field struct {
	key   string
	index int
}

type fieldList []field

func fields(t reflect.Type) fieldList {
	var list fieldList
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("json"); tag != "" {
			list = append(list, field{key: tag, index: i})
		}
	}
	return list
}

func (l fieldList) find(key string) (field, bool) {
	for _, f := range l {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

func (l fieldList) keys() []string {
	keys := make([]string, len(l))
	for i, f := range l {
		keys[i] = f.key
	}
	return keys
}
