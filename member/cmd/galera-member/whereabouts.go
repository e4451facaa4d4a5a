package main

import (
	"errors"
	"fmt"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/galera-aks/galera-aks/member/contract"
)

const (
	requestsPerSecond = 20
	requestBurst      = 40
)

// place is where in Kubernetes this process runs.
type place struct{ cluster, namespace, pod, uid string }

func whereabouts() (place, error) {
	found := place{uid: os.Getenv(contract.EnvPodUID)}
	var problems []error
	for name, value := range map[string]*string{
		contract.EnvCluster: &found.cluster, contract.EnvNamespace: &found.namespace, contract.EnvPodName: &found.pod,
	} {
		if *value = os.Getenv(name); *value == "" {
			problems = append(problems, fmt.Errorf("%s: must be set", name))
		}
	}
	return found, errors.Join(problems...)
}

// client returns a client of the API server, as a pod finds it.
func (p place) client() (kubernetes.Interface, error) {
	access, err := rest.InClusterConfig()
	if err != nil {
		return nil, fmt.Errorf("finding the API server: %w", err)
	}
	// All requests of HTTP/2 share one connection, and one that has silently broken is noticed after most of a minute. Of
	// HTTP/1.1 every request that gets no answer takes its connection along.
	access.NextProtos = []string{"http/1.1"}
	// The client's own limits are for programs that ask a lot; a member asks little, but then at once.
	access.QPS, access.Burst = requestsPerSecond, requestBurst
	client, err := kubernetes.NewForConfig(access)
	if err != nil {
		return nil, fmt.Errorf("preparing the connection to the API server: %w", err)
	}
	return client, nil
}
