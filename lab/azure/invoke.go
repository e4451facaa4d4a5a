package azure

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Invoke answers azure-native's functions, of which the stand-in knows two.
func (p *Provider) Invoke(ctx context.Context, r plugin.InvokeRequest) (plugin.InvokeResponse, error) {
	args := provider.Plain(resource.ToResourcePropertyMap(r.Args))
	account := p.deployer()
	var out map[string]any
	var err error
	switch r.Tok {
	case "azure-native:authorization:getClientConfig":
		out = map[string]any{
			"subscriptionId": account.SubscriptionID, "tenantId": account.TenantID,
			"clientId": account.ClientID, "objectId": account.ObjectID,
		}
	case "azure-native:containerservice:listManagedClusterUserCredentials":
		out, err = p.userCredentials(ctx, args)
	default:
		err = fmt.Errorf("the stand-in of azure-native does not know the function %s", r.Tok)
	}
	if err != nil {
		return plugin.InvokeResponse{}, err
	}
	return plugin.InvokeResponse{Properties: resource.FromResourcePropertyMap(resource.NewPropertyMapFromMap(out))}, nil
}

// userCredentials answers as AKS does: one kubeconfig in base64, named clusterUser.
func (p *Provider) userCredentials(ctx context.Context, args map[string]any) (map[string]any, error) {
	k, err := arm.KindOf(TypeManagedCluster)
	if err != nil {
		return nil, err
	}
	id, known, err := k.ID(p.deployer().SubscriptionID, args)
	if err != nil || !known {
		return nil, fmt.Errorf("listManagedClusterUserCredentials: resourceGroupName and resourceName must be known: %w", err)
	}
	found, ok := p.store.Get(id)
	if !ok {
		return nil, fmt.Errorf("listManagedClusterUserCredentials: ResourceNotFound: %s", id)
	}
	raw, err := p.effects.Kubeconfig(ctx, found.ID)
	if err != nil {
		return nil, fmt.Errorf("listManagedClusterUserCredentials: %w", err)
	}
	if _, entra := found.Inputs["aadProfile"]; entra {
		if raw, err = entraKubeconfig(raw, found, p.deployer(), args["format"]); err != nil {
			return nil, fmt.Errorf("listManagedClusterUserCredentials: %w", err)
		}
	}
	return map[string]any{"kubeconfigs": []any{
		map[string]any{"name": "clusterUser", "value": base64.StdEncoding.EncodeToString(raw)},
	}}, nil
}
