package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

type object = map[string]any

// world is a list of resources.
type world []arm.Resource

func (w world) Get(id string) (arm.Resource, bool) {
	i := slices.IndexFunc(w, func(r arm.Resource) bool { return arm.Key(r.ID) == arm.Key(id) })
	if i < 0 {
		return arm.Resource{}, false
	}
	return w[i], true
}

func (w world) All() []arm.Resource { return w }

const (
	sub      = "/subscriptions/s"
	rg       = sub + "/resourceGroups/rg"
	vnet     = rg + "/providers/Microsoft.Network/virtualNetworks/v"
	app      = rg + "/providers/Microsoft.Network/virtualNetworks/app"
	nodes    = vnet + "/subnets/nodes"
	api      = vnet + "/subnets/api"
	registry = rg + "/providers/Microsoft.ContainerRegistry/registries/reg12"
	cluster  = rg + "/providers/Microsoft.ContainerService/managedClusters/aks"
	plane    = rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/plane"
	kubelet  = rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/kubelet"
	nsg      = rg + "/providers/Microsoft.Network/networkSecurityGroups/nsg"
	zone     = rg + "/providers/Microsoft.Network/privateDnsZones/db.internal"
)

func at(id, token string, inputs object) arm.Resource {
	return arm.Resource{ID: id, Type: token, Inputs: inputs, Outputs: object{}}
}

func ranged(prefixes ...any) object {
	return object{"addressSpace": object{"addressPrefixes": prefixes}}
}

func principal(id, name string) arm.Resource {
	return arm.Resource{ID: id, Type: identityToken, Inputs: object{}, Outputs: object{"principalId": name, "clientId": name + "-client"}}
}

func granted(id, who, scope, role string) arm.Resource {
	return at(scope+"/providers/Microsoft.Authorization/roleAssignments/"+id, roleToken, object{
		"principalId": who, "scope": scope, "roleDefinitionId": sub + "/providers/Microsoft.Authorization/roleDefinitions/" + role,
	})
}

// surroundings is a network with two subnets, a private registry, two identities with what AKS asks for, and a zone.
func surroundings() world {
	return world{
		at(rg, groupToken, object{"location": "westeurope"}),
		at(vnet, vnetToken, ranged("10.60.0.0/16")),
		at(app, vnetToken, ranged("10.50.0.0/16")),
		at(nsg, nsgToken, object{}),
		at(nodes, subnetToken, object{"addressPrefix": "10.60.0.0/22", "networkSecurityGroup": object{"id": nsg}}),
		at(api, subnetToken, object{"addressPrefix": "10.60.9.0/28", "delegations": []any{
			object{"name": "aks", "serviceName": "Microsoft.ContainerService/managedClusters"},
		}}),
		at(registry, registryToken, object{"sku": object{"name": "Premium"}, "publicNetworkAccess": "Disabled"}),
		at(registry+"/cacheRules/aks-managed-mcr", "azure-native:containerregistry:CacheRule", object{}),
		principal(plane, "p-plane"), principal(kubelet, "p-kubelet"),
		granted("1", "p-plane", nodes, roleNetworkContributor), granted("2", "p-plane", vnet, roleNetworkContributor),
		granted("3", "p-plane", kubelet, roleManagedIdentityOperator),
		at(zone, zoneToken, object{}),
	}
}

// without leaves out what has an id.
func (w world) without(id string) world {
	return slices.DeleteFunc(slices.Clone(w), func(r arm.Resource) bool { return r.ID == id })
}

// change makes a change of a resource with that id in the surroundings.
func change(t *testing.T, token, id string, inputs object) Change {
	t.Helper()
	k, err := arm.KindOf(token)
	if err != nil {
		t.Fatal(err)
	}
	return Change{Kind: k, ID: id, Inputs: inputs, World: surroundings()}
}

// says wants each problem to be one of those wanted, and each wanted to be there. A wanted text is part of a problem.
func says(t *testing.T, problems []arm.Problem, want ...string) {
	t.Helper()
	if len(problems) != len(want) {
		t.Errorf("got %d problems, want %d: %v", len(problems), len(want), problems)
		return
	}
	for _, w := range want {
		if !slices.ContainsFunc(problems, func(p arm.Problem) bool { return strings.Contains(p.String(), w) }) {
			t.Errorf("got %v, want %q", problems, w)
		}
	}
}
