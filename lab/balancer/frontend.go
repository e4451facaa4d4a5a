package balancer

import (
	"fmt"
	"net/netip"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// The annotations of Azure's cloud controller that the stand-in knows.
const (
	annotationInternal  = "service.beta.kubernetes.io/azure-load-balancer-internal"
	annotationSubnet    = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet"
	annotationAddress   = "service.beta.kubernetes.io/azure-load-balancer-ipv4"
	annotationInterval  = "service.beta.kubernetes.io/azure-load-balancer-health-probe-interval"
	annotationThreshold = "service.beta.kubernetes.io/azure-load-balancer-health-probe-num-of-probe"
)

// Azure's defaults for health probes.
const (
	defaultInterval  = 5 * time.Second
	defaultThreshold = 2
)

// A frontend is what the balancer makes of one Service.
type frontend struct {
	service string
	address netip.Addr
	ports   []uint16
	probe   probe
}

// A probe says how a node's health is found out.
type probe struct {
	http      bool // GET /healthz, else a TCP connection
	port      int32
	interval  time.Duration
	threshold int
}

// frontendOf reads a Service. The error says, in words for the Service's owner, why it gets no address.
func frontendOf(s *corev1.Service, subnets Subnets) (frontend, error) {
	f := frontend{service: s.Namespace + "/" + s.Name}
	if s.Annotations[annotationInternal] != "true" {
		return f, fmt.Errorf("annotation %s: must be \"true\": the lab has no public addresses", annotationInternal)
	}
	name := s.Annotations[annotationSubnet]
	subnet, ok := subnets[name]
	if !ok {
		return f, fmt.Errorf("annotation %s: there is no subnet %q", annotationSubnet, name)
	}
	address, err := netip.ParseAddr(s.Annotations[annotationAddress])
	if err != nil {
		return f, fmt.Errorf("annotation %s: %w", annotationAddress, err)
	}
	if !subnet.Contains(address) {
		return f, fmt.Errorf("annotation %s: %s is not in the subnet %s (%s)", annotationAddress, address, name, subnet)
	}
	f.address = address
	for _, port := range s.Spec.Ports {
		f.ports = append(f.ports, uint16(port.Port))
	}
	f.probe, err = probeOf(s)
	return f, err
}

func probeOf(s *corev1.Service) (probe, error) {
	p := probe{interval: defaultInterval, threshold: defaultThreshold}
	if text := s.Annotations[annotationInterval]; text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil || seconds < 5 {
			return p, fmt.Errorf("annotation %s: must be a number of seconds, at least 5, got %q", annotationInterval, text)
		}
		p.interval = time.Duration(seconds) * time.Second
	}
	if text := s.Annotations[annotationThreshold]; text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return p, fmt.Errorf("annotation %s: must be a number, at least 1, got %q", annotationThreshold, text)
		}
		p.threshold = n
	}
	if s.Spec.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal {
		p.http, p.port = true, s.Spec.HealthCheckNodePort
	} else if len(s.Spec.Ports) > 0 {
		p.port = s.Spec.Ports[0].NodePort
	}
	if p.port == 0 {
		return p, fmt.Errorf("the Service has no node port to probe yet")
	}
	return p, nil
}
