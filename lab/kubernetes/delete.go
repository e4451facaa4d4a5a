package kubernetes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// annotationPropagation says what becomes of an object's dependents: foreground (the default), background or orphan.
const annotationPropagation = "pulumi.com/deletionPropagationPolicy"

// deleteWithin is how long a deletion may take unless the program says otherwise; the real provider gives most kinds 5 and
// sets 10 minutes.
const deleteWithin = 10 * time.Minute

// Delete deletes an object and waits until it is gone, but for what [leavesByItself]. One that is gone already is no error.
func (i *instance) Delete(ctx context.Context, r plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	ctx, done := i.during(ctx)
	defer done()
	ok := plugin.DeleteResponse{Status: resource.StatusOK}
	link, err := i.connected(ctx)
	if err != nil {
		if i.configuration().deleteUnreachable {
			provider.Warn(ctx, r.URN, "%v; it is dropped from the state", unreachable(err))
			return ok, nil
		}
		return ok, unreachable(err)
	}
	object, _ := objectOf(r.Inputs)
	live, _ := objectOf(r.Outputs)
	at := refOf(live)
	if at.kind, err = kindOf(r.URN.Type()); err != nil {
		return ok, err
	}
	if namespace, name, both := strings.Cut(string(r.ID), "/"); both {
		at.namespace, at.name = namespace, name
	} else {
		at.name = string(r.ID)
	}
	err = link.remove(ctx, at, propagation(object))
	if err == nil && !leavesByItself(at.kind.GroupKind(), object) {
		err = i.awaitGone(ctx, link, r.URN, at, string(live.GetUID()), allowed(r.Timeout, object, deleteWithin))
	}
	if err != nil && !apierrors.IsNotFound(err) && !meta.IsNoMatchError(err) {
		return ok, fmt.Errorf("deleting %s: %w", at, err)
	}
	return ok, nil
}

// leavesByItself says whether a deletion is not waited for: that of a workload or a namespace that is not waited for
// either. The real provider keeps to this for these kinds only.
func leavesByItself(kind schema.GroupKind, object *unstructured.Unstructured) bool {
	switch kind {
	case schema.GroupKind{Kind: "Namespace"}, schema.GroupKind{Kind: "Pod"}, schema.GroupKind{Kind: "ReplicationController"},
		schema.GroupKind{Group: "apps", Kind: "DaemonSet"}, schema.GroupKind{Group: "apps", Kind: "Deployment"},
		schema.GroupKind{Group: "apps", Kind: "StatefulSet"}, schema.GroupKind{Group: "batch", Kind: "Job"}:
		return skipsAwait(object)
	}
	return false
}

func propagation(object *unstructured.Unstructured) metav1.DeletionPropagation {
	switch strings.ToLower(object.GetAnnotations()[annotationPropagation]) {
	case "background":
		return metav1.DeletePropagationBackground
	case "orphan":
		return metav1.DeletePropagationOrphan
	default:
		return metav1.DeletePropagationForeground
	}
}

// awaitGone waits until the object is gone, or another of the same name has taken its place.
func (i *instance) awaitGone(ctx context.Context, link cluster, urn resource.URN, at ref, uid string, timeout time.Duration) error {
	return i.wait(ctx, urn, timeout, func(ctx context.Context) (verdict, error) {
		live, err := link.get(ctx, at)
		if apierrors.IsNotFound(err) || meta.IsNoMatchError(err) {
			return ready(), nil
		} else if err != nil {
			return verdict{}, err
		}
		if uid != "" && string(live.GetUID()) != uid {
			return ready(), nil
		}
		return judgeGone(live), nil
	})
}

// judgeGone says what holds up an object that is being deleted.
func judgeGone(o *unstructured.Unstructured) verdict {
	v := waiting("%s to be deleted", refOf(o))
	if o.GetDeletionTimestamp() == nil {
		return v
	}
	// Foreground deletion is itself a finalizer, which tells nothing about what is held up.
	f := slices.DeleteFunc(o.GetFinalizers(), func(name string) bool { return name == metav1.FinalizerDeleteDependents })
	if len(f) > 0 {
		v.reasons = append(v.reasons, "it is held by its finalizers "+strings.Join(f, ", "))
	}
	for _, c := range conditions(o) {
		if text(c, "status") == "True" && text(c, "message") != "" && o.GetKind() == "Namespace" {
			v.reasons = append(v.reasons, text(c, "message"))
		}
	}
	return v
}
