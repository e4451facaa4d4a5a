package settings_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/galera-aks/galera-aks/stacks/settings"
)

const root = "../.."

// environment reads a committed environment as its stack would.
func environment(t *testing.T, stack string) settings.Settings {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(root, "Pulumi."+stack+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	given, err := settings.Values(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := settings.Read(stack, given)
	if err != nil {
		t.Errorf("Pulumi.%s.yaml:\n%v", stack, err)
	}
	return s
}

func TestCommittedEnvironments(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "Pulumi.*.yaml"))
	if err != nil || len(files) < 6 {
		t.Fatalf("found %d environments, %v", len(files), err)
	}
	for _, file := range files {
		stack := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "Pulumi."), ".yaml")
		t.Run(stack, func(t *testing.T) {
			s := environment(t, stack)
			if s.Layer != settings.LayerDatabases {
				return
			}
			platform := environment(t, s.Platform)
			if _, err := s.On(platform.Surroundings()); err != nil {
				t.Errorf("Pulumi.%s.yaml on %s:\n%v", stack, s.Platform, err)
			}
		})
	}
}

// What Pulumi's own schema declares must be what the program reads, or a key would be refused by one of the two.
func TestSchemaDeclaresEveryKey(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(root, "Pulumi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var project struct {
		Name   string
		Config map[string]struct {
			Type, Description string
			Default           any
		}
	}
	if err := yaml.Unmarshal(file, &project); err != nil {
		t.Fatal(err)
	}
	if project.Name != settings.Namespace {
		t.Errorf("the project is called %s, its settings' namespace is %s", project.Name, settings.Namespace)
	}
	var declared []string
	for key, schema := range project.Config {
		declared = append(declared, key)
		if schema.Type == "" || schema.Description == "" || schema.Default == nil {
			t.Errorf("%s: needs a type, a description and an empty default", key)
		}
	}
	known := settings.Keys()
	slices.Sort(known)
	slices.Sort(declared)
	if !slices.Equal(declared, known) {
		t.Errorf("Pulumi.yaml declares %v, the program reads %v", declared, known)
	}
}
