package kubernetes

import (
	"context"
	"fmt"
	"sort"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var podKind = schema.GroupVersionKind{Version: "v1", Kind: "Pod"}

// lookAtPod reads nothing beside the pod.
func lookAtPod(_ context.Context, _ cluster, pod *unstructured.Unstructured) (verdict, error) {
	return judgePod(pod), nil
}

// judgePod: ready means the Ready condition, or having succeeded; a pod that failed will not become ready.
func judgePod(pod *unstructured.Unstructured) verdict {
	switch text(pod.Object, "status", "phase") {
	case "Succeeded":
		return ready()
	case "Failed":
		return failed("the pod failed", podProblem(pod))
	}
	if text(condition(pod, "Ready"), "status") == "True" {
		return ready()
	}
	v := waiting("pod %q to be ready", pod.GetName())
	if why := podProblem(pod); why != "" {
		v.reasons = []string{why}
	}
	return v
}

// ownPods returns the pods a workload's selector chooses and that it, or something it owns, controls.
func ownPods(ctx context.Context, link cluster, owner *unstructured.Unstructured) ([]unstructured.Unstructured, error) {
	selector, err := selectorOf(owner)
	if err != nil || selector == "" {
		return nil, err
	}
	pods, err := link.list(ctx, podKind, owner.GetNamespace(), selector)
	if err != nil {
		return nil, fmt.Errorf("listing the pods of %s: %w", refOf(owner), err)
	}
	return pods, nil
}

func selectorOf(owner *unstructured.Unstructured) (string, error) {
	wanted := field[map[string]any](owner.Object, "spec", "selector")
	if wanted == nil {
		return "", nil
	}
	var selector metav1.LabelSelector
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(wanted, &selector); err != nil {
		return "", fmt.Errorf("reading the selector of %s: %w", refOf(owner), err)
	}
	s, err := metav1.LabelSelectorAsSelector(&selector)
	if err != nil {
		return "", fmt.Errorf("reading the selector of %s: %w", refOf(owner), err)
	}
	if s.Empty() || s.String() == labels.Nothing().String() {
		return "", nil
	}
	return s.String(), nil
}

// podProblems returns what ails the pods, each line once.
func podProblems(pods []unstructured.Unstructured) []string {
	var all []string
	seen := map[string]bool{}
	for n := range pods {
		if why := podProblem(&pods[n]); why != "" && !seen[why] {
			seen[why] = true
			all = append(all, why)
		}
	}
	sort.Strings(all)
	return all
}

// podProblem says in one line what keeps a pod from being ready, or nothing if nothing is wrong with it yet.
func podProblem(pod *unstructured.Unstructured) string {
	var parts []string
	if c := condition(pod, "PodScheduled"); text(c, "status") == "False" {
		parts = append(parts, "not scheduled: "+text(c, "message"))
	}
	for _, list := range []string{"initContainerStatuses", "containerStatuses"} {
		for _, s := range field[[]any](pod.Object, "status", list) {
			if s, ok := s.(map[string]any); ok {
				if why := containerProblem(s); why != "" {
					parts = append(parts, fmt.Sprintf("container %s: %s", text(s, "name"), why))
				}
			}
		}
	}
	if len(parts) == 0 && text(pod.Object, "status", "phase") == "Failed" {
		parts = append(parts, joined(": ", text(pod.Object, "status", "reason"), text(pod.Object, "status", "message")))
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("pod %s: %s", pod.GetName(), strings.Join(parts, ", "))
}

// containerProblem says what is wrong with a container, from what it is doing and how it ended last.
func containerProblem(status map[string]any) string {
	if t := field[map[string]any](status, "state", "terminated"); t != nil {
		return ending(t)
	}
	w := field[map[string]any](status, "state", "waiting")
	if w == nil {
		return ""
	}
	reason := text(w, "reason")
	if reason == "ContainerCreating" || reason == "PodInitializing" {
		return ""
	}
	return joined(", last time ", joined(": ", reason, text(w, "message")),
		ending(field[map[string]any](status, "lastState", "terminated")))
}

// ending describes how a container ended, or nothing if it ended well or not at all.
func ending(terminated map[string]any) string {
	if terminated == nil || field[int64](terminated, "exitCode") == 0 {
		return ""
	}
	return joined(": ", fmt.Sprintf("%s (exit code %d)", orElse(text(terminated, "reason"), "Error"),
		field[int64](terminated, "exitCode")), strings.TrimSpace(text(terminated, "message")))
}

// joined puts a separator between what is not empty.
func joined(separator string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, separator)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
