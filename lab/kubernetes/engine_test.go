package kubernetes

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/providers"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// declared is one object of a program.
type declared struct{ kind, name, object string }

// stack runs programs of declared objects, each depending on the one before, in the real engine.
type stack struct {
	t       *testing.T
	options Options
	config  resource.PropertyMap
	state   *deploy.Snapshot
	// steps are those of the last run, but for "same" and the provider's; said is what it reported.
	steps []string
	said  string
}

func (s *stack) run(op lt.TestOp, dryRun, fails bool, program ...declared) {
	s.t.Helper()
	s.steps, s.said = nil, ""
	loader := deploytest.NewProviderLoader("kubernetes", semver.MustParse(Version),
		func() (plugin.Provider, error) { return New(s.options), nil })
	language := deploytest.NewLanguageRuntimeF(func(_ plugin.RunInfo, m *deploytest.ResourceMonitor) error {
		return declare(m, s.t, s.config, program)
	})
	plan := &lt.TestPlan{Options: lt.TestUpdateOptions{
		T: s.t, HostF: deploytest.NewPluginHostF(nil, nil, language, nil, nil, loader), SkipDisplayTests: true,
	}}
	validate := func(_ workspace.Project, _ deploy.Target, _ engine.JournalEntries, events []engine.Event, err error) error {
		for _, e := range events {
			s.record(e)
		}
		return err
	}
	state, err := op.Run(plan.GetProject(), plan.GetTarget(s.t, s.state), plan.Options, dryRun, nil, validate)
	if (err != nil) != fails {
		s.t.Fatalf("failed: %v (%v), said:\n%s", err != nil, err, s.said)
	}
	if !dryRun {
		s.state = state
	}
}

func (s *stack) record(e engine.Event) {
	switch p := e.Payload().(type) {
	case engine.ResourcePreEventPayload:
		if p.Metadata.Op != deploy.OpSame && !strings.HasPrefix(string(p.Metadata.Type), "pulumi:") {
			s.steps = append(s.steps, fmt.Sprintf("%s %s", p.Metadata.Op, p.Metadata.URN.Name()))
		}
	case engine.DiagEventPayload:
		s.said += p.Message
	}
}

func (s *stack) up(program ...declared) {
	s.t.Helper()
	s.run(lt.TestOp(engine.Update), false, false, program...)
}
func (s *stack) upFails(program ...declared) {
	s.t.Helper()
	s.run(lt.TestOp(engine.Update), false, true, program...)
}

func (s *stack) preview(fails bool, program ...declared) {
	s.t.Helper()
	s.run(lt.TestOp(engine.Update), true, fails, program...)
}

func (s *stack) did(want ...string) {
	s.t.Helper()
	if !slices.Equal(s.steps, want) {
		s.t.Errorf("did %q, want %q", s.steps, want)
	}
}

func declare(m *deploytest.ResourceMonitor, t *testing.T, config resource.PropertyMap, program []declared) error {
	p, err := m.RegisterResource(providers.MakeProviderType("kubernetes"), "cluster", true, deploytest.ResourceOptions{Inputs: config})
	if err != nil {
		return err
	}
	id := p.ID
	if id == "" {
		id = providers.UnknownID
	}
	reference, err := providers.NewReference(p.URN, id)
	if err != nil {
		return err
	}
	var before []resource.URN
	for _, d := range program {
		r, err := m.RegisterResource(tokens.Type("kubernetes:"+d.kind), d.name, true, deploytest.ResourceOptions{
			Provider: reference.String(), Inputs: inputs(t, d.object), Dependencies: before,
		})
		if err != nil {
			return err
		}
		before = []resource.URN{r.URN}
	}
	return nil
}

func inMemory(t *testing.T) (*Memory, *stack) {
	f := NewMemory()
	f.Control = func(o *unstructured.Unstructured) {
		switch o.GetKind() {
		case "Namespace":
			set(o, "Active", "status", "phase")
		case "StatefulSet":
			set(o, o.GetGeneration(), "status", "observedGeneration")
			set(o, int64(1), "status", "replicas")
			set(o, int64(1), "status", "readyReplicas")
		}
	}
	o := Options{Poll: time.Millisecond, Retry: time.Millisecond, Memory: f}
	return f, &stack{t: t, options: o, config: resource.PropertyMap{"clusterIdentifier": resource.NewProperty("lab")}}
}

func namespace() declared {
	return declared{"core/v1:Namespace", "namespace", "{kind: Namespace, apiVersion: v1, metadata: {name: db}}"}
}

func memberSet(spec string) declared {
	return declared{"apps/v1:StatefulSet", "set", "{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: s, namespace: db}, spec: " + spec + "}"}
}

func rollout(name string) declared {
	return declared{"batch/v1:Job", "rollout", "{kind: Job, apiVersion: batch/v1, metadata: {name: " + name + ", namespace: db}, spec: {template: {}}}"}
}

