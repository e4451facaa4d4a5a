// Package armid writes and reads the identifiers of Azure resources. Azure treats them without regard to case, but
// Kubernetes and the storage driver compare them as strings, so the ones that others store are built here, always in the
// same spelling, and never taken from what Azure answers.
package armid

import (
	"fmt"
	"slices"
	"strings"
)

// ID is the identifier of a resource in a resource group.
type ID struct {
	// Subscription is the subscription's GUID.
	Subscription string
	// ResourceGroup is the resource group's name.
	ResourceGroup string
	// Type is the resource's type with its provider, such as "Microsoft.Network/virtualNetworks".
	Type string
	// Name is the resource's name.
	Name string
}

// String returns the identifier as Azure writes it.
func (id ID) String() string {
	return fmt.Sprintf("/subscriptions/%s/resourceGroups/%s/providers/%s/%s",
		id.Subscription, id.ResourceGroup, id.Type, id.Name)
}

// Parse reads the identifier of a resource that stands directly in a resource group. Its error says what is missing.
func Parse(text string) (ID, error) {
	parts := strings.Split(text, "/")
	if len(parts) != 9 || parts[0] != "" ||
		!strings.EqualFold(parts[1], "subscriptions") ||
		!strings.EqualFold(parts[3], "resourceGroups") ||
		!strings.EqualFold(parts[5], "providers") {
		return ID{}, fmt.Errorf(
			"must be /subscriptions/ID/resourceGroups/GROUP/providers/NAMESPACE/TYPE/NAME, got %q", text)
	}
	if slices.Contains(parts[1:], "") {
		return ID{}, fmt.Errorf("must have no empty part, got %q", text)
	}
	return ID{
		Subscription:  parts[2],
		ResourceGroup: parts[4],
		Type:          parts[6] + "/" + parts[7],
		Name:          parts[8],
	}, nil
}

// ParseOf is [Parse] for a resource of one type, compared without regard to case.
func ParseOf(resourceType, text string) (ID, error) {
	id, err := Parse(text)
	if err != nil {
		return ID{}, err
	}
	if !strings.EqualFold(id.Type, resourceType) {
		return ID{}, fmt.Errorf("must name a resource of type %s, got %q", resourceType, text)
	}
	return id, nil
}

// Disk returns the identifier of a managed disk, which is also the handle under which the storage driver knows it.
func Disk(subscription, resourceGroup, name string) string {
	return ID{subscription, resourceGroup, "Microsoft.Compute/disks", name}.String()
}

// VirtualNetwork is the type of a virtual network.
const VirtualNetwork = "Microsoft.Network/virtualNetworks"

// RoleDefinition returns the identifier of a role definition as seen from a subscription.
func RoleDefinition(subscription, guid string) string {
	return fmt.Sprintf("/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s", subscription, guid)
}
