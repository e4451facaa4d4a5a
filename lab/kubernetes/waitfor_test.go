package kubernetes

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestWaitForHoldsOrSaysWhatIsMissing(t *testing.T) {
	const (
		balanced = "{kind: Service, metadata: {name: s}, status: {loadBalancer: {ingress: [{ip: 10.0.0.9}]}}}"
		young    = "{kind: Service, metadata: {name: s}, status: {loadBalancer: {}}}"
		pod      = "{kind: Pod, metadata: {name: p}, status: {phase: Running, restarts: 3, ok: true, " +
			"conditions: [{type: Ready, status: 'False'}, {type: Seen, status: 'True'}], " +
			"containerStatuses: [{name: a, ready: false}, {name: b, ready: true}]}}"
		renewed = "{kind: CronTab, metadata: {name: c, generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}"
		counted = "{kind: CronTab, metadata: {name: c, generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True', observedGeneration: 2}]}}"
	)
	for _, c := range []struct {
		name, annotation, object, want, says string
	}{
		{"an address", "jsonpath={.status.loadBalancer.ingress}", balanced, isReady, ""},
		{"no address", "jsonpath={.status.loadBalancer.ingress}", young, isWaiting, "{.status.loadBalancer.ingress} selects nothing"},
		{"no status at all", "jsonpath={.status.loadBalancer.ingress}", "{kind: Service, metadata: {name: s}}", isWaiting, `Service "s" to have {.status.loadBalancer.ingress}`},
		{"a path with spaces", "jsonpath={ .status.phase }", pod, isReady, ""},
		{"the value", "jsonpath={.status.phase}=Running", pod, isReady, ""},
		{"another value", "jsonpath={.status.phase}=Succeeded", pod, isWaiting, "{.status.phase} is Running"},
		{"a number", "jsonpath={.status.restarts}=3", pod, isReady, ""},
		{"a truth", "jsonpath={.status.ok}=true", pod, isReady, ""},
		{"the first of several", "jsonpath={.status.containerStatuses[*].name}=a", pod, isReady, ""},
		{"a chosen one", `jsonpath={.status.containerStatuses[?(@.name=="b")].ready}=true`, pod, isReady, ""},
		{"another chosen one", `jsonpath={.status.containerStatuses[?(@.name=="a")].ready}=true`, pod, isWaiting, "is false"},
		{"none to choose", `jsonpath={.status.containerStatuses[?(@.name=="c")].ready}=true`, pod, isWaiting, "selects nothing"},
		{"a list is no value", "jsonpath={.status.conditions}=Ready", pod, isFailed, "no single value"},

		{"a condition", "condition=Seen", pod, isReady, ""},
		{"case does not matter", "condition=seen=true", pod, isReady, ""},
		{"a false condition", "condition=Ready", pod, isWaiting, "Ready is False"},
		{"a condition that should be false", "condition=Ready=False", pod, isReady, ""},
		{"no such condition", "condition=Gone", pod, isWaiting, "no condition Gone"},
		{"no conditions", "condition=Ready", young, isWaiting, "no condition Ready"},
		{"an old condition", "condition=Ready", renewed, isWaiting, "generation 2"},
		{"a condition that counts for itself", "condition=Ready", counted, isReady, ""},

		{"all of several", `["condition=Seen", "jsonpath={.status.phase}=Running"]`, pod, isReady, ""},
		{"one of several", `["condition=Seen", "jsonpath={.status.phase}=Failed"]`, pod, isWaiting, `to have {.status.phase}=Failed`},
		{"none of several", `["condition=Ready", "jsonpath={.status.phase}=Failed"]`, pod, isWaiting, "Ready=True and {.status.phase}=Failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := parseWaitFor(c.annotation)
			if err != nil {
				t.Fatal(err)
			}
			v, err := a.judge(t.Context(), nil, parse(t, c.object))
			said := strings.Join(append(v.reasons, v.waitsFor), "; ")
			if err != nil || outcome(v) != c.want || !strings.Contains(said, c.says) {
				t.Errorf("got %s %q (%v), want %s with %q", outcome(v), said, err, c.want, c.says)
			}
		})
	}
}

func TestWaitForRefusesWhatItCannotRead(t *testing.T) {
	for annotation, says := range map[string]string{
		"[]":                               "at least one",
		"ready":                            `begin with "jsonpath=" or "condition="`,
		`["condition=Ready", "{.status}"]`: `begin with "jsonpath=" or "condition="`,
		"jsonpath=.status.phase":           "in braces",
		"jsonpath={.status.phase":          "in braces",
		"jsonpath='{.status.phase}'=x":     "quotes",
		"jsonpath={.status.phase}=":        "value must follow",
		"jsonpath={.status.phase}==x":      "{path}=value",
		"jsonpath={.status.phase}x":        "{path}=value",
		"jsonpath={.a}={.b}":               "literal",
		"jsonpath={.status[}":              "reading the path",
	} {
		if _, err := parseWaitFor(annotation); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %q", annotation, err, says)
		}
	}
}

const aBalanced = "{kind: Service, metadata: {name: s, namespace: db, annotations: {pulumi.com/waitFor: 'ANNOTATION', " +
	"pulumi.com/timeoutSeconds: '5'}}, spec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 1}]}}"

// A Service without endpoints would not be ready by its kind; what the annotation says is all that is waited for.
func TestWaitForTakesTheKindsPlace(t *testing.T) {
	f := NewMemory()
	looks := 0
	f.Control = func(o *unstructured.Unstructured) {
		if looks++; looks > 5 && o.GetKind() == "Service" {
			set(o, []any{map[string]any{"ip": "10.0.0.9"}}, "status", "loadBalancer", "ingress")
		}
	}
	p := over(t, f, nil)
	service := strings.Replace(aBalanced, "ANNOTATION", "jsonpath={.status.loadBalancer.ingress}", 1)
	if _, err := create(t, p, "core/v1:Service", service); err != nil || looks < 6 {
		t.Errorf("after %d looks: %v", looks, err)
	}
}

func TestWaitForThatCannotBeReadIsAnInitializationError(t *testing.T) {
	p := over(t, NewMemory(), nil)
	r, err := create(t, p, "core/v1:Service", strings.Replace(aBalanced, "ANNOTATION", "soon", 1))
	if said := reasonsOf(t, err); !strings.Contains(said, annotationWaitFor) || r.ID != "db/s" {
		t.Errorf("%s said %q", r.ID, said)
	}
}

// The pods of a Job whose time is up are gone by the time that it is known; what was heard of them is the reason.
func TestAWaitThatFailsSaysWhatWasHeardOnTheWay(t *testing.T) {
	looks := []verdict{
		{waitsFor: "the Job", reasons: []string{"pod p: container c: ErrImagePull: not found"}},
		{waitsFor: "the Job", reasons: []string{"pod p: container c: ImagePullBackOff"}},
		failed("the Job failed: DeadlineExceeded"),
	}
	i := &instance{options: Options{Poll: time.Millisecond}}
	err := i.wait(t.Context(), "", time.Minute, func(context.Context) (verdict, error) {
		v := looks[0]
		looks = looks[1:]
		return v, nil
	})
	var ended *waitError
	if !errors.As(err, &ended) || len(ended.reasons) != 2 || !strings.Contains(ended.reasons[0], "not found") {
		t.Errorf("got %v with %q", err, ended.reasons)
	}
}
