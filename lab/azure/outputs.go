package azure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// echoes returns the inputs that ARM answers with: all that stand in the body. Of identities given as a list of ids it
// answers with an object that holds each under its id.
func echoes(k arm.Kind, inputs map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range inputs {
		if !slices.Contains(k.Parameters(), name) && !strings.HasPrefix(name, "__") {
			out[name] = value
		}
	}
	identity, _ := out["identity"].(map[string]any)
	if ids, listed := identity["userAssignedIdentities"].([]any); listed {
		identity = maps.Clone(identity)
		identity["userAssignedIdentities"] = assigned(ids)
		out["identity"] = identity
	}
	return out
}

// assigned is what ARM answers for a list of identities; unknown as a whole where one of them is.
func assigned(ids []any) any {
	out := map[string]any{}
	for _, id := range ids {
		s, known := id.(string)
		if !known {
			return arm.Unknown{}
		}
		out[s] = map[string]any{"principalId": guid("principal", arm.Key(s)), "clientId": guid("client", arm.Key(s))}
	}
	return out
}

// answers returns what ARM answers about a resource that was accepted, before any effect has added to it.
func answers(k arm.Kind, r Resource) map[string]any {
	out := echoes(k, r.Inputs)
	out["name"], out["type"] = arm.Name(r.ID), k.Type
	out["azureApiVersion"] = k.APIVersion
	out["provisioningState"] = "Succeeded"
	if add := answersOf[k.Token]; add != nil {
		add(r, out)
	}
	return out
}

// answersOf adds what each type answers beyond its inputs, as far as the program reads it.
var answersOf = map[string]func(r Resource, out map[string]any){
	TypeResourceGroup: func(_ Resource, out map[string]any) {
		delete(out, "provisioningState")
		out["properties"] = map[string]any{"provisioningState": "Succeeded"}
	},
	TypeVirtualNetworkPeering: func(_ Resource, out map[string]any) { out["peeringState"] = "Initiated" },
	TypeRegistry: func(r Resource, out map[string]any) {
		out["loginServer"] = strings.ToLower(arm.Name(r.ID)) + ".azurecr.io"
		out["creationDate"] = "2000-01-01T00:00:00Z"
	},
	TypeUserAssignedIdentity: func(r Resource, out map[string]any) {
		out["principalId"], out["clientId"] = guid("principal", arm.Key(r.ID)), guid("client", arm.Key(r.ID))
		out["tenantId"] = DefaultAccount.TenantID
	},
	TypeRoleAssignment: func(r Resource, out map[string]any) {
		out["scope"] = r.Inputs["scope"]
	},
	TypeDisk: func(r Resource, out map[string]any) {
		out["uniqueId"], out["diskState"] = guid("disk", arm.Key(r.ID)), "Unattached"
		if size, ok := r.Inputs["diskSizeGB"].(float64); ok {
			out["diskSizeBytes"] = size * (1 << 30)
		}
	},
	TypePrivateRecordSet: func(r Resource, out map[string]any) {
		delete(out, "provisioningState")
		zone := arm.Name(arm.Parent(r.ID))
		out["fqdn"], out["isAutoRegistered"] = fmt.Sprintf("%s.%s.", arm.Name(r.ID), zone), false
	},
	TypeAgentPool: func(r Resource, out map[string]any) {
		out["powerState"] = map[string]any{"code": "Running"}
	},
	TypeManagedCluster: cluster,
	TypeWorkspace: func(r Resource, out map[string]any) {
		out["customerId"] = guid("workspace", arm.Key(r.ID))
	},
}

func cluster(r Resource, out map[string]any) {
	name, location := arm.Name(r.ID), fmt.Sprint(r.Inputs["location"])
	short := guid("cluster", arm.Key(r.ID))[:8]
	prefix, ok := r.Inputs["dnsPrefix"].(string)
	if !ok {
		prefix = name
	}
	private, _ := r.Inputs["apiServerAccessProfile"].(map[string]any)
	if on, _ := private["enablePrivateCluster"].(bool); on {
		out["privateFQDN"] = fmt.Sprintf("%s-%s.%s.privatelink.%s.azmk8s.io", prefix, short, guid("zone", arm.Key(r.ID)), location)
	} else {
		out["fqdn"] = fmt.Sprintf("%s-%s.hcp.%s.azmk8s.io", prefix, short, location)
	}
	if _, given := out["nodeResourceGroup"]; !given {
		out["nodeResourceGroup"] = fmt.Sprintf("MC_%s_%s_%s", arm.Name(arm.ResourceGroup(r.ID)), name, location)
	}
	if issuer, ok := r.Inputs["oidcIssuerProfile"].(map[string]any); ok && issuer["enabled"] == true {
		out["oidcIssuerProfile"] = map[string]any{
			"enabled":   true,
			"issuerURL": fmt.Sprintf("https://%s.oic.prod-aks.azure.com/%s/%s/", location, DefaultAccount.TenantID, guid("issuer", arm.Key(r.ID))),
		}
	}
	out["currentKubernetesVersion"] = out["kubernetesVersion"]
	out["powerState"] = map[string]any{"code": "Running"}
	out["resourceUID"] = strings.ReplaceAll(guid("uid", arm.Key(r.ID)), "-", "")[:24]
}
