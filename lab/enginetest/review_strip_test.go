package enginetest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/review"
)

// strip returns as little of a preview as gives the same review with the stack's state beside it, which has the old side.
func strip(p review.Preview) review.Preview {
	small := review.Preview{Diagnostics: p.Diagnostics}
	for _, s := range p.Steps {
		if s.Op == review.OpSame && s.URN.Type() != "pulumi:pulumi:Stack" || s.Op == "read" {
			continue
		}
		inputs := s.New
		s.Old, s.New = nil, stripResource(s.New)
		// What forces a replacement may not be known yet.
		if len(s.ReplaceReasons) > 0 && s.New == nil {
			s.New = &review.Resource{URN: inputs.URN, Inputs: inputs.Inputs}
		}
		small.Steps = append(small.Steps, s)
	}
	return small
}

// stripState returns as little of a state as gives the same review.
func stripState(s review.State) review.State {
	var small review.State
	for i := range s.Deployment.Resources {
		if r := stripResource(&s.Deployment.Resources[i]); r != nil {
			small.Deployment.Resources = append(small.Deployment.Resources, *r)
		}
	}
	return small
}

// looked are the types of Azure's resources whose properties reviews look into.
var looked = []string{"Disk", "PrivateRecordSet", "AgentPool", "ManagedCluster"}

func stripResource(r *review.Resource) *review.Resource {
	if r == nil {
		return nil
	}
	kind := r.URN.Type()
	name := kind[strings.LastIndexByte(kind, ':')+1:]
	small := &review.Resource{URN: r.URN, Protect: r.Protect, RetainOnDelete: r.RetainOnDelete, Delete: r.Delete}
	if strings.HasPrefix(kind, "kubernetes:") && name != "Secret" && !strings.HasPrefix(name, "Role") && name != "NetworkPolicy" || slices.Contains(looked, name) {
		small.Inputs = lean(r.Inputs)
	}
	if name == "AgentPool" {
		small.Dependencies = r.Dependencies
	}
	if small.Inputs == nil && !small.Protect {
		return nil
	}
	return small
}

// dull are properties that are long and that no change here is about.
var dull = []string{
	"startupProbe", "readinessProbe", "livenessProbe", "securityContext", "affinity", "topologySpreadConstraints", "tolerations",
	"volumeMounts", "ports", "valueFrom", "nodeAffinity", "automountServiceAccountToken", "enableServiceLinks", "imagePullPolicy",
	"terminationMessagePolicy", "terminationGracePeriodSeconds", "persistentVolumeReclaimPolicy", "claimRef", "volumeAttributes",
	"creationData", "publicNetworkAccess", "networkAccessPolicy", "azureApiVersion", "updateStrategy", "podManagementPolicy",
	"env", "serviceName", "accessModes", "upgradeSettings", "nodeLabels", "nodeTaints", "emptyDir", "selector", "tags", "addonProfiles", "autoScalerProfile", "networkProfile", "identityProfile", "apiServerAccessProfile",
}

// lean returns a resource's inputs without what is dull in a pod.
func lean(inputs json.RawMessage) json.RawMessage {
	var value map[string]any
	if json.Unmarshal(inputs, &value) != nil {
		return inputs
	}
	if value["kind"] != "Service" {
		prune(value)
	}
	if value["kind"] == "Job" {
		delete(value, "spec")
	}
	small, err := json.Marshal(value)
	if err != nil {
		return inputs
	}
	return small
}

func prune(value any) {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range dull {
			delete(value, name)
		}
		for _, inner := range value {
			prune(inner)
		}
	case []any:
		for _, inner := range value {
			prune(inner)
		}
	}
}
