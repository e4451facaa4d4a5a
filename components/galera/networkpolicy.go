package galera

import (
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

const (
	portDNS = 53
	// portAPI and portAPIBehind are the API server's: of its Service, and of the server itself, which is what a
	// policy sees once the Service's address has been translated.
	portAPI       = 443
	portAPIBehind = 6443
)

// memberPolicy admits clients to the server, members to one another, and who may read the metrics; nothing else reaches a member, except that
// the kubelet's probes come from the pod's own node, which no policy can refuse. A member in turn reaches other
// members, DNS and the API server.
func (s spec) memberPolicy() *networkingv1.NetworkPolicyArgs {
	members, rollout := s.peers(contract.ComponentMember), s.peers(contract.ComponentRollout)
	return s.networkPolicy(s.name, contract.ComponentMember,
		networkingv1.NetworkPolicyIngressRuleArray{
			&networkingv1.NetworkPolicyIngressRuleArgs{From: s.clientPeers(), Ports: tcp(contract.PortSQL)},
			&networkingv1.NetworkPolicyIngressRuleArgs{
				From:  networkingv1.NetworkPolicyPeerArray{members},
				Ports: tcp(contract.PortGroup, contract.PortIncremental, contract.PortSnapshot),
			},
			&networkingv1.NetworkPolicyIngressRuleArgs{
				From:  append(networkingv1.NetworkPolicyPeerArray{members, rollout}, s.monitoring()...),
				Ports: tcp(contract.PortSupervisor),
			},
		},
		networkingv1.NetworkPolicyEgressRuleArray{
			&networkingv1.NetworkPolicyEgressRuleArgs{
				To:    networkingv1.NetworkPolicyPeerArray{members},
				Ports: tcp(contract.PortGroup, contract.PortIncremental, contract.PortSnapshot, contract.PortSupervisor),
			},
			infrastructure(),
		},
	)
}

// rolloutPolicy lets nothing reach the rollout, and lets it reach the supervisors, DNS and the API server.
func (s spec) rolloutPolicy() *networkingv1.NetworkPolicyArgs {
	return s.networkPolicy(contract.RolloutAccount(s.name), contract.ComponentRollout,
		networkingv1.NetworkPolicyIngressRuleArray{},
		networkingv1.NetworkPolicyEgressRuleArray{
			&networkingv1.NetworkPolicyEgressRuleArgs{
				To:    networkingv1.NetworkPolicyPeerArray{s.peers(contract.ComponentMember)},
				Ports: tcp(contract.PortSupervisor),
			},
			infrastructure(),
		},
	)
}

func (s spec) networkPolicy(
	name, component string,
	ingress networkingv1.NetworkPolicyIngressRuleArray, egress networkingv1.NetworkPolicyEgressRuleArray,
) *networkingv1.NetworkPolicyArgs {
	return &networkingv1.NetworkPolicyArgs{
		Metadata: s.meta(name),
		Spec: &networkingv1.NetworkPolicySpecArgs{
			PodSelector: &metav1.LabelSelectorArgs{MatchLabels: s.selector(component)},
			PolicyTypes: pulumi.ToStringArray([]string{"Ingress", "Egress"}),
			Ingress:     ingress,
			Egress:      egress,
		},
	}
}

// clientPeers are who may talk SQL: the ranges of the arguments, and pods of the same namespace. Without ranges it is
// everyone. It is everyone too where every node takes connections and passes them on, because they then arrive with a
// node's address: there the ranges are kept by the Service (loadBalancerSourceRanges) before the addresses change.
func (s spec) clientPeers() networkingv1.NetworkPolicyPeerArray {
	service := s.args.Service
	if len(service.SourceRanges) == 0 || service.Type == LoadBalancer && service.ExternalTrafficPolicy == TrafficCluster {
		return nil
	}
	peers := networkingv1.NetworkPolicyPeerArray{
		&networkingv1.NetworkPolicyPeerArgs{PodSelector: &metav1.LabelSelectorArgs{}},
	}
	for _, cidr := range service.SourceRanges {
		peers = append(peers, &networkingv1.NetworkPolicyPeerArgs{IpBlock: &networkingv1.IPBlockArgs{Cidr: pulumi.String(cidr)}})
	}
	return peers
}

// monitoring are the pods that may read metrics.
func (s spec) monitoring() networkingv1.NetworkPolicyPeerArray {
	if len(s.args.Monitoring) == 0 {
		return nil
	}
	return networkingv1.NetworkPolicyPeerArray{&networkingv1.NetworkPolicyPeerArgs{
		NamespaceSelector: &metav1.LabelSelectorArgs{MatchLabels: pulumi.ToStringMap(s.args.Monitoring)},
	}}
}

func (s spec) peers(component string) *networkingv1.NetworkPolicyPeerArgs {
	return &networkingv1.NetworkPolicyPeerArgs{PodSelector: &metav1.LabelSelectorArgs{MatchLabels: s.selector(component)}}
}

// infrastructure is DNS and the API server. Their addresses are not named: either can run on nodes, in pods or outside
// of the cluster, and some network plugins refuse to match nodes and pods by address.
func infrastructure() *networkingv1.NetworkPolicyEgressRuleArgs {
	ports := tcp(portDNS, portAPI, portAPIBehind)
	return &networkingv1.NetworkPolicyEgressRuleArgs{Ports: append(ports, &networkingv1.NetworkPolicyPortArgs{
		Protocol: pulumi.String("UDP"), Port: pulumi.Int(portDNS),
	})}
}

func tcp(ports ...int) networkingv1.NetworkPolicyPortArray {
	var rules networkingv1.NetworkPolicyPortArray
	for _, port := range ports {
		rules = append(rules, &networkingv1.NetworkPolicyPortArgs{Protocol: pulumi.String("TCP"), Port: pulumi.Int(port)})
	}
	return rules
}
