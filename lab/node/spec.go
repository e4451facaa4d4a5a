package node

import (
	"errors"
	"fmt"
	"maps"
	"regexp"

	corev1 "k8s.io/api/core/v1"

	"github.com/galera-aks/galera-aks/lab/fabric"
)

// Spec is what a node is.
type Spec struct {
	// Name is the node's name in the cluster and its host name.
	Name string `json:"name"`
	// Ordinal is from 1 and unique in the region; addresses follow from it.
	Ordinal int `json:"ordinal"`
	// Location is the Azure region, such as "westeurope".
	Location string `json:"location"`
	// Zone is the zone as nodes are labelled, such as "westeurope-1".
	Zone string `json:"zone"`
	// Pool is the name of the agent pool.
	Pool string `json:"pool"`
	// Version is the version of Kubernetes that the pool asks for; the node runs the lab's, whichever that is.
	Version string `json:"version,omitempty"`
	// ProviderID is the machine's id as AKS writes it.
	ProviderID string `json:"providerID"`
	// Labels are the pool's labels, besides those that every node has.
	Labels map[string]string `json:"labels,omitempty"`
	// Taints are the pool's taints.
	Taints []corev1.Taint `json:"taints,omitempty"`
	// MemoryBytes is what pods may have together; 0 leaves them all that the machine has.
	MemoryBytes int64 `json:"memoryBytes,omitempty"`
	// Extra are further programs of the node, such as the driver for disks.
	Extra []Service `json:"extra,omitempty"`
}

// Service is a program that a node runs, and starts again when it ends. Its log is logs/NAME.log in the node's directory.
type Service struct {
	Name string `json:"name"`
	// Command is the program and its arguments; paths are the node's.
	Command []string `json:"command"`
	// Env is added to the node's environment.
	Env []string `json:"env,omitempty"`
	// After is a file that must exist before the program is started.
	After string `json:"after,omitempty"`
}

var validName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// validate lists everything wrong with a spec.
func (s Spec) validate() error {
	var problems []error
	if !validName.MatchString(s.Name) {
		problems = append(problems, fmt.Errorf("name: must be a host name of at most 63 letters, got %q", s.Name))
	}
	if _, err := fabric.NodeAddress(s.Ordinal); err != nil {
		problems = append(problems, err)
	}
	for key, value := range map[string]string{"location": s.Location, "zone": s.Zone, "pool": s.Pool} {
		if value == "" {
			problems = append(problems, fmt.Errorf("%s: must be set", key))
		}
	}
	if s.MemoryBytes < 0 {
		problems = append(problems, fmt.Errorf("memoryBytes: must not be negative, got %d", s.MemoryBytes))
	}
	for i, service := range s.Extra {
		if service.Name == "" || len(service.Command) == 0 {
			problems = append(problems, fmt.Errorf("extra[%d]: must have a name and a command, got %+v", i, service))
		}
	}
	return errors.Join(problems...)
}

// labels are all labels that the node should have. The pool's own win.
func (s Spec) labels() map[string]string {
	labels := map[string]string{
		corev1.LabelTopologyRegion:         s.Location,
		corev1.LabelTopologyZone:           s.Zone,
		"topology.disk.csi.azure.com/zone": s.Zone,
		"agentpool":                        s.Pool,
		"kubernetes.azure.com/agentpool":   s.Pool,
		"kubernetes.azure.com/mode":        "user",
	}
	maps.Copy(labels, s.Labels)
	return labels
}
