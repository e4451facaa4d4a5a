package rules

import (
	"maps"
	"testing"
)

func TestDisks(t *testing.T) {
	id := rg + "/providers/Microsoft.Compute/disks/d"
	in := func(sku string, size float64, more object) object {
		out := object{"sku": object{"name": sku}, "diskSizeGB": size, "zones": []any{"1"}, "creationData": object{"createOption": "Empty"}}
		maps.Copy(out, more)
		return out
	}
	cases := map[string]struct {
		in    object
		prior object
		want  []string
	}{
		"good":               {in: in("PremiumV2_LRS", 32, object{"diskIOPSReadWrite": 5000.0, "diskMBpsReadWrite": 200.0})},
		"zone 4":             {in: in("PremiumV2_LRS", 32, object{"zones": []any{"4"}}), want: []string{`must be one of [1 2 3], got "4"`}},
		"two zones":          {in: in("PremiumV2_LRS", 32, object{"zones": []any{"1", "2"}}), want: []string{"a disk lives in one zone, got 2"}},
		"no zone":            {in: in("PremiumV2_LRS", 32, object{"zones": nil}), want: []string{"is required for PremiumV2_LRS"}},
		"zone redundant":     {in: in("Premium_ZRS", 32, nil), want: []string{"must be left out for a zone-redundant disk"}},
		"no size":            {in: in("PremiumV2_LRS", 32, object{"diskSizeGB": nil}), want: []string{"is required where createOption is Empty"}},
		"no room":            {in: in("Premium_LRS", 40000, nil), want: []string{"must be 1 to 32767 GiB, got 40000"}},
		"too many IOPS":      {in: in("PremiumV2_LRS", 8, object{"diskIOPSReadWrite": 5000.0}), want: []string{"must be 3000 to 4000 for 8 GiB, got 5000"}},
		"too fast":           {in: in("PremiumV2_LRS", 32, object{"diskMBpsReadWrite": 1000.0}), want: []string{"must be 125 to 750 for 3000 IOPS, got 1000"}},
		"IOPS not for sale":  {in: in("Premium_LRS", 32, object{"diskIOPSReadWrite": 3000.0}), want: []string{"can be set only for PremiumV2_LRS"}},
		"grown":              {in: in("PremiumV2_LRS", 64, nil), prior: in("PremiumV2_LRS", 32, nil)},
		"shrunk":             {in: in("PremiumV2_LRS", 16, nil), prior: in("PremiumV2_LRS", 32, nil), want: []string{"ResizeDiskError: disk d has 32 GB and cannot be made smaller, got 16"}},
		"converted to v2":    {in: in("PremiumV2_LRS", 32, nil), prior: in("Premium_LRS", 32, nil)},
		"converted from v2":  {in: in("Premium_LRS", 32, nil), prior: in("PremiumV2_LRS", 32, nil), want: []string{"a disk of PremiumV2_LRS cannot become Premium_LRS"}},
		"grown across 4 TiB": {in: in("Premium_LRS", 8192, nil), prior: in("Premium_LRS", 4000, nil), want: []string{"cannot grow past 4096 GiB"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			ch := change(t, diskToken, id, c.in)
			if c.prior != nil {
				prior := at(id, diskToken, c.prior)
				ch.Prior = &prior
			}
			says(t, Check(ch), c.want...)
		})
	}
}

func TestRegistries(t *testing.T) {
	in := func(sku string, more object) object {
		out := object{"sku": object{"name": sku}}
		maps.Copy(out, more)
		return out
	}
	export := object{"exportPolicy": object{"status": "disabled"}}
	says(t, Check(change(t, registryToken, registry, in("Premium", object{"publicNetworkAccess": "Disabled", "policies": export}))))
	says(t, Check(change(t, registryToken, registry, in("Premium", object{"publicNetworkAccess": "Enabled", "policies": export}))),
		"can be disabled only where publicNetworkAccess is Disabled, got Enabled")
	says(t, Check(change(t, registryToken, registry, in("Basic", object{"publicNetworkAccess": "Disabled", "zoneRedundancy": "Enabled"}))),
		"publicNetworkAccess: Disabled needs SKU Premium, got Basic", "zoneRedundancy: Enabled needs SKU Premium, got Basic")
	says(t, Check(change(t, registryToken, registry, in("Standard", object{"publicNetworkAccess": "Enabled"}))))
}

func TestTaskRuns(t *testing.T) {
	id := registry + "/taskRuns/r"
	run := func(pool any) object {
		return object{"runRequest": object{"type": "EncodedTaskRunRequest", "agentPoolName": pool}}
	}
	says(t, Check(change(t, taskRunToken, id, run(nil))), "is required: the public access of registry reg12 is disabled")
	says(t, Check(change(t, taskRunToken, id, run("builds"))), `agent pool "builds" does not exist in registry reg12`)
	c := change(t, taskRunToken, id, run("builds"))
	c.World = append(surroundings(), at(registry+"/agentPools/builds", registryPoolToken, object{}))
	says(t, Check(c))
	c = change(t, taskRunToken, id, run(nil))
	c.World = append(surroundings().without(registry), at(registry, registryToken, object{"publicNetworkAccess": "Enabled"}))
	says(t, Check(c))
}

func TestRoleAssignments(t *testing.T) {
	id := nodes + "/providers/Microsoft.Authorization/roleAssignments/n"
	in := func(role, who, kind string) object {
		return object{"scope": nodes, "principalId": who, "principalType": kind, "roleDefinitionId": sub + "/roleDefinitions/" + role}
	}
	says(t, Check(change(t, roleToken, id, in(roleContributor, "p-plane", "ServicePrincipal"))))
	says(t, Check(change(t, roleToken, id, in(roleContributor, "a-group", "Group"))))
	says(t, Check(change(t, roleToken, id, in("x", "p-plane", "ServicePrincipal"))), "RoleDefinitionDoesNotExist")
	says(t, Check(change(t, roleToken, id, in(roleContributor, "nobody", "ServicePrincipal"))), "PrincipalNotFound")
	says(t, Check(change(t, roleToken, id, in(roleContributor, "p-plane", "User"))), "UnmatchedPrincipalType")
	says(t, Check(change(t, roleToken, id, in(roleNetworkContributor, "p-plane", "ServicePrincipal"))), "RoleAssignmentExists: "+nodes)
	missing := change(t, roleToken, nodes+"2/providers/Microsoft.Authorization/roleAssignments/n", in(roleContributor, "p-plane", "ServicePrincipal"))
	says(t, Check(missing), "ParentResourceNotFound")
}

func TestCredentials(t *testing.T) {
	id := plane + "/federatedIdentityCredentials/c"
	says(t, Check(change(t, credentialToken, id, object{"issuer": "https://issuer.example/x/"})))
	says(t, Check(change(t, credentialToken, id, object{"issuer": "issuer.example"})), `must be an https URL, got "issuer.example"`)
}
