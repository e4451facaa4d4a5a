package kubernetes

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var (
	sliceKind        = schema.GroupVersionKind{Group: "discovery.k8s.io", Version: "v1", Kind: "EndpointSlice"}
	storageClassKind = schema.GroupVersionKind{Group: "storage.k8s.io", Version: "v1", Kind: "StorageClass"}
)

func lookAtService(ctx context.Context, link cluster, service *unstructured.Unstructured) (verdict, error) {
	if !needsEndpoints(service) {
		return judgeService(service, nil), nil
	}
	slices, err := link.list(ctx, sliceKind, service.GetNamespace(), "kubernetes.io/service-name="+service.GetName())
	if err != nil {
		return verdict{}, fmt.Errorf("listing the endpoints of Service %q: %w", service.GetName(), err)
	}
	return judgeService(service, slices), nil
}

// needsEndpoints says whether a Service is only ready once it leads somewhere: not an external name, not one that selects
// no pods and leaves its endpoints to others, and not a headless one.
func needsEndpoints(service *unstructured.Unstructured) bool {
	return text(service.Object, "spec", "type") != "ExternalName" &&
		text(service.Object, "spec", "clusterIP") != "None" &&
		len(field[map[string]any](service.Object, "spec", "selector")) > 0
}

// judgeService: ready means an endpoint to lead to and, for a load balancer, an address.
func judgeService(service *unstructured.Unstructured, slices []unstructured.Unstructured) verdict {
	v := waiting("Service %q", service.GetName())
	v.ready = true
	if needsEndpoints(service) && !anyEndpoint(slices) {
		v.ready = false
		v.waitsFor = fmt.Sprintf("Service %q to have an endpoint", service.GetName())
		v.reasons = append(v.reasons, "no pod that its selector chooses is ready, or its selector chooses none")
	}
	if text(service.Object, "spec", "type") == "LoadBalancer" &&
		len(field[[]any](service.Object, "status", "loadBalancer", "ingress")) == 0 {
		if v.ready {
			v.waitsFor = fmt.Sprintf("Service %q to get an address from the load balancer", service.GetName())
		}
		v.ready = false
		v.reasons = append(v.reasons, "the load balancer has given it no address")
	}
	return v
}

// anyEndpoint says whether a slice holds an endpoint that takes traffic. No word on readiness counts as ready, as the API
// asks.
func anyEndpoint(slices []unstructured.Unstructured) bool {
	for _, slice := range slices {
		for _, e := range field[[]any](slice.Object, "endpoints") {
			e, ok := e.(map[string]any)
			if ok && len(field[[]any](e, "addresses")) > 0 && text(e, "conditions", "ready") != "false" {
				return true
			}
		}
	}
	return false
}

// lookAtClaim asks for the storage class, which says when a claim is bound.
func lookAtClaim(ctx context.Context, link cluster, claim *unstructured.Unstructured) (verdict, error) {
	mode := ""
	if name := text(claim.Object, "spec", "storageClassName"); name != "" && text(claim.Object, "status", "phase") != "Bound" {
		class, err := link.get(ctx, ref{kind: storageClassKind, name: name})
		if err != nil && !apierrors.IsNotFound(err) {
			return verdict{}, fmt.Errorf("reading StorageClass %q: %w", name, err)
		}
		if err == nil {
			mode = text(class.Object, "volumeBindingMode")
		}
	}
	return judgeClaim(claim, mode), nil
}

// judgeClaim: ready means bound, or pending where the storage class binds only for a pod. A resize is not waited for.
func judgeClaim(claim *unstructured.Unstructured, bindingMode string) verdict {
	switch phase := text(claim.Object, "status", "phase"); {
	case phase == "Bound":
		return ready()
	case phase == "Lost":
		return failed("the claim lost its volume " + text(claim.Object, "spec", "volumeName"))
	case phase == "Pending" && bindingMode == "WaitForFirstConsumer":
		return ready()
	}
	return waiting("PersistentVolumeClaim %q to be bound", claim.GetName())
}

// judgeVolume: ready means available or bound.
func judgeVolume(volume *unstructured.Unstructured) verdict {
	switch text(volume.Object, "status", "phase") {
	case "Available", "Bound":
		return ready()
	case "Failed":
		return failed("the volume failed: " + text(volume.Object, "status", "message"))
	case "Released":
		return failed("the volume was released by the claim it was bound to, and is bound to no other until that is cleared")
	}
	return waiting("PersistentVolume %q to be available", volume.GetName())
}

// judgeNamespace: ready means active.
func judgeNamespace(ns *unstructured.Unstructured) verdict {
	if phase := text(ns.Object, "status", "phase"); phase == "Terminating" {
		return failed("the namespace is being deleted")
	} else if phase != "Active" {
		return waiting("Namespace %q to be active", ns.GetName())
	}
	return ready()
}
