package enginetest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"time"

	"github.com/blang/semver"
	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/kubernetes"
	"github.com/galera-aks/galera-aks/lab/policytest"
	"github.com/galera-aks/galera-aks/lab/random"
	"github.com/galera-aks/galera-aks/stacks"
	"github.com/galera-aks/galera-aks/stacks/settings"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"
	pkgresource "github.com/pulumi/pulumi/pkg/v3/resource"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/pkg/v3/util/cancel"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/contract"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const organization = "organization"

// stack is one stack of an environment: its file, its state, and what its last run did.
type stack struct {
	*environment
	name  string
	file  []byte
	state *deploy.Snapshot

	// did is what the last run did, and said is what it reported.
	did  run
	said string

	// pack is the policy pack that runs are held against, if any, and found what it has found in the last run.
	pack  *policytest.Pack
	found policytest.Violations
}

// up previews the stack and then brings it up, and wants both to do the same.
func (s *stack) up() {
	s.t.Helper()
	if err := s.run(lt.TestOp(engine.Update), true); err != nil {
		s.t.Fatalf("preview of %s: %v\n%s%v", s.name, err, s.said, s.found)
	}
	foreseen := s.did
	if err := s.run(lt.TestOp(engine.Update), false); err != nil {
		s.t.Fatalf("up of %s: %v\n%s", s.name, err, s.said)
	}
	if got, want := s.did.sorted(), foreseen.sorted(); got != want {
		s.t.Errorf("the preview of %s showed:\n%s\nbut it did:\n%s", s.name, want, got)
	}
}

// upFails wants an up to fail and to say something.
func (s *stack) upFails(want ...string) {
	s.t.Helper()
	err := s.run(lt.TestOp(engine.Update), false)
	if err == nil {
		s.t.Fatalf("up of %s did not fail", s.name)
	}
	for _, w := range want {
		if !strings.Contains(s.said, w) {
			s.t.Errorf("up of %s does not say %q but\n%s", s.name, w, s.said)
		}
	}
}

func (s *stack) refresh() {
	s.t.Helper()
	if err := s.run(lt.TestOp(engine.Refresh), false); err != nil {
		s.t.Fatalf("refresh of %s: %v\n%s", s.name, err, s.said)
	}
}

func (s *stack) destroy() error {
	s.t.Helper()
	return s.run(lt.TestOp(engine.Destroy), false)
}

// run runs the engine once.
func (s *stack) run(op lt.TestOp, preview bool) error {
	s.t.Helper()
	s.did, s.said, s.found = newRun(), "", nil
	plan := &lt.TestPlan{Project: settings.Namespace, Stack: s.name, Config: s.engineConfig(), Decrypter: config.NopDecrypter}
	target := plan.GetTarget(s.t, nil)
	target.Snapshot = s.copyOfState()
	cancelled, _ := cancel.NewContext(s.t.Context())
	events, journal := make(chan engine.Event), engine.NewTestJournal()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for e := range events {
			s.record(e)
		}
	}()
	host := s.host()()
	defer contract.IgnoreClose(host)
	_, _, err := op(lt.NewUpdateInfo(plan.GetProject(), target), &engine.Context{
		Cancel: cancelled, Events: events, BackendClient: s.backend(), PluginManager: lt.NopPluginManager{},
		SnapshotManager: &engine.CombinedManager{Managers: []engine.SnapshotManager{journal}},
	}, engine.UpdateOptions{
		Parallel:         int32(runtime.NumCPU()),
		LocalPolicyPacks: s.packs(),
		HostFactory: func(context.Context, diag.Sink, diag.Sink, plugin.DebugContext) (plugin.Host, error) {
			return host, nil
		},
	}, preview)
	close(events)
	<-done
	err = errors.Join(err, journal.Close())
	if preview {
		return err
	}
	state, wrong := journal.Entries().Snap(target.Snapshot)
	if wrong == nil {
		wrong = state.VerifyIntegrity()
	}
	if wrong != nil {
		s.t.Fatalf("the state of %s: %v", s.name, wrong)
	}
	s.state = state
	return err
}

// engineConfig returns the settings as the engine has them, and shows them to policies.
func (s *stack) engineConfig() config.Map {
	keys := config.Map{}
	for name, value := range s.config() {
		keys[config.MustParseKey(name)] = config.NewValue(value)
	}
	return keys
}

