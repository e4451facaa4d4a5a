package galeracluster

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// withPlain returns the provider with a schema that says which arguments are plain, as their Go types do. The inference
// says so of the component's own text and numbers only. Without it an SDK would take a list of members that is known only
// after something was made, which the component cannot.
func withPlain(provider p.Provider) p.Provider {
	inferred := provider.GetSchema
	provider.GetSchema = func(ctx context.Context, req p.GetSchemaRequest) (p.GetSchemaResponse, error) {
		response, err := inferred(ctx, req)
		if err != nil {
			return response, err
		}
		response.Schema, err = plainSchema(response.Schema)
		return response, err
	}
	return provider
}

// plainSchema marks what is plain in a schema.
func plainSchema(text string) (string, error) {
	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(text), &spec); err != nil {
		return "", fmt.Errorf("reading the schema: %w", err)
	}
	markPlain(spec.Resources[token].InputProperties, reflect.TypeFor[Args](), spec.Types)
	marked, err := json.Marshal(spec)
	if err != nil {
		return "", fmt.Errorf("writing the schema: %w", err)
	}
	return string(marked), nil
}

// markPlain marks the properties that a struct's fields are, and those of the structs in it.
func markPlain(properties map[string]schema.PropertySpec, of reflect.Type, types map[string]schema.ComplexTypeSpec) {
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("pulumi"), ",")
		property, held := properties[name], held(field.Type)
		markType(&property.TypeSpec, !held.Implements(reflect.TypeFor[pulumi.Input]()))
		properties[name] = property
		if held.Kind() == reflect.Struct {
			markPlain(types[Package+":index:"+held.Name()].Properties, held, types)
		}
	}
}

// held returns the type of what a pointer, a list or a map of plain Go holds in the end.
func held(t reflect.Type) reflect.Type {
	for !t.Implements(reflect.TypeFor[pulumi.Input]()) && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map) {
		t = t.Elem()
	}
	return t
}

// markType marks a property: a list or a map is always plain, and what it holds unless that is an input.
func markType(t *schema.TypeSpec, plain bool) {
	switch {
	case t.Items != nil:
		markType(t.Items, plain)
		t.Plain = true
	case t.AdditionalProperties != nil:
		markType(t.AdditionalProperties, plain)
		t.Plain = true
	default:
		t.Plain = plain
	}
}
