package stacks

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/stacks/settings"
)

// configuration returns the values of the project's own keys, without their namespace.
//
// Pulumi's SDK gives the value of a key that one knows, but does not list the keys, and a mistyped key must not be ignored.
// So the names come from where Pulumi has them: its environment variable, when it runs the program, and the stack's file.
// The values are always the context's.
func configuration(ctx *pulumi.Context, directory string) (map[string]string, error) {
	names, err := givenNames(filepath.Join(directory, "Pulumi."+ctx.Stack()+".yaml"))
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, name := range append(names, settings.Keys()...) {
		if value, ok := ctx.GetConfig(settings.Namespace + ":" + name); ok {
			values[name] = value
		}
	}
	return values, nil
}

// givenNames returns the names of the keys that the environment variable and the stack's file have. The file may be missing:
// Pulumi can keep it elsewhere.
func givenNames(file string) ([]string, error) {
	var names []string
	var given map[string]any
	if text := os.Getenv(pulumi.EnvConfig); text != "" {
		if err := json.Unmarshal([]byte(text), &given); err != nil {
			return nil, fmt.Errorf("reading the configuration in %s: %w", pulumi.EnvConfig, err)
		}
	}
	for name := range given {
		if key, ok := strings.CutPrefix(name, settings.Namespace+":"); ok {
			names = append(names, key)
		}
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return names, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the stack's settings: %w", err)
	}
	values, err := settings.Values(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for name := range values {
		names = append(names, name)
	}
	return names, nil
}