// copyOfState is what a run may change.
func (s *stack) copyOfState() *deploy.Snapshot {
	if s.state == nil {
		return nil
	}
	copied := *s.state
	copied.Resources = make([]*pkgresource.State, len(s.state.Resources))
	for n, r := range s.state.Resources {
		copied.Resources[n] = r.Copy()
	}
	return &copied
}

// packs are the policy packs that a run is held against.
func (s *stack) packs() []engine.LocalPolicyPack {
	if s.pack == nil {
		return nil
	}
	return s.pack.Options()
}

func (s *stack) record(e engine.Event) {
	s.found.Record(e)
	switch p := e.Payload().(type) {
	case engine.ResourcePreEventPayload:
		s.did.begin(p.Metadata)
	case engine.ResourceOutputsEventPayload:
		s.did.end(p.Metadata)
	case engine.DiagEventPayload:
		s.said += colors.Never.Colorize(p.Message)
	}
}

// host has the stand-ins for plugins, and the program for a language.
func (s *stack) host() deploytest.PluginHostFactory {
	program := deploytest.NewLanguageRuntimeF(func(info plugin.RunInfo, _ *deploytest.ResourceMonitor) error {
		ctx, err := pulumi.NewContext(context.Background(), pulumi.RunInfo{
			Project: settings.Namespace, Stack: s.name, Organization: organization, Config: s.config(),
			Parallel: info.Parallel, DryRun: info.DryRun, MonitorAddr: info.MonitorAddress,
		})
		if err != nil {
			return err
		}
		return pulumi.RunWithContext(ctx, stacks.ProgramIn(s.sources))
	})
	load := func(name, version string, provider func() plugin.Provider) *deploytest.ProviderLoader {
		return deploytest.NewProviderLoader(tokens.Package(name), semver.MustParse(version),
			func() (plugin.Provider, error) { return provider(), nil })
	}
	loaders := []*deploytest.ProviderLoader{
		load("azure-native", azure.Version, func() plugin.Provider { return azure.NewProvider(s.azure, azure.NoEffects{}) }),
		load("random", random.Version, random.NewProvider),
		load("kubernetes", kubernetes.Version, func() plugin.Provider {
			return kubernetes.New(kubernetes.Options{Memory: s.server.Memory, Poll: time.Millisecond, Retry: time.Millisecond})
		}),
	}
	if s.pack != nil {
		loaders = append(loaders, s.pack.Loader(s.t.Cleanup))
	}
	return deploytest.NewPluginHostF(nil, nil, program, nil, nil, loaders...)
}

// backend answers for the outputs of the environment's stacks.
func (s *stack) backend() deploy.BackendClient {
	return &deploytest.BackendClient{
		GetStackOutputsF: func(_ context.Context, name string, _ func(error) error) (property.Map, error) {
			short, ok := strings.CutPrefix(name, organization+"/"+settings.Namespace+"/")
			if of := s.stacks[short]; ok && of != nil {
				return resource.FromResourcePropertyMap(of.outputs()), nil
			}
			return property.Map{}, errors.New("unknown stack " + name)
		},
	}
}

// outputs returns the outputs that the stack has.
func (s *stack) outputs() resource.PropertyMap {
	for _, r := range s.resources() {
		if r.Type == resource.RootStackType {
			return r.Outputs
		}
	}
	return nil
}

// resources returns what the stack's state holds.
func (s *stack) resources() []*pkgresource.State {
	if s.state == nil {
		return nil
	}
	return s.state.Resources
}

// rename gives a resource another name in the state.
func (s *stack) rename(from, to string) {
	renamed := func(urn resource.URN) resource.URN {
		if urn.Name() == from {
			return urn.Rename(to)
		}
		return urn
	}
	for _, r := range s.resources() {
		r.URN = renamed(r.URN)
		for n, urn := range r.Dependencies {
			r.Dependencies[n] = renamed(urn)
		}
		for _, urns := range r.PropertyDependencies {
			for n, urn := range urns {
				urns[n] = renamed(urn)
			}
		}
	}
}

// settings returns the name of the ConfigMap with the settings whose change restarts the members, which the stack declared
// last.
func (s *stack) settings() string {
	name := ""
	for _, r := range s.resources() {
		if r.Type.Name() == "ConfigMap" && strings.HasPrefix(r.URN.Name(), "orders-server") {
			name = r.URN.Name()
		}
	}
	return name
}
