package galera

import (
	"slices"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
)

// withDefaults returns a copy in which everything that was left out has its default. What the caller passed is not
// changed.
func (a ClusterArgs) withDefaults() ClusterArgs {
	a.Resources = a.Resources.withDefaults()
	a.Service = a.Service.withDefaults()
	setDefault(&a.Recovery, Strict)
	setDefault(&a.Schema, "app")
	setDefault(&a.User, "app")
	setDefault(&a.CheckTimeout, 100*time.Second)
	setDefault(&a.RolloutTimeout, time.Hour)
	setDefault(&a.TerminationGraceSeconds, 600)
	a.Members = slices.Clone(a.Members)
	for i := range a.Members {
		a.Members[i].Volume = a.Members[i].Volume.withDefaults()
	}
	return a
}

func (r Resources) withDefaults() Resources {
	setDefault(&r.CPU, "1")
	setDefault(&r.Memory, "2Gi")
	return r
}

func (s ServiceArgs) withDefaults() ServiceArgs {
	setDefault(&s.Type, LoadBalancer)
	setDefault(&s.ExternalTrafficPolicy, TrafficCluster)
	setDefault(&s.Port, contract.PortSQL)
	setDefault(&s.ReadPort, contract.PortSQL+1)
	return s
}

func (v VolumeArgs) withDefaults() VolumeArgs {
	setDefault(&v.FileSystem, XFS)
	setDefault(&v.Generation, 1)
	return v
}

func setDefault[T comparable](field *T, value T) {
	var unset T
	if *field == unset {
		*field = value
	}
}
