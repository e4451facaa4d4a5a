package policytest

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/pkg/v3/util/cancel"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/contract"
	"gopkg.in/yaml.v3"
)

// object is a resource as a program declares it.
type object struct {
	Type      string         `yaml:"type"`
	Component bool           `yaml:"component"`
	Inputs    map[string]any `yaml:"inputs"`
	// Secret are the paths of inputs that are secrets.
	Secret []string `yaml:"secret"`

	properties resource.PropertyMap
}

// stack is a program's resources by name, and what its stack is like before it runs.
type stack struct {
	objects map[string]*object
	// previous is what the program says of the last update.
	previous     any
	config       map[string]string
	policyConfig string
}

// good returns a stack that keeps to every rule.
func good(t *testing.T) *stack {
	t.Helper()
	text, err := os.ReadFile("testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := &stack{}
	if err := yaml.Unmarshal(text, &s.objects); err != nil {
		t.Fatal(err)
	}
	for name, o := range s.objects {
		o.properties = resource.NewPropertyMapFromMap(o.Inputs)
		for _, path := range o.Secret {
			value, ok := parse(t, path).Get(resource.NewProperty(o.properties))
			if !ok {
				t.Fatalf("%s has no %s", name, path)
			}
			o.set(t, path, resource.MakeSecret(value))
		}
	}
	return s
}

func parse(t *testing.T, path string) resource.PropertyPath {
	t.Helper()
	parsed, err := resource.ParsePropertyPath(path)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// set changes an input; nil takes it away.
func (o *object) set(t *testing.T, path string, value any) {
	t.Helper()
	whole := resource.NewProperty(o.properties)
	var ok bool
	switch v := value.(type) {
	case nil:
		ok = parse(t, path).Delete(whole)
	case resource.PropertyValue:
		_, ok = parse(t, path).Add(whole, v)
	default:
		_, ok = parse(t, path).Add(whole, resource.NewPropertyValue(v))
	}
	if !ok {
		t.Fatalf("%s cannot be set to %v", path, value)
	}
}

// preview runs the engine with the pack, and returns what the pack says and whether the engine stopped.
func (s *stack) preview(t *testing.T) (Violations, error) {
	t.Helper()
	pack, err := Build(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	pack.Config = s.policyConfig
	program := deploytest.NewLanguageRuntimeF(func(_ plugin.RunInfo, monitor *deploytest.ResourceMonitor) error {
		return s.declare(monitor)
	})
	var loaders []*deploytest.ProviderLoader
	for _, name := range []tokens.Package{"azure-native", "azure-native_compute_v20240302", "kubernetes", "other"} {
		loaders = append(loaders, deploytest.NewProviderLoader(name, semver.MustParse("1.0.0"),
			func() (plugin.Provider, error) { return &deploytest.Provider{}, nil }))
	}
	host := deploytest.NewPluginHostF(nil, nil, program, nil, nil, append(loaders, pack.Loader(t.Cleanup))...)()
	defer contract.IgnoreClose(host)

	plan := &lt.TestPlan{Project: "galera-aks", Stack: "test", Config: s.keys(t), Decrypter: config.NopDecrypter}
	cancelled, _ := cancel.NewContext(t.Context())
	events := make(chan engine.Event)
	var said Violations
	done := make(chan struct{})
	go func() {
		defer close(done)
		for e := range events {
			said.Record(e)
		}
	}()
	journal := engine.NewTestJournal()
	_, _, failed := lt.TestOp(engine.Update)(lt.NewUpdateInfo(plan.GetProject(), plan.GetTarget(t, nil)), &engine.Context{
		Cancel: cancelled, Events: events, PluginManager: lt.NopPluginManager{},
		SnapshotManager: &engine.CombinedManager{Managers: []engine.SnapshotManager{journal}},
	}, engine.UpdateOptions{
		LocalPolicyPacks: pack.Options(),
		HostFactory: func(context.Context, diag.Sink, diag.Sink, plugin.DebugContext) (plugin.Host, error) {
			return host, nil
		},
	}, true)
	close(events)
	<-done
	return said, errors.Join(failed, journal.Close())
}

// keys returns the stack's configuration as the engine has it.
func (s *stack) keys(t *testing.T) config.Map {
	t.Helper()
	keys := config.Map{}
	for name, value := range s.config {
		keys[config.MustMakeKey("galera-aks", name)] = config.NewValue(value)
	}
	return keys
}

// declare declares the stack's resources, in the order of their names.
func (s *stack) declare(monitor *deploytest.ResourceMonitor) error {
	root, err := monitor.RegisterResource(resource.RootStackType, "galera-aks-test", false)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(s.objects)) {
		o := s.objects[name]
		options := deploytest.ResourceOptions{Inputs: o.properties}
		if _, err := monitor.RegisterResource(tokens.Type(o.Type), name, !o.Component, options); err != nil {
			return err
		}
	}
	if s.previous == nil {
		return nil
	}
	return monitor.RegisterResourceOutputs(root.URN, resource.PropertyMap{"previous": resource.NewPropertyValue(s.previous)})
}

// only wants one violation, of one rule, that says something.
func (all Violations) only(t *testing.T, rule string, says ...string) {
	t.Helper()
	if len(all) != 1 || all[0].Rule != rule {
		t.Errorf("violations are\n%v\nwant one of %s", all, rule)
		return
	}
	for _, text := range says {
		if !strings.Contains(all[0].Message, text) {
			t.Errorf("%s says %q, want it to say %q", rule, all[0].Message, text)
		}
	}
}

func propertyList(texts ...any) resource.PropertyValue { return resource.NewPropertyValue(texts) }
