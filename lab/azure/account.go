package azure

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// Account is who the stand-in says is deploying, and where: what getClientConfig answers. All four are GUIDs.
type Account struct{ SubscriptionID, TenantID, ClientID, ObjectID string }

// DefaultAccount is the account of the lab. No Azure subscription or tenant has these ids.
var DefaultAccount = Account{
	SubscriptionID: "00000000-0000-0000-0000-000000000000",
	TenantID:       "00000000-0000-0000-0000-00000000000a",
	ClientID:       "00000000-0000-0000-0000-00000000000b",
	ObjectID:       "00000000-0000-0000-0000-00000000000c",
}

// ApplicationNetwork returns, for Store.Seed, the virtual network of an application that is there before the program: the
// network with that ARM id and those address ranges, and the resource group it lies in. It returns none where the id is not
// that of a virtual network.
func ApplicationNetwork(id, location string, ranges ...string) []Resource {
	prefixes := make([]any, len(ranges))
	for i, r := range ranges {
		prefixes[i] = r
	}
	groupID := arm.ResourceGroup(id)
	if groupID == "" || !strings.EqualFold(arm.TypeOf(id), "Microsoft.Network/virtualNetworks") {
		return nil
	}
	inputs := func(more map[string]any) map[string]any {
		more["resourceGroupName"], more["location"] = arm.Name(groupID), location
		return more
	}
	resources := []Resource{
		{ID: groupID, Type: TypeResourceGroup, Inputs: inputs(map[string]any{})},
		{ID: id, Type: TypeVirtualNetwork, Inputs: inputs(map[string]any{
			"virtualNetworkName": arm.Name(id), "addressSpace": map[string]any{"addressPrefixes": prefixes},
		})},
	}
	for i := range resources {
		k, err := arm.KindOf(resources[i].Type)
		if err != nil {
			panic(err) // Both types are in the table.
		}
		resources[i].Outputs = answers(k, resources[i])
	}
	return resources
}

// guid makes up a GUID that is always the same for the same words.
func guid(of ...string) string {
	h := sha256.New()
	for _, s := range of {
		_, _ = fmt.Fprintf(h, "%q", s)
	}
	b := h.Sum(nil)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