func TestEngineCreatesLeavesUpdatesReplacesAndDestroys(t *testing.T) {
	f, s := inMemory(t)
	s.preview(false, namespace(), memberSet("{serviceName: a}"))
	s.did("create namespace", "create set")
	if len(f.events) > 0 {
		t.Errorf("a preview did %q", f.events)
	}
	s.up(namespace(), memberSet("{serviceName: a}"))
	s.up(namespace(), memberSet("{serviceName: a}"))
	s.did()
	s.up(namespace(), memberSet("{serviceName: a, minReadySeconds: 3}"))
	s.did("update set")
	s.up(namespace(), memberSet("{serviceName: b}"))
	s.did("delete-replaced set", "replace set", "create-replacement set")
	f.events = nil
	s.run(lt.TestOp(engine.Destroy), false, false)
	if want := []string{"delete StatefulSet/s", "delete Namespace/db"}; !slices.Equal(f.events, want) {
		t.Errorf("destroying did %q, want %q", f.events, want)
	}
}

func TestEngineReplacesByGenerationCreatingFirst(t *testing.T) {
	f, s := inMemory(t)
	f.Control = func(o *unstructured.Unstructured) { set(o, "Bound", "status", "phase") }
	claim := func(generation string) declared {
		return declared{"core/v1:PersistentVolumeClaim", "claim", "{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data-" +
			generation + ", namespace: default}, spec: {volumeName: data-" + generation + "}}"}
	}
	put(t, f, parse(t, "{kind: Namespace, apiVersion: v1, metadata: {name: default}}"))
	s.up(claim("g1"))
	f.events = nil
	s.up(claim("g2"))
	if want := []string{"apply PersistentVolumeClaim/data-g2", "delete PersistentVolumeClaim/data-g1"}; !slices.Equal(f.events, want) {
		t.Errorf("did %q, want %q", f.events, want)
	}
}

func TestEngineKeepsAFailedJobAndTriesItAgain(t *testing.T) {
	f, s := inMemory(t)
	good := f.Control
	f.Control = func(o *unstructured.Unstructured) {
		good(o)
		if o.GetKind() == "Job" {
			end := "Complete"
			if o.GetName() == "bad" {
				end = "Failed"
			}
			set(o, []any{map[string]any{"type": end, "status": "True", "reason": "BackoffLimitExceeded", "message": "cannot start"}}, "status", "conditions")
		}
	}
	s.upFails(namespace(), rollout("bad"))
	if !strings.Contains(s.said, "cannot start") {
		t.Errorf("the reason is not in %q", s.said)
	}
	kept := s.state.Resources[len(s.state.Resources)-1]
	if kept.ID != "db/bad" || len(kept.InitErrors) == 0 || !kept.Outputs.HasValue("status") {
		t.Errorf("kept %s with %q: %v", kept.ID, kept.InitErrors, kept.Outputs)
	}
	s.upFails(namespace(), rollout("bad"))
	s.did("update rollout")
	s.up(namespace(), rollout("good"))
	if f.Has("Job", "db/bad") || !f.Has("Job", "db/good") {
		t.Errorf("did %q", f.events)
	}
	s.up(namespace(), rollout("good"))
	s.did()
}

// A Job that says so is made anew by the next run that finds it failed, under the same name; one that is done is not.
func TestEngineReplacesAFailedJobThatAsksForIt(t *testing.T) {
	f, s := inMemory(t)
	good := f.Control
	f.Control = func(o *unstructured.Unstructured) {
		good(o)
		if o.GetKind() == "Job" {
			end := "Failed" // the first, and only the first
			if slices.Contains(f.events, "delete Job/r") {
				end = "Complete"
			}
			set(o, []any{map[string]any{"type": end, "status": "True", "reason": "BackoffLimitExceeded"}}, "status", "conditions")
		}
	}
	job := declared{"batch/v1:Job", "rollout", `{kind: Job, apiVersion: batch/v1, metadata: {name: r, namespace: db,
		annotations: {pulumi.com/replaceUnready: "true"}}, spec: {template: {}}}`}
	s.upFails(namespace(), job)
	s.preview(false, namespace(), job)
	s.did("delete-replaced rollout", "replace rollout", "create-replacement rollout")
	s.up(namespace(), job)
	s.did("delete-replaced rollout", "replace rollout", "create-replacement rollout")
	s.up(namespace(), job)
	s.did()
}

func TestEnginePreviewShowsWhatTheServerRefuses(t *testing.T) {
	f, s := inMemory(t)
	s.up(namespace(), memberSet("{serviceName: a}"))
	f.Refuse = func(old, now *unstructured.Unstructured) error {
		if old == nil || len(changes(field[map[string]any](old.Object, "spec"), field[map[string]any](now.Object, "spec"))) == 0 {
			return nil
		}
		return apierrors.NewInvalid(schema.GroupKind{Group: "apps", Kind: "StatefulSet"}, "s", nil)
	}
	s.preview(true, namespace(), memberSet("{serviceName: a, persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}"))
	if !strings.Contains(s.said, "is invalid") {
		t.Errorf("said %q", s.said)
	}
}

func TestEnginePreviewsWithoutACluster(t *testing.T) {
	_, s := inMemory(t)
	s.options = Options{Offline: true}
	s.preview(false, namespace(), memberSet("{serviceName: a}"), rollout("good"))
	s.did("create namespace", "create set", "create rollout")
	s.upFails(namespace())
	if !strings.Contains(s.said, "offline") {
		t.Errorf("said %q", s.said)
	}
}
