package review

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// placeholder stands in the engine's JSON for what nobody knows before the update.
const placeholder = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

// Types of the resources that are looked into.
const (
	typeSet     = "kubernetes:apps/v1:StatefulSet"
	typeClaim   = "kubernetes:core/v1:PersistentVolumeClaim"
	typeVolume  = "kubernetes:core/v1:PersistentVolume"
	typeService = "kubernetes:core/v1:Service"
	typeConfig  = "kubernetes:core/v1:ConfigMap"
	typeLease   = "kubernetes:coordination.k8s.io/v1:Lease"
	typeRole    = "kubernetes:rbac.authorization.k8s.io/v1:Role"
	typeJob     = "kubernetes:batch/v1:Job"
	typeDisk    = "azure-native:compute:Disk"
	typeRecord  = "azure-native:privatedns:PrivateRecordSet"
	typePool    = "azure-native:containerservice:AgentPool"
	typeCluster = "azure-native:containerservice:ManagedCluster"
)

// world is the stack's resources at one side of the update.
type world struct{ resources []*Resource }

// worlds returns what there is before the update and after it. Where the preview leaves out what stays the same, the
// exported state has it.
func worlds(p Preview, state *State) (before, after world) {
	told := map[URN]bool{}
	for i := range p.Steps {
		step := &p.Steps[i]
		told[step.URN] = true
		if step.Old != nil && step.Op != OpCreate {
			before.resources = append(before.resources, step.Old)
		}
		if step.New != nil && step.Op != OpDelete {
			after.resources = append(after.resources, step.New)
		}
	}
	if state != nil {
		for i := range state.Deployment.Resources {
			if r := &state.Deployment.Resources[i]; !told[r.URN] && !r.Delete {
				before.resources, after.resources = append(before.resources, r), append(after.resources, r)
			}
		}
	}
	for _, w := range []world{before, after} {
		slices.SortStableFunc(w.resources, func(a, b *Resource) int { return strings.Compare(string(a.URN), string(b.URN)) })
	}
	return before, after
}

// of returns the resources of a type, by their names.
func (w world) of(kind string) []*Resource {
	var found []*Resource
	for _, r := range w.resources {
		if r.URN.Type() == kind {
			found = append(found, r)
		}
	}
	return found
}

// object reads a resource's inputs into a typed object. What is secret or unknown cannot be read into every field: then the
// object is not known.
func object[T any](r *Resource) (T, bool) {
	var o T
	err := json.Unmarshal(r.Inputs, &o)
	return o, err == nil
}

// vague tells whether something of a resource is unknown before the update.
func (r *Resource) vague() bool { return bytes.Contains(r.Inputs, []byte(placeholder)) }

// labelled reads only what an object of Kubernetes is called.
type labelled struct {
	Metadata metav1.ObjectMeta `json:"metadata"`
}

// meta returns what an object of Kubernetes is called; nothing of it is secret or unknown.
func (r *Resource) meta() metav1.ObjectMeta {
	if r.named == nil {
		o, _ := object[labelled](r)
		r.named = &o.Metadata
	}
	return *r.named
}

// find returns the object of a kind and name in Kubernetes; nil where there is none.
func (w world) find(kind, namespace, name string) *Resource {
	for _, r := range w.of(kind) {
		if meta := r.meta(); meta.Name == name && (namespace == "" || meta.Namespace == namespace) {
			return r
		}
	}
	return nil
}
