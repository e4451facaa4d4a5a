package kubernetes

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// parse reads an object from YAML; numbers become int64, as in an answer of the API server.
func parse(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	body, err := yaml.YAMLToJSON([]byte(strings.ReplaceAll(text, "\t", "  ")))
	if err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	o := &unstructured.Unstructured{}
	if err := o.UnmarshalJSON(body); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return o
}

const (
	isReady   = "ready"
	isWaiting = "waiting"
	isFailed  = "failed"
)

func outcome(v verdict) string {
	switch {
	case v.ready:
		return isReady
	case v.failed:
		return isFailed
	}
	return isWaiting
}

func TestJudgements(t *testing.T) {
	claim := func(bindingMode string) func(*unstructured.Unstructured) verdict {
		return func(o *unstructured.Unstructured) verdict { return judgeClaim(o, bindingMode) }
	}
	job := func(o *unstructured.Unstructured) verdict { return judgeJob(o, nil) }
	service := func(o *unstructured.Unstructured) verdict { return judgeService(o, nil) }
	cases := []struct {
		name   string
		judge  func(*unstructured.Unstructured) verdict
		object string
		want   string
		says   string
	}{
		{"set: no status yet", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 1}, spec: {replicas: 1}}", isWaiting, "seen"},
		{"set: old status", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 2}, spec: {replicas: 1}, status: {observedGeneration: 1, replicas: 1, readyReplicas: 1}}", isWaiting, "seen"},
		{"set: not ready", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 1}, spec: {replicas: 2}, status: {observedGeneration: 1, replicas: 2, readyReplicas: 1}}", isWaiting, "1 of 2"},
		{"set: one replica by default", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 1}, spec: {}, status: {observedGeneration: 1, replicas: 1, readyReplicas: 1}}", isReady, ""},
		{"set: rolling", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 2}, spec: {replicas: 1}, status: {observedGeneration: 2, replicas: 1, readyReplicas: 1, currentRevision: a, updateRevision: b}}", isWaiting, "0 of 1"},
		{"set: rolled", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 2}, spec: {replicas: 1}, status: {observedGeneration: 2, replicas: 1, readyReplicas: 1, currentRevision: b, updateRevision: b}}", isReady, ""},
		{"set: on delete", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 2}, spec: {replicas: 1, updateStrategy: {type: OnDelete}}, status: {observedGeneration: 2, replicas: 1, readyReplicas: 1, currentRevision: a, updateRevision: b}}", isReady, ""},
		{"set: up to the partition", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 2}, spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, status: {observedGeneration: 2, replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: a, updateRevision: b}}", isReady, ""},
		{"set: too many still", judgeStatefulSet, "{kind: StatefulSet, metadata: {generation: 2}, spec: {replicas: 1}, status: {observedGeneration: 2, replicas: 2, readyReplicas: 2, currentRevision: b, updateRevision: b}}", isWaiting, "2 of 1"},

		{"deployment: rolled", judgeDeployment, "{kind: Deployment, metadata: {generation: 1}, spec: {replicas: 2}, status: {observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2}}", isReady, ""},
		{"deployment: old pods left", judgeDeployment, "{kind: Deployment, metadata: {generation: 1}, spec: {replicas: 2}, status: {observedGeneration: 1, replicas: 3, updatedReplicas: 2, availableReplicas: 3}}", isWaiting, "2 of 2"},
		{"deployment: stuck", judgeDeployment, "{kind: Deployment, metadata: {generation: 1}, status: {observedGeneration: 1, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: too slow}]}}", isFailed, "too slow"},

		{"daemons: rolled", judgeDaemonSet, "{kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3}}", isReady, ""},
		{"daemons: rolling", judgeDaemonSet, "{kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 3, updatedNumberScheduled: 2, numberAvailable: 3}}", isWaiting, "2 of 3"},

		{"job: not started", job, "{kind: Job, metadata: {name: j}}", isWaiting, "start"},
		{"job: running", job, "{kind: Job, metadata: {name: j}, status: {startTime: now, active: 1}}", isWaiting, "1 running"},
		{"job: complete", job, "{kind: Job, status: {startTime: now, conditions: [{type: Complete, status: 'True'}]}}", isReady, ""},
		{"job: suspended", job, "{kind: Job, status: {conditions: [{type: Suspended, status: 'True'}]}}", isReady, ""},
		{"job: failed", job, "{kind: Job, status: {startTime: now, conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: exit code 3}]}}", isFailed, "BackoffLimitExceeded: exit code 3"},
		{"job: deadline", job, "{kind: Job, status: {startTime: now, conditions: [{type: Failed, status: 'True', reason: DeadlineExceeded}]}}", isFailed, "DeadlineExceeded"},
		{"job: failed for what the provider does not know", job, "{kind: Job, status: {startTime: now, conditions: [{type: Failed, status: 'True', reason: PodFailurePolicy}]}}", isWaiting, "to complete"},
		{"job: about to fail", job, "{kind: Job, status: {startTime: now, conditions: [{type: FailureTarget, status: 'True', reason: BackoffLimitExceeded}]}}", isFailed, "BackoffLimitExceeded"},
		{"job: failed is not said", job, "{kind: Job, status: {startTime: now, conditions: [{type: Failed, status: 'False'}]}}", isWaiting, ""},

		{"pod: ready", judgePod, "{kind: Pod, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}", isReady, ""},
		{"pod: over", judgePod, "{kind: Pod, status: {phase: Succeeded}}", isReady, ""},
		{"pod: failed", judgePod, "{kind: Pod, status: {phase: Failed, reason: Evicted}}", isFailed, ""},
		{"pod: pending", judgePod, "{kind: Pod, status: {phase: Pending}}", isWaiting, ""},

		{"claim: bound", claim(""), "{kind: PersistentVolumeClaim, status: {phase: Bound}}", isReady, ""},
		{"claim: bound and growing", claim(""), "{kind: PersistentVolumeClaim, status: {phase: Bound, conditions: [{type: Resizing, status: 'True'}]}}", isReady, ""},
		{"claim: pending", claim("Immediate"), "{kind: PersistentVolumeClaim, status: {phase: Pending}}", isWaiting, "bound"},
		{"claim: pending until a pod", claim("WaitForFirstConsumer"), "{kind: PersistentVolumeClaim, status: {phase: Pending}}", isReady, ""},
		{"claim: no word yet", claim("WaitForFirstConsumer"), "{kind: PersistentVolumeClaim}", isWaiting, ""},
		{"claim: lost", claim(""), "{kind: PersistentVolumeClaim, status: {phase: Lost}}", isFailed, "lost"},

		{"volume: available", judgeVolume, "{kind: PersistentVolume, status: {phase: Available}}", isReady, ""},
		{"volume: pending", judgeVolume, "{kind: PersistentVolume, status: {phase: Pending}}", isWaiting, ""},
		{"volume: released", judgeVolume, "{kind: PersistentVolume, status: {phase: Released}}", isFailed, "released"},

		{"namespace: active", judgeNamespace, "{kind: Namespace, status: {phase: Active}}", isReady, ""},
		{"namespace: going", judgeNamespace, "{kind: Namespace, status: {phase: Terminating}}", isFailed, ""},
		{"namespace: no word yet", judgeNamespace, "{kind: Namespace}", isWaiting, ""},

		{"service: external name", service, "{kind: Service, spec: {type: ExternalName}}", isReady, ""},
		{"service: headless", service, "{kind: Service, spec: {clusterIP: None, selector: {a: b}}}", isReady, ""},
		{"service: selects nothing", service, "{kind: Service, spec: {clusterIP: 10.0.0.1}}", isReady, ""},
		{"service: no endpoint", service, "{kind: Service, spec: {clusterIP: 10.0.0.1, selector: {a: b}}}", isWaiting, "endpoint"},
		{"service: no address", service, "{kind: Service, spec: {type: LoadBalancer}}", isWaiting, "address"},
		{"service: address", service, "{kind: Service, spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 10.0.0.9}]}}}", isReady, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := c.judge(parse(t, c.object))
			if outcome(v) != c.want || !strings.Contains(v.waitsFor, c.says) {
				t.Errorf("got %s %q, want %s with %q", outcome(v), v.waitsFor, c.want, c.says)
			}
		})
	}
}

