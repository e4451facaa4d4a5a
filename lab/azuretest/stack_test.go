package azuretest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/blang/semver"
	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/random"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// stack runs programs one after the other on the real engine, with the stand-ins as its providers.
type stack struct {
	t       *testing.T
	store   *azure.Store
	effects azure.Effects
	state   *deploy.Snapshot
	// steps are those of the last run but "same", as "create Disk orders-0-g1"; said is what it reported.
	steps []string
	said  string
}

func newStack(t *testing.T) *stack {
	return &stack{t: t, store: azure.NewStore(), effects: azure.NoEffects{}}
}

// run runs the engine once and returns its error.
func (s *stack) run(op lt.TestOp, preview bool, program pulumi.RunFunc) error {
	s.t.Helper()
	s.steps, s.said = nil, ""
	language := deploytest.NewLanguageRuntimeF(func(info plugin.RunInfo, _ *deploytest.ResourceMonitor) error {
		ctx, err := pulumi.NewContext(context.Background(), pulumi.RunInfo{
			Project: info.Project, Stack: info.Stack, Parallel: info.Parallel, DryRun: info.DryRun, MonitorAddr: info.MonitorAddress,
		})
		if err != nil {
			return err
		}
		return pulumi.RunWithContext(ctx, program)
	})
	plan := &lt.TestPlan{Options: lt.TestUpdateOptions{
		T: s.t, SkipDisplayTests: true,
		HostF: deploytest.NewPluginHostF(nil, nil, language, nil, nil,
			deploytest.NewProviderLoader("azure-native", semver.MustParse(azure.Version),
				func() (plugin.Provider, error) { return azure.NewProvider(s.store, s.effects), nil }),
			deploytest.NewProviderLoader("random", semver.MustParse(random.Version),
				func() (plugin.Provider, error) { return random.NewProvider(), nil })),
	}}
	validate := func(_ workspace.Project, _ deploy.Target, _ engine.JournalEntries, events []engine.Event, err error) error {
		for _, e := range events {
			s.record(e)
		}
		return err
	}
	state, err := op.Run(plan.GetProject(), plan.GetTarget(s.t, s.state), plan.Options, preview, nil, validate)
	if !preview {
		s.state = state
	}
	return err
}

func (s *stack) record(e engine.Event) {
	switch p := e.Payload().(type) {
	case engine.ResourcePreEventPayload:
		if p.Metadata.Op != deploy.OpSame && strings.HasPrefix(string(p.Metadata.Type), "azure-native:") {
			s.steps = append(s.steps, fmt.Sprintf("%s %s %s", p.Metadata.Op, p.Metadata.Type.Name(), p.Metadata.URN.Name()))
		}
	case engine.DiagEventPayload:
		s.said += colors.Never.Colorize(p.Message)
	}
}

func (s *stack) up(program pulumi.RunFunc) {
	s.t.Helper()
	if err := s.run(lt.TestOp(engine.Update), false, program); err != nil {
		s.t.Fatalf("up: %v\n%s", err, s.said)
	}
}

// upFails wants an up to fail and to say something.
func (s *stack) upFails(want string, program pulumi.RunFunc) {
	s.t.Helper()
	if err := s.run(lt.TestOp(engine.Update), false, program); err == nil || !strings.Contains(s.said, want) {
		s.t.Fatalf("up ended with %v, want it to fail and say %q; said:\n%s", err, want, s.said)
	}
}

func (s *stack) preview(program pulumi.RunFunc) {
	s.t.Helper()
	if err := s.run(lt.TestOp(engine.Update), true, program); err != nil {
		s.t.Fatalf("preview: %v\n%s", err, s.said)
	}
}

func (s *stack) destroy() {
	s.t.Helper()
	if err := s.run(lt.TestOp(engine.DestroyV2), false, func(*pulumi.Context) error { return nil }); err != nil {
		s.t.Fatalf("destroy: %v\n%s", err, s.said)
	}
}

// did wants the last run's steps to be these, in this order, and no others.
func (s *stack) did(want ...string) {
	s.t.Helper()
	if got := strings.Join(s.steps, "\n"); got != strings.Join(want, "\n") {
		s.t.Errorf("did:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

// inOrder wants the last run to have done these, one after the other, among other things.
func (s *stack) inOrder(want ...string) {
	s.t.Helper()
	last := -1
	for _, step := range want {
		at := slices.Index(s.steps, step)
		if at <= last {
			s.t.Errorf("%q is step %d, want it after step %d of %q", step, at, last, s.steps)
		}
		last = at
	}
}

// output returns a secret or plain output of the stack.
func (s *stack) output(name string) any {
	s.t.Helper()
	for _, r := range s.state.Resources {
		if r.Type == "pulumi:pulumi:Stack" {
			v := r.Outputs[resource.PropertyKey(name)]
			if v.IsSecret() {
				v = v.SecretValue().Element
			}
			return v.Mappable()
		}
	}
	s.t.Fatal("the state has no stack")
	return nil
}
