package enginetest

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/kubernetes"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// server is a Kubernetes cluster in memory, with what stands behind an API server: controllers that make everything ready
// at once, the pods of the sets, and the refusals that decide whether a change can be made in place.
type server struct {
	*kubernetes.Memory
	// claims are those that the sets' pods use, by set.
	claims map[string]string
	// leaving counts, for each claim whose set is gone, for how many more looks at the claim the pod stays.
	leaving map[string]int
	// sizes are those that claims asked for, by volume.
	sizes map[string]string
	// ends is the condition in which every rollout ends, checked the one in which every check does.
	ends, checked string
}

// lingers is for how many looks a pod stays after its set.
const lingers = 3

func newServer() *server {
	s := &server{claims: map[string]string{}, leaving: map[string]int{}, sizes: map[string]string{}, ends: "Complete", checked: "Complete"}
	return s.over(kubernetes.NewMemory())
}

func (s *server) over(m *kubernetes.Memory) *server {
	s.Memory = m
	m.Control, m.Refuse, m.Holds = s.control, refuse, s.holds
	return s
}

func (s *server) copy() *server {
	c := &server{claims: maps.Clone(s.claims), leaving: maps.Clone(s.leaving), sizes: maps.Clone(s.sizes), ends: s.ends, checked: s.checked}
	return c.over(s.Copy())
}

// control makes objects ready.
func (s *server) control(o *unstructured.Unstructured) {
	switch o.GetKind() {
	case "Namespace":
		put(o, "Active", "status", "phase")
	case "PersistentVolume":
		put(o, "Available", "status", "phase")
		// The volumes' controller has the last word on how large a volume is.
		if size, grown := s.sizes[o.GetName()]; grown {
			put(o, size, "spec", "capacity", "storage")
		}
	case "PersistentVolumeClaim":
		put(o, "Bound", "status", "phase")
		s.sizes[o.GetName()], _, _ = unstructured.NestedString(o.Object, "spec", "resources", "requests", "storage")
	case "StatefulSet":
		s.claims[o.GetName()] = claimOf(o)
	case "Job":
		end := s.ends
		if strings.Contains(o.GetName(), "-check-") {
			end = s.checked
		}
		put(o, []any{map[string]any{"type": end, "status": "True", "reason": "BackoffLimitExceeded", "message": "member orders-0 does not start"}}, "status", "conditions")
	case "Service":
		if kind, _, _ := unstructured.NestedString(o.Object, "spec", "type"); kind == "LoadBalancer" {
			put(o, []any{map[string]any{"ip": "10.60.8.10"}}, "status", "loadBalancer", "ingress")
		}
	}
}

// holds keeps a claim as long as a pod uses it. A set goes at once, and its pod some time later.
func (s *server) holds(o *unstructured.Unstructured) bool {
	switch o.GetKind() {
	case "StatefulSet":
		s.leaving[s.claims[o.GetName()]] = lingers
		delete(s.claims, o.GetName())
	case "PersistentVolumeClaim":
		if slices.Contains(slices.Collect(maps.Values(s.claims)), o.GetName()) {
			return true
		}
		s.leaving[o.GetName()]--
		return s.leaving[o.GetName()] > 0
	}
	return false
}

func claimOf(set *unstructured.Unstructured) string {
	volumes, _, _ := unstructured.NestedSlice(set.Object, "spec", "template", "spec", "volumes")
	for _, v := range volumes {
		if claim, ok, _ := unstructured.NestedString(v.(map[string]any), "persistentVolumeClaim", "claimName"); ok {
			return claim
		}
	}
	return ""
}

// changeable are, by kind, the only fields that an API server lets change. Fields of other kinds may change.
var changeable = map[string][]string{
	"StatefulSet":           {"spec.replicas", "spec.template", "spec.updateStrategy", "spec.persistentVolumeClaimRetentionPolicy", "spec.minReadySeconds"},
	"Job":                   {"spec.suspend", "spec.parallelism", "spec.activeDeadlineSeconds", "spec.backoffLimit"},
	"PersistentVolumeClaim": {"spec.resources.requests"},
	"PersistentVolume":      {"spec.capacity", "spec.persistentVolumeReclaimPolicy"},
}

// refuse does so as an API server would.
func refuse(old, now *unstructured.Unstructured) error {
	if old == nil {
		return nil
	}
	if immutable, _, _ := unstructured.NestedBool(old.Object, "immutable"); immutable && !reflect.DeepEqual(old.Object["data"], now.Object["data"]) {
		return invalid(now, "data")
	}
	free, bounded := changeable[now.GetKind()]
	if !bounded {
		return nil
	}
	was, is := old.DeepCopy(), now.DeepCopy()
	for _, path := range free {
		unstructured.RemoveNestedField(was.Object, strings.Split(path, ".")...)
		unstructured.RemoveNestedField(is.Object, strings.Split(path, ".")...)
	}
	if !reflect.DeepEqual(was.Object["spec"], is.Object["spec"]) {
		return invalid(now, "spec")
	}
	return nil
}

func invalid(o *unstructured.Unstructured, path string) error {
	kind := schema.GroupKind{Group: o.GroupVersionKind().Group, Kind: o.GetKind()}
	return apierrors.NewInvalid(kind, o.GetName(), field.ErrorList{field.Invalid(field.NewPath(path), fmt.Sprint(o.Object[path]), "field is immutable")})
}

// lead gives Services an endpoint, as those of a cluster with members have.
func (s *server) lead(services ...string) error {
	for _, name := range services {
		err := s.Put(&unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
			"metadata": map[string]any{
				"name": name, "namespace": "orders", "labels": map[string]any{"kubernetes.io/service-name": name},
			},
			"endpoints": []any{map[string]any{"addresses": []any{"10.244.1.2"}}},
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

func put(o *unstructured.Unstructured, value any, path ...string) {
	if err := unstructured.SetNestedField(o.Object, value, path...); err != nil {
		panic(err)
	}
}
