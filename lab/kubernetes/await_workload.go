package kubernetes

import (
	"context"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// withPods adds what ails a workload's pods to a verdict that is not ready.
func withPods(ctx context.Context, link cluster, live *unstructured.Unstructured, v verdict) (verdict, error) {
	if v.ready {
		return v, nil
	}
	pods, err := ownPods(ctx, link, live)
	if err != nil {
		return verdict{}, err
	}
	v.reasons = append(v.reasons, podProblems(pods)...)
	return v, nil
}

func lookAtDeployment(ctx context.Context, link cluster, live *unstructured.Unstructured) (verdict, error) {
	return withPods(ctx, link, live, judgeDeployment(live))
}

func lookAtStatefulSet(ctx context.Context, link cluster, live *unstructured.Unstructured) (verdict, error) {
	return withPods(ctx, link, live, judgeStatefulSet(live))
}

func lookAtDaemonSet(ctx context.Context, link cluster, live *unstructured.Unstructured) (verdict, error) {
	return withPods(ctx, link, live, judgeDaemonSet(live))
}

// unobserved says whether a controller has yet to see an object's newest form.
func unobserved(o *unstructured.Unstructured) bool {
	return field[int64](o.Object, "status", "observedGeneration") < o.GetGeneration()
}

// replicas is how many pods a workload should have; Kubernetes' default is one.
func replicas(o *unstructured.Unstructured) int64 {
	if field[any](o.Object, "spec", "replicas") == nil {
		return 1
	}
	return field[int64](o.Object, "spec", "replicas")
}

// judgeDeployment: ready means that all pods are of the newest template and available, and no others are left. A rollout
// that exceeded its progress deadline failed.
func judgeDeployment(o *unstructured.Unstructured) verdict {
	if unobserved(o) {
		return waiting("Deployment %q to be seen by its controller", o.GetName())
	}
	if c := condition(o, "Progressing"); text(c, "status") == "False" && text(c, "reason") == "ProgressDeadlineExceeded" {
		return failed("the Deployment's rollout made no progress: " + text(c, "message"))
	}
	wanted := replicas(o)
	updated := field[int64](o.Object, "status", "updatedReplicas")
	available := field[int64](o.Object, "status", "availableReplicas")
	if updated >= wanted && available >= wanted && field[int64](o.Object, "status", "replicas") <= wanted {
		return ready()
	}
	return waiting("Deployment %q to roll out (%d of %d pods updated, %d available)", o.GetName(), updated, wanted, available)
}

// judgeStatefulSet: ready means that all pods are ready and, under RollingUpdate, those that the partition lets change are
// of the newest revision. Under OnDelete nobody but the pods' deleter changes their revision, so it is not waited for.
func judgeStatefulSet(o *unstructured.Unstructured) verdict {
	if unobserved(o) {
		return waiting("StatefulSet %q to be seen by its controller", o.GetName())
	}
	wanted := replicas(o)
	has := field[int64](o.Object, "status", "replicas")
	isReady := field[int64](o.Object, "status", "readyReplicas")
	if has != wanted || isReady != wanted {
		return waiting("StatefulSet %q to be ready (%d of %d pods)", o.GetName(), isReady, wanted)
	}
	if text(o.Object, "spec", "updateStrategy", "type") == "OnDelete" {
		return ready()
	}
	partition := field[int64](o.Object, "spec", "updateStrategy", "rollingUpdate", "partition")
	updated := field[int64](o.Object, "status", "updatedReplicas")
	newest := text(o.Object, "status", "currentRevision") == text(o.Object, "status", "updateRevision")
	if newest || partition > 0 && updated >= wanted-partition {
		return ready()
	}
	return waiting("StatefulSet %q to roll out (%d of %d pods updated)", o.GetName(), updated, wanted-partition)
}

// judgeDaemonSet: ready means that each node that should run a pod runs one of the newest template that is available;
// under OnDelete, one of any template.
func judgeDaemonSet(o *unstructured.Unstructured) verdict {
	if unobserved(o) {
		return waiting("DaemonSet %q to be seen by its controller", o.GetName())
	}
	wanted := field[int64](o.Object, "status", "desiredNumberScheduled")
	updated := field[int64](o.Object, "status", "updatedNumberScheduled")
	available := field[int64](o.Object, "status", "numberAvailable")
	if text(o.Object, "spec", "updateStrategy", "type") == "OnDelete" {
		updated = wanted
	}
	if updated >= wanted && available >= wanted {
		return ready()
	}
	return waiting("DaemonSet %q to roll out (%d of %d pods updated, %d available)", o.GetName(), updated, wanted, available)
}