func TestServiceNeedsAReadyEndpoint(t *testing.T) {
	service := parse(t, "{kind: Service, metadata: {name: s}, spec: {type: LoadBalancer, selector: {a: b}}, status: {loadBalancer: {ingress: [{ip: 10.0.0.9}]}}}")
	for slice, want := range map[string]string{
		"{kind: EndpointSlice}": isWaiting,
		"{kind: EndpointSlice, endpoints: [{addresses: [1.1.1.1], conditions: {ready: false}}]}":                                                    isWaiting,
		"{kind: EndpointSlice, endpoints: [{addresses: [1.1.1.1], conditions: {ready: false}}, {addresses: [1.1.1.2], conditions: {ready: true}}]}": isReady,
		"{kind: EndpointSlice, endpoints: [{addresses: [1.1.1.1]}]}":                                                                                isReady,
	} {
		if got := outcome(judgeService(service, []unstructured.Unstructured{*parse(t, slice)})); got != want {
			t.Errorf("%s: got %s, want %s", slice, got, want)
		}
	}
}

func TestPodProblemSaysWhatIsWrong(t *testing.T) {
	for pod, want := range map[string]string{
		"{kind: Pod, metadata: {name: p}, status: {phase: Pending}}":                                                                                                                                                                 "",
		"{kind: Pod, metadata: {name: p}, status: {containerStatuses: [{name: c, state: {waiting: {reason: ContainerCreating}}}]}}":                                                                                                  "",
		"{kind: Pod, metadata: {name: p}, status: {containerStatuses: [{name: c, state: {waiting: {reason: ErrImagePull, message: no such image}}}]}}":                                                                               "pod p: container c: ErrImagePull: no such image",
		"{kind: Pod, metadata: {name: p}, status: {containerStatuses: [{name: c, state: {waiting: {reason: CrashLoopBackOff, message: back-off}}, lastState: {terminated: {exitCode: 1, reason: Error, message: cannot listen}}}]}}": "pod p: container c: CrashLoopBackOff: back-off, last time Error (exit code 1): cannot listen",
		"{kind: Pod, metadata: {name: p}, status: {phase: Failed, containerStatuses: [{name: c, state: {terminated: {exitCode: 137, reason: OOMKilled}}}]}}":                                                                         "pod p: container c: OOMKilled (exit code 137)",
		"{kind: Pod, metadata: {name: p}, status: {phase: Failed, reason: Evicted, message: no room}}":                                                                                                                               "pod p: Evicted: no room",
		"{kind: Pod, metadata: {name: p}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: no node matches}]}}":                                                                                  "pod p: not scheduled: no node matches",
		"{kind: Pod, metadata: {name: p}, status: {phase: Succeeded, containerStatuses: [{name: c, state: {terminated: {exitCode: 0}}}]}}":                                                                                           "",
	} {
		if got := podProblem(parse(t, pod)); got != want {
			t.Errorf("%s:\n got %q\nwant %q", pod, got, want)
		}
	}
}

// put adds an object that no field manager of the provider's owns.
func put(t *testing.T, m *Memory, o *unstructured.Unstructured) {
	t.Helper()
	if err := m.Put(o); err != nil {
		t.Fatal(err)
	}
}

// set writes a status into an object.
func set(o *unstructured.Unstructured, value any, path ...string) {
	if err := unstructured.SetNestedField(o.Object, value, path...); err != nil {
		panic(err)
	}
}
