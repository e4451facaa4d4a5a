package review

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/galera-aks/galera-aks/member/contract"
)

// addressSuffix ends the annotation by which the load balancer is given its address.
const addressSuffix = "azure-load-balancer-ipv4"

// access returns how clients reach a database.
func (w world) access(c *Cluster) Access {
	var a Access
	for _, r := range w.of(typeService) {
		service, known := object[corev1.Service](r)
		if !known || !c.owns(r) || len(service.Spec.Ports) == 0 {
			continue
		}
		switch service.Name {
		case contract.WriterService(c.Name):
			a.Port, a.Sources = service.Spec.Ports[0].Port, service.Spec.LoadBalancerSourceRanges
			a.Policy = string(service.Spec.ExternalTrafficPolicy)
			for key, value := range service.Annotations {
				if strings.HasSuffix(key, addressSuffix) {
					a.Address = value
				}
			}
		case contract.ReadersService(c.Name):
			a.ReadPort = service.Spec.Ports[0].Port
		}
	}
	w.record(c.Name, &a)
	return a
}

// record takes over the name in DNS that leads to the database.
func (w world) record(database string, a *Access) {
	type record struct {
		Zone     string  `json:"privateZoneName"`
		Name     string  `json:"relativeRecordSetName"`
		TTL      float64 `json:"ttl"`
		ARecords []struct {
			Address string `json:"ipv4Address"`
		} `json:"aRecords"`
	}
	for _, r := range w.of(typeRecord) {
		if set, known := object[record](r); known && set.Name == database && len(set.ARecords) > 0 {
			a.TTL = int(set.TTL)
			if set.Zone != placeholder {
				a.Host = set.Name + "." + set.Zone
			}
		}
	}
}
