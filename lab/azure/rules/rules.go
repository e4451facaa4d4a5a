// Package rules is what Azure Resource Manager refuses about a resource in its surroundings, as far as the lab's stand-in
// knows it: references that lead nowhere, address ranges that do not fit, zones that do not exist, disks that shrink,
// roles that are missing, deletions of what is in use. It is pure: the world is handed in.
//
// What is not known yet, as in a preview, is passed over. It knows no quotas, no capacity, no prices, no permissions but
// the ones AKS itself asks for, and no region's list of sizes.
package rules

import (
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// World is what already exists.
type World interface {
	// Get returns the resource with an ARM id, compared without regard to case.
	Get(id string) (arm.Resource, bool)
	// All returns every resource in a stable order.
	All() []arm.Resource
}

// Change is one resource about to be created or changed.
type Change struct {
	// Kind, ID and Inputs are the resource's; the ID is empty where it is not known yet.
	Kind   arm.Kind
	ID     string
	Inputs map[string]any
	// Prior is the resource as recorded, nil at its creation.
	Prior *arm.Resource
	// World is what exists.
	World World
	// Preview says that what is missing may still be made before this change is: only what is found is held against it.
	Preview bool
}

// rule looks at one change and reports what is wrong with it.
type rule func(c *check)

// check collects the problems of one change.
type check struct {
	Change
	problems []arm.Problem
}

func (c *check) refuse(path, format string, args ...any) {
	c.problems = append(c.problems, arm.Problem{Path: path, Reason: fmt.Sprintf(format, args...)})
}

// byToken are the rules of each type; every type has its references checked besides.
var byToken = map[string][]rule{
	subnetToken:       {subnetRanges, subnetShape},
	vnetToken:         {vnetRanges},
	peeringToken:      {peering},
	endpointToken:     {endpoint},
	recordToken:       {record},
	registryToken:     {registryTier},
	registryPoolToken: {registryPool},
	taskRunToken:      {taskRun},
	roleToken:         {role},
	clusterToken:      {clusterNetwork, clusterPools, clusterOutbound, clusterVersion, clusterSubnets, clusterIdentity},
	poolToken:         {poolVersion, poolScale, poolZones, poolInCluster},
	diskToken:         {diskZones, diskSize, diskPerformance, diskSKU},
	credentialToken:   {credential},
}

// Check reports everything ARM would refuse about a change.
func Check(change Change) []arm.Problem {
	c := &check{Change: change}
	references(c)
	for _, r := range byToken[change.Kind.Token] {
		r(c)
	}
	return c.problems
}

const (
	groupToken        = "azure-native:resources:ResourceGroup"
	nsgToken          = "azure-native:network:NetworkSecurityGroup"
	vnetToken         = "azure-native:network:VirtualNetwork"
	subnetToken       = "azure-native:network:Subnet"
	peeringToken      = "azure-native:network:VirtualNetworkPeering"
	routeTableToken   = "azure-native:network:RouteTable"
	endpointToken     = "azure-native:network:PrivateEndpoint"
	zoneGroupToken    = "azure-native:network:PrivateDnsZoneGroup"
	zoneToken         = "azure-native:privatedns:PrivateZone"
	linkToken         = "azure-native:privatedns:VirtualNetworkLink"
	recordToken       = "azure-native:privatedns:PrivateRecordSet"
	registryToken     = "azure-native:containerregistry:Registry"
	registryPoolToken = "azure-native:containerregistry:AgentPool"
	taskRunToken      = "azure-native:containerregistry:TaskRun"
	identityToken     = "azure-native:managedidentity:UserAssignedIdentity"
	credentialToken   = "azure-native:managedidentity:FederatedIdentityCredential"
	roleToken         = "azure-native:authorization:RoleAssignment"
	clusterToken      = "azure-native:containerservice:ManagedCluster"
	poolToken         = "azure-native:containerservice:AgentPool"
	diskToken         = "azure-native:compute:Disk"
	workspaceToken    = "azure-native:operationalinsights:Workspace"
)

// text, number and flag return the known value at a dotted path of the inputs.
func text(in map[string]any, path string) (string, bool) {
	s, ok := value(in, path).(string)
	return s, ok
}

func number(in map[string]any, path string) (float64, bool) {
	n, ok := value(in, path).(float64)
	return n, ok
}

func flag(in map[string]any, path string) bool {
	b, _ := value(in, path).(bool)
	return b
}

func list(in map[string]any, path string) []any {
	l, _ := value(in, path).([]any)
	return l
}

func unknown(in map[string]any, path string) bool {
	_, is := value(in, path).(arm.Unknown)
	return is
}

func value(in any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		object, ok := in.(map[string]any)
		if !ok {
			if _, is := in.(arm.Unknown); is {
				return arm.Unknown{}
			}
			return nil
		}
		in = object[key]
	}
	return in
}
