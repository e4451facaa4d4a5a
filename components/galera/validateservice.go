package galera

import (
	"fmt"
	"net/netip"
)

func (s ServiceArgs) validate(found *problems) {
	switch s.Type {
	case LoadBalancer, ClusterIP:
	default:
		found.refuse("service.type", "must be %s or %s, got %q", LoadBalancer, ClusterIP, s.Type)
	}
	switch s.ExternalTrafficPolicy {
	case TrafficCluster, TrafficLocal:
	default:
		found.refuse("service.externalTrafficPolicy", "must be %s or %s, got %q",
			TrafficCluster, TrafficLocal, s.ExternalTrafficPolicy)
	}
	validatePort(found, "service.port", s.Port)
	validatePort(found, "service.readPort", s.ReadPort)
	if s.Port == s.ReadPort {
		found.refuse("service.readPort", "must differ from port, got %d for both", s.ReadPort)
	}
	if s.Address != "" {
		if _, err := netip.ParseAddr(s.Address); err != nil {
			found.refuse("service.address", "must be an address, got %q", s.Address)
		}
		if s.Type == ClusterIP {
			found.refuse("service.address", "must be empty with type %s, got %q", ClusterIP, s.Address)
		}
	}
	for i, text := range s.SourceRanges {
		key := fmt.Sprintf("service.sourceRanges[%d]", i)
		prefix, err := netip.ParsePrefix(text)
		switch {
		case err != nil:
			found.refuse(key, "must be a range such as 10.50.0.0/16, got %q", text)
		case prefix != prefix.Masked():
			found.refuse(key, "must be the range's first address, %s, got %q", prefix.Masked(), text)
		}
	}
}

func validatePort(found *problems, key string, port int) {
	if port < 1 || port > 65535 {
		found.refuse(key, "must be from 1 to 65535, got %d", port)
	}
}
