package kubernetes

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// over returns a configured provider over a cluster in memory that has the namespace "db".
func over(t *testing.T, f *Memory, config resource.PropertyMap) plugin.Provider {
	t.Helper()
	p := New(Options{Poll: time.Millisecond, Retry: time.Millisecond, Memory: f})
	t.Cleanup(func() { _ = p.Close() })
	if config == nil {
		config = resource.PropertyMap{}
	}
	if _, err := p.Configure(t.Context(), plugin.ConfigureRequest{Inputs: config}); err != nil {
		t.Fatal(err)
	}
	if f.Down == nil {
		put(t, f, parse(t, "{apiVersion: v1, kind: Namespace, metadata: {name: db}, status: {phase: Active}}"))
		f.events = nil
	}
	return p
}

func check(t *testing.T, p plugin.Provider, kind string, news resource.PropertyMap) plugin.CheckResponse {
	t.Helper()
	r, err := p.Check(t.Context(), plugin.CheckRequest{URN: urnOf(kind), News: news, AllowUnknowns: true, RandomSeed: []byte(strings.Repeat("s", 32))})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func create(t *testing.T, p plugin.Provider, kind, object string) (plugin.CreateResponse, error) {
	t.Helper()
	in := check(t, p, kind, inputs(t, object))
	if len(in.Failures) > 0 {
		t.Fatal(in.Failures)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	return p.Create(ctx, plugin.CreateRequest{URN: urnOf(kind), Properties: in.Properties})
}

// reasons are those of an initialization error, which err must be.
func reasonsOf(t *testing.T, err error) string {
	t.Helper()
	failed, ok := errors.AsType[*plugin.InitError](err)
	if !ok {
		t.Fatalf("got %v, want an initialization error", err)
	}
	return strings.Join(failed.Reasons, "\n")
}

func TestCreateRefusesWhatExists(t *testing.T) {
	f := NewMemory()
	p := over(t, f, nil)
	put(t, f, parse(t, "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: db}, data: {a: b}}"))
	if _, err := create(t, p, "core/v1:ConfigMap", "{kind: ConfigMap, metadata: {name: c, namespace: db}}"); !apierrors.IsAlreadyExists(err) {
		t.Errorf("got %v", err)
	}
	forced := "{kind: ConfigMap, metadata: {name: c, namespace: db, annotations: {pulumi.com/patchForce: 'true'}}, data: {a: c}}"
	if _, err := create(t, p, "core/v1:ConfigMap", forced); err != nil {
		t.Errorf("forced: %v", err)
	}
	upserting := over(t, f, resource.PropertyMap{"upsertExistingObjects": resource.NewProperty("true")})
	if _, err := create(t, upserting, "core/v1:ConfigMap", "{kind: ConfigMap, metadata: {name: c, namespace: db}}"); err != nil {
		t.Errorf("upserting: %v", err)
	}
}

func TestCreateWaitsForItsNamespace(t *testing.T) {
	f := NewMemory()
	p := over(t, f, nil)
	tries := 0
	f.Refuse = func(_, now *unstructured.Unstructured) error {
		if tries++; tries < 3 {
			return notFound(ref{name: "later"})
		}
		return nil
	}
	if _, err := create(t, p, "core/v1:ConfigMap", "{kind: ConfigMap, metadata: {name: c, namespace: db}}"); err != nil || tries != 3 {
		t.Errorf("after %d tries: %v", tries, err)
	}
	if _, err := create(t, p, "core/v1:ConfigMap", "{kind: ConfigMap, metadata: {name: c, namespace: never}}"); err == nil {
		t.Error("a namespace that never comes: no error")
	}
}

func TestSecretsStaySecret(t *testing.T) {
	p := over(t, NewMemory(), nil)
	r, err := create(t, p, "core/v1:Secret", "{kind: Secret, metadata: {name: s, namespace: db}, stringData: {password: sesame}}")
	if err != nil {
		t.Fatal(err)
	}
	if r.ID != "db/s" || !r.Properties["data"].IsSecret() {
		t.Errorf("%s: %v", r.ID, r.Properties)
	}
	if recorded := r.Properties[stateInputs].ObjectValue(); !recorded["stringData"].IsSecret() {
		t.Errorf("recorded inputs: %v", recorded)
	}
	env := inputs(t, "{kind: Pod, metadata: {name: p, namespace: db, annotations: {pulumi.com/skipAwait: 'true'}}, spec: {containers: [{name: c, env: [{name: A, value: v}]}]}}")
	at, _ := resource.ParsePropertyPath("spec.containers[0].env[0].value")
	at.Set(resource.NewProperty(env), resource.MakeSecret(resource.NewProperty("v")))
	r, err = p.Create(t.Context(), plugin.CreateRequest{URN: urnOf("core/v1:Pod"), Properties: check(t, p, "core/v1:Pod", env).Properties})
	if got, _ := at.Get(resource.NewProperty(r.Properties)); err != nil || !got.IsSecret() {
		t.Errorf("a secret deep within: %v, %v", got, err)
	}
}

const aSet = "{kind: StatefulSet, metadata: {name: s, namespace: db}, spec: {replicas: 1, serviceName: h, selector: {matchLabels: {m: a}}, template: {metadata: {labels: {m: a}}}}}"

func TestCreateWaitsUntilReady(t *testing.T) {
	f := NewMemory()
	looks := 0
	f.Control = func(o *unstructured.Unstructured) {
		if o.GetKind() != "StatefulSet" {
			return
		}
		looks++
		set(o, o.GetGeneration(), "status", "observedGeneration")
		set(o, int64(1), "status", "replicas")
		if looks > 5 {
			set(o, int64(1), "status", "readyReplicas")
		}
	}
	r, err := create(t, over(t, f, nil), "apps/v1:StatefulSet", aSet)
	if err != nil || looks < 6 {
		t.Fatalf("after %d looks: %v", looks, err)
	}
	if n := r.Properties["status"].ObjectValue()["readyReplicas"]; n.NumberValue() != 1 {
		t.Errorf("the state shows %v ready replicas", n)
	}
	skipped := strings.Replace(aSet, "name: s,", "name: other, annotations: {pulumi.com/skipAwait: 'true'},", 1)
	before := looks
	if _, err := create(t, over(t, f, nil), "apps/v1:StatefulSet", skipped); err != nil || looks > before+1 {
		t.Errorf("skipAwait: %d looks, %v", looks-before, err)
	}
}

func TestATimeoutKeepsTheState(t *testing.T) {
	f := NewMemory()
	f.Control = func(o *unstructured.Unstructured) {
		if o.GetKind() == "StatefulSet" {
			set(o, o.GetGeneration(), "status", "observedGeneration")
		}
	}
	p := over(t, f, nil)
	put(t, f, parse(t, "{apiVersion: v1, kind: Pod, metadata: {name: s-0, namespace: db, labels: {m: a}}, status: {containerStatuses: [{name: c, state: {waiting: {reason: ImagePullBackOff}}}]}}"))
	annotated := strings.Replace(aSet, "name: s,", "name: s, annotations: {pulumi.com/timeoutSeconds: '0.05'},", 1)
	r, err := create(t, p, "apps/v1:StatefulSet", annotated)
	said := reasonsOf(t, err)
	for _, want := range []string{"timed out after 50ms", "0 of 1 pods", "ImagePullBackOff"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing from %q", want, said)
		}
	}
	if r.Status != resource.StatusPartialFailure || r.ID != "db/s" || !r.Properties.HasValue("spec") {
		t.Errorf("status %v, id %q, state %v", r.Status, r.ID, r.Properties)
	}
}

func TestCancellationEndsAWait(t *testing.T) {
	f := NewMemory()
	waits := make(chan struct{}, 1)
	f.Control = func(o *unstructured.Unstructured) {
		if o.GetKind() == "StatefulSet" && len(f.events) > 0 {
			select {
			case waits <- struct{}{}:
			default:
			}
		}
	}
	p := over(t, f, nil)
	in := check(t, p, "apps/v1:StatefulSet", inputs(t, aSet)).Properties
	done := make(chan error, 1)
	go func() {
		_, err := p.Create(context.Background(), plugin.CreateRequest{URN: urnOf("apps/v1:StatefulSet"), Properties: in})
		done <- err
	}()
	<-waits
	_ = p.SignalCancellation(t.Context())
	select {
	case err := <-done:
		if said := reasonsOf(t, err); !strings.Contains(said, "cancelled") {
			t.Errorf("got %q", said)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the wait did not end")
	}
}

func TestAFailedJobIsReportedAtOnceWithItsLastWords(t *testing.T) {
	f := NewMemory()
	f.Log = "orders-1 is not Synced\ngiving up"
	f.Control = func(o *unstructured.Unstructured) {
		if o.GetKind() == "Job" {
			set(o, map[string]any{"matchLabels": map[string]any{"job": "j"}}, "spec", "selector")
			set(o, []any{map[string]any{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}}, "status", "conditions")
		}
	}
	p := over(t, f, nil)
	put(t, f, parse(t, "{apiVersion: v1, kind: Pod, metadata: {name: j-x, namespace: db, labels: {job: j}}, status: {phase: Failed, containerStatuses: [{name: c, state: {terminated: {exitCode: 3, message: bad setting}}}]}}"))
	_, err := create(t, p, "batch/v1:Job", "{kind: Job, metadata: {name: j, namespace: db}, spec: {template: {}}}")
	said := reasonsOf(t, err)
	for _, want := range []string{"BackoffLimitExceeded", "exit code 3", "bad setting", "giving up"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing from %q", want, said)
		}
	}
}

func TestUpdateReportsConflictsAndKeepsItsFieldManager(t *testing.T) {
	f := NewMemory()
	p := over(t, f, nil)
	object := "{kind: ConfigMap, metadata: {name: c, namespace: db, labels: {a: b}}}"
	r, err := create(t, p, "core/v1:ConfigMap", object)
	if err != nil {
		t.Fatal(err)
	}
	old := check(t, p, "core/v1:ConfigMap", inputs(t, object)).Properties
	without := check(t, p, "core/v1:ConfigMap", inputs(t, "{kind: ConfigMap, metadata: {name: c, namespace: db}}")).Properties
	u, err := p.Update(t.Context(), plugin.UpdateRequest{URN: urnOf("core/v1:ConfigMap"), ID: r.ID, OldInputs: old, OldOutputs: r.Properties, NewInputs: without})
	if err != nil || u.Properties["metadata"].ObjectValue().HasValue("labels") && len(u.Properties["metadata"].ObjectValue()["labels"].ObjectValue()) > 0 {
		t.Errorf("a label taken away: %v, %v", u.Properties["metadata"], err)
	}
	if !u.Properties[stateFieldManager].DeepEquals(r.Properties[stateFieldManager]) {
		t.Errorf("field manager %v became %v", r.Properties[stateFieldManager], u.Properties[stateFieldManager])
	}
	put(t, f, parse(t, "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: db}, data: {k: theirs}}"))
	ours := check(t, p, "core/v1:ConfigMap", inputs(t, "{kind: ConfigMap, metadata: {name: c, namespace: db}, data: {k: ours}}")).Properties
	_, err = p.Update(t.Context(), plugin.UpdateRequest{URN: urnOf("core/v1:ConfigMap"), ID: r.ID, OldInputs: without, OldOutputs: u.Properties, NewInputs: ours})
	if err == nil || !strings.Contains(err.Error(), "conflict") || !strings.Contains(err.Error(), "somebody") || !strings.Contains(err.Error(), annotationForce) {
		t.Errorf("got %v", err)
	}
}

func TestDelete(t *testing.T) {
	f := NewMemory()
	p := over(t, f, nil)
	object := "{kind: ConfigMap, metadata: {name: c, namespace: db}}"
	r, err := create(t, p, "core/v1:ConfigMap", object)
	if err != nil {
		t.Fatal(err)
	}
	request := plugin.DeleteRequest{URN: urnOf("core/v1:ConfigMap"), ID: r.ID, Inputs: inputs(t, object), Outputs: r.Properties}
	if _, err := p.Delete(t.Context(), request); err != nil || f.Has("ConfigMap", "db/c") {
		t.Errorf("still there, %v", err)
	}
	if _, err := p.Delete(t.Context(), request); err != nil {
		t.Errorf("again: %v", err)
	}
}

// A set that is not waited for when it comes is not waited for when it goes; other kinds always are.
func TestDeleteWaitsUntilGone(t *testing.T) {
	f := NewMemory()
	looks := 0
	f.Holds = func(*unstructured.Unstructured) bool { looks++; return looks < 5 }
	p := over(t, f, nil)
	skipped := strings.Replace(aSet, "name: s,", "name: s, annotations: {pulumi.com/skipAwait: 'true'},", 1)
	for _, c := range []struct {
		kind, object string
		looks        int
	}{
		{"core/v1:Secret", "{kind: Secret, metadata: {name: s, namespace: db, annotations: {pulumi.com/skipAwait: 'true'}}}", 5},
		{"apps/v1:StatefulSet", skipped, 1},
	} {
		r, err := create(t, p, c.kind, c.object)
		if err != nil {
			t.Fatal(err)
		}
		looks = 0
		_, err = p.Delete(t.Context(), plugin.DeleteRequest{URN: urnOf(c.kind), ID: r.ID, Inputs: inputs(t, c.object), Outputs: r.Properties})
		if err != nil || looks != c.looks {
			t.Errorf("%s: %d looks, want %d; %v", c.kind, looks, c.looks, err)
		}
	}
}

func TestJudgeGoneSaysWhatHoldsIt(t *testing.T) {
	v := judgeGone(parse(t, "{kind: PersistentVolumeClaim, metadata: {name: c, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [kubernetes.io/pvc-protection]}}"))
	if said := status(v); !strings.Contains(said, "pvc-protection") {
		t.Errorf("got %q", said)
	}
}

func TestReadFollowsTheLiveObject(t *testing.T) {
	f := NewMemory()
	p := over(t, f, nil)
	object := "{kind: Secret, metadata: {name: s, namespace: db}, stringData: {k: v}}"
	r, err := create(t, p, "core/v1:Secret", object)
	if err != nil {
		t.Fatal(err)
	}
	in := check(t, p, "core/v1:Secret", inputs(t, object)).Properties
	request := plugin.ReadRequest{URN: urnOf("core/v1:Secret"), ID: r.ID, Inputs: in, State: r.Properties}
	same, err := p.Read(t.Context(), request)
	if err != nil || !same.Inputs.DeepEquals(in) {
		t.Errorf("nothing changed, yet the inputs became %v, %v", same.Inputs, err)
	}
	put(t, f, parse(t, "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: db}, data: {k: dw==}, type: Opaque}"))
	drifted, err := p.Read(t.Context(), request)
	value := drifted.Inputs["stringData"]
	if err != nil || !value.IsSecret() || value.SecretValue().Element.ObjectValue()["k"].StringValue() != "w" || drifted.Inputs.HasValue("type") {
		t.Errorf("drift: %v, %v", drifted.Inputs, err)
	}
	imported, err := p.Read(t.Context(), plugin.ReadRequest{URN: urnOf("core/v1:Secret"), ID: r.ID})
	if err != nil || !imported.Inputs.HasValue("type") || !imported.Inputs["data"].IsSecret() {
		t.Errorf("import: %v, %v", imported.Inputs, err)
	}
	_ = f.remove(t.Context(), ref{kind: podKind.GroupVersion().WithKind("Secret"), namespace: "db", name: "s"}, "")
	gone, err := p.Read(t.Context(), request)
	if err != nil || gone.Outputs != nil || gone.ID != "" {
		t.Errorf("gone: %v, %v", gone, err)
	}
}

func TestLeaveIgnoredKeepsWhatIsOursAndLeavesTheRest(t *testing.T) {
	live := parse(t, `{kind: Deployment, metadata: {name: it, managedFields: [
		{manager: ours, operation: Apply, fieldsV1: {'f:spec': {'f:paused': {}}}},
		{manager: theirs, operation: Update, fieldsV1: {'f:spec': {'f:replicas': {}}}}]}, spec: {replicas: 7, paused: true}}`)
	object := parse(t, "{kind: Deployment, metadata: {name: it}, spec: {replicas: 1, paused: false, revisionHistoryLimit: 2}}")
	if err := leaveIgnored(object, live, []string{"spec.replicas", "spec.paused"}, "ours"); err != nil {
		t.Fatal(err)
	}
	spec := field[map[string]any](object.Object, "spec")
	if _, there := spec["replicas"]; there || spec["paused"] != true || spec["revisionHistoryLimit"] != int64(2) {
		t.Errorf("got %v", spec)
	}
}
