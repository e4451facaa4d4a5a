package rules

import (
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

func good() object {
	return object{
		"kubernetesVersion": "1.36",
		"identity":          object{"userAssignedIdentities": []any{plane}},
		"identityProfile":   object{"kubeletidentity": object{"resourceId": kubelet, "clientId": "p-kubelet-client", "objectId": "p-kubelet"}},
		"agentPoolProfiles": []any{object{
			"name": "system", "mode": "System", "vmSize": "Standard_D4ds_v5", "count": 1.0, "vnetSubnetID": nodes,
			"availabilityZones": []any{"1", "2", "3"},
		}},
		"apiServerAccessProfile": object{"subnetId": api},
		"networkProfile": object{
			"serviceCidr": "10.70.0.0/16", "dnsServiceIP": "10.70.0.10", "podCidr": "10.244.0.0/16", "outboundType": "none",
		},
		"bootstrapProfile": object{"artifactSource": "Cache", "containerRegistryId": registry},
	}
}

func TestClusters(t *testing.T) {
	system := func(in object) object { return in["agentPoolProfiles"].([]any)[0].(object) }
	net := func(in object) object { return in["networkProfile"].(object) }
	cases := map[string]struct {
		spoil func(in object)
		want  []string
	}{
		"good":                {func(object) {}, nil},
		"old version":         {func(in object) { in["kubernetesVersion"] = "1.30" }, []string{"K8sVersionNotSupported"}},
		"DNS outside":         {func(in object) { net(in)["dnsServiceIP"] = "10.0.0.10" }, []string{"must be within serviceCidr [10.70.0.0/16], got 10.0.0.10"}},
		"DNS on the API's":    {func(in object) { net(in)["dnsServiceIP"] = "10.70.0.1" }, []string{"is the API server's"}},
		"services over pods":  {func(in object) { net(in)["podCidr"] = "10.70.128.0/17" }, []string{"ServiceCidrOverlap"}},
		"pods over the nodes": {func(in object) { net(in)["podCidr"] = "10.60.128.0/17" }, []string{"10.60.128.0/17 of the cluster overlaps 10.60.0.0/16"}},
		"no cache":            {func(in object) { in["bootstrapProfile"] = object{} }, []string{"must be Cache where outboundType is none"}},
		"no routes":           {func(in object) { net(in)["outboundType"] = "userDefinedRouting" }, []string{"needs a route table on nodes"}},
		"no system pool":      {func(in object) { system(in)["mode"] = "User" }, []string{"must be a pool of mode System"}},
		"empty system pool":   {func(in object) { system(in)["count"] = 0.0 }, []string{"must be at least 1 for a pool of mode System"}},
		"a fourth zone":       {func(in object) { system(in)["availabilityZones"] = []any{"4"} }, []string{`agentPoolProfiles[0].availabilityZones[0]: AvailabilityZoneNotSupported`}},
		"API not delegated":   {func(in object) { in["apiServerAccessProfile"] = object{"subnetId": nodes} }, []string{"nodes must be delegated"}},
		"another's client id": {func(in object) { in["identityProfile"].(object)["kubeletidentity"].(object)["clientId"] = "x" }, []string{"must be p-kubelet-client"}},
		"subnet missing":      {func(in object) { system(in)["vnetSubnetID"] = nodes + "2" }, []string{"nodes2 does not exist"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := good()
			c.spoil(in)
			says(t, Check(change(t, clusterToken, cluster, in)), c.want...)
		})
	}
}

func TestWhatAClusterMayDo(t *testing.T) {
	c := change(t, clusterToken, cluster, good())
	c.World = surroundings().without(kubelet + "/providers/Microsoft.Authorization/roleAssignments/3")
	says(t, Check(c), "CustomKubeletIdentityMissingPermissionError")
	// The role on the network covers both subnets; without it only the nodes' is left.
	c.World = surroundings().without(vnet + "/providers/Microsoft.Authorization/roleAssignments/2")
	says(t, Check(c), "LinkedAuthorizationFailed: identity plane needs Network Contributor on api")
	c.World = surroundings().without(registry + "/cacheRules/aks-managed-mcr")
	says(t, Check(c), "needs a cache rule named aks-managed-mcr")
}

func TestPools(t *testing.T) {
	base := append(surroundings(), at(cluster, clusterToken, good()))
	cases := map[string]struct {
		name string
		in   object
		want []string
	}{
		"good":            {"db1", object{"vnetSubnetID": nodes, "count": 1.0, "availabilityZones": []any{"1"}}, nil},
		"scaled":          {"db1", object{"enableAutoScaling": true, "count": 1.0, "minCount": 1.0, "maxCount": 2.0}, nil},
		"no bounds":       {"db1", object{"enableAutoScaling": true, "count": 1.0}, []string{"minCount and maxCount are required"}},
		"bounds alone":    {"db1", object{"minCount": 1.0, "maxCount": 2.0}, []string{"only where enableAutoScaling is on"}},
		"bounds reversed": {"db1", object{"enableAutoScaling": true, "minCount": 3.0, "maxCount": 2.0}, []string{"must be at most maxCount 2, got 3"}},
		"count beyond":    {"db1", object{"enableAutoScaling": true, "count": 5.0, "minCount": 1.0, "maxCount": 2.0}, []string{"between minCount 1 and maxCount 2, got 5"}},
		"zone 0":          {"db1", object{"availabilityZones": []any{"0"}}, []string{`must be one of [1 2 3], got "0"`}},
		"a name taken":    {"system", object{}, []string{`pool "system" is written into cluster aks`}},
		"another network": {"db1", object{"vnetSubnetID": app + "/subnets/x"}, []string{"must be in one virtual network", "subnets/x does not exist"}},
		"no such cluster": {"", object{}, []string{"ParentResourceNotFound"}},
		"zones not known": {"db1", object{"availabilityZones": []any{arm.Unknown{}}, "enableAutoScaling": arm.Unknown{}}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			id := cluster + "/agentPools/" + c.name
			if c.name == "" {
				id = cluster + "2/agentPools/db1"
			}
			ch := change(t, poolToken, id, c.in)
			ch.World = base
			says(t, Check(ch), c.want...)
		})
	}
}

func TestVersionsGoUpOneByOne(t *testing.T) {
	version := func(v string) object { in := good(); in["kubernetesVersion"] = v; return in }
	for to, want := range map[string][]string{"1.36": nil, "1.37": nil, "1.35": {"must be the minor version of 1.36 or the next one, got 1.35"}} {
		ch := change(t, clusterToken, cluster, version(to))
		prior := at(cluster, clusterToken, version("1.36"))
		ch.Prior = &prior
		says(t, Check(ch), want...)
	}
	skipping := change(t, clusterToken, cluster, version("1.37"))
	prior := at(cluster, clusterToken, version("1.35"))
	skipping.Prior = &prior
	says(t, Check(skipping), "must be the minor version of 1.35 or the next one, got 1.37")

	pool := change(t, poolToken, cluster+"/agentPools/db1", object{"orchestratorVersion": "1.37"})
	pool.World = append(surroundings(), at(cluster, clusterToken, version("1.36")))
	says(t, Check(pool), "must be at most the cluster's 1.36, got 1.37")
}
