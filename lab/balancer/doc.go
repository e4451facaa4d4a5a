// Package balancer stands in for Azure's internal load balancer and for the cloud controller that sets it up.
//
// A Service of type LoadBalancer gets the address that its annotations ask for, if the address lies in the subnet they
// name. Every node is probed as Azure does: by HTTP at the health check's node port where the traffic policy is Local,
// else by TCP at the node port; 5 s apart, out after 2 failures, in after one success. New flows are spread over the
// nodes that pass; a flow keeps its node for life, also when the node's probe fails, as on Azure. Packets reach the node
// with the front end's address as destination (floating IP), so that the client's address is kept.
//
// What it does not do: public addresses, UDP, IPv6, outbound rules, idle time-outs, and probes of single ports.
package balancer
