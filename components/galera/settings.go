package galera

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// serverSettings renders the two settings files that every member mounts: the one whose change restarts the members, and
// the one that they take over while they run. They depend on what members are given and on the overrides only: not on the
// number of members, nor on their disks, so that neither restarts anybody.
func (a ClusterArgs) serverSettings() (restart, online string, err error) {
	given, err := a.Resources.given()
	if err != nil {
		return "", "", err
	}
	if restart, err = serverconfig.Server(given, a.Settings); err != nil {
		return "", "", underKeys(err)
	}
	if online, err = serverconfig.Online(given, a.Settings); err != nil {
		return "", "", underKeys(err)
	}
	return restart, online, nil
}

func (r Resources) given() (serverconfig.Given, error) {
	cpu, cpuErr := quantity("resources.cpu", r.CPU)
	memory, memoryErr := quantity("resources.memory", r.Memory)
	if err := errors.Join(cpuErr, memoryErr); err != nil {
		return serverconfig.Given{}, err
	}
	return serverconfig.Given{MemoryBytes: memory.Value(), CPUMillis: cpu.MilliValue()}, nil
}

func quantity(key, text string) (resource.Quantity, error) {
	parsed, err := resource.ParseQuantity(text)
	if err != nil {
		return parsed, fmt.Errorf("%s: must be a quantity such as 2, 500m or 8Gi, got %q", key, text)
	}
	return parsed, nil
}

// underKeys names, for each problem of the settings, the argument it belongs to.
func underKeys(err error) error {
	var keyed []error
	for _, single := range serverconfig.Problems(err) {
		key := "settings."
		var problem *serverconfig.Problem
		if errors.As(single, &problem) && (problem.Name == "memory" || problem.Name == "cpu") {
			key = "resources."
		}
		keyed = append(keyed, fmt.Errorf("%s%w", key, single))
	}
	return errors.Join(keyed...)
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
