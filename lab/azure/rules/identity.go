package rules

import (
	"net/url"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

// Azure's built-in role definitions have the same GUID in every tenant; this is Microsoft's list as far as it is of use.
const (
	roleOwner                   = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	roleContributor             = "b24988ac-6180-42a0-ab88-20f7382dd24c"
	roleNetworkContributor      = "4d97b98b-1d4f-4787-a291-c67834d212e7"
	roleManagedIdentityOperator = "f1a07417-d97a-45cb-824c-7a7467783830"
)

var builtInRoles = []string{
	roleOwner, roleContributor, roleNetworkContributor, roleManagedIdentityOperator,
	"acdd72a7-3385-48ef-bd42-f606fba81ae7", // Reader
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", // User Access Administrator
	"f58310d9-a9f6-439a-9e8d-f62e7b41a168", // Role Based Access Control Administrator
	"7f951dda-4ed3-4680-a7ca-43fe172d538d", // AcrPull
	"8311e382-0749-4cb8-b61a-304f252e45ec", // AcrPush
	"b12aa53e-6015-4669-85d0-8515ebb3ae7f", // Private DNS Zone Contributor
	"ba92f5b4-2d11-453d-a403-e96b0029c9fe", // Storage Blob Data Contributor
	"b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b", // Azure Kubernetes Service RBAC Cluster Admin
	"4abbcc35-e782-43d8-92c5-2d3f1bd2253f", // Azure Kubernetes Service Cluster User Role
	"0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8", // Azure Kubernetes Service Cluster Admin Role
	"7efff54f-a5b4-42b5-a1c5-5411624893ce", // Disk Snapshot Contributor
	"60fc6e62-5479-42d4-8bf4-67625fcc2840", // Disk Pool Operator
	"9980e02c-c2be-4d73-94e8-173b1dc7cf3c", // Virtual Machine Contributor
	"43d0d8ad-25c7-4714-9337-8ba259a9fe05", // Monitoring Reader
	"3913510d-42f4-4e42-8a64-420c390055eb", // Monitoring Metrics Publisher
	"73c42c96-874c-492b-b04d-ab87d138a893", // Log Analytics Reader
}

// role refuses a role that does not exist, a principal that does not, and what is assigned already.
func role(c *check) {
	definition, known := text(c.Inputs, "roleDefinitionId")
	if known && !slices.Contains(builtInRoles, strings.ToLower(arm.Name(definition))) {
		c.refuse("roleDefinitionId", "RoleDefinitionDoesNotExist: the stand-in knows no role %q", definition)
	}
	principal, known := text(c.Inputs, "principalId")
	if !known {
		return
	}
	kind, _ := text(c.Inputs, "principalType")
	if _, found := identityOf(c.World, principal); !found && kind == "ServicePrincipal" && !c.Preview {
		c.refuse("principalId", "PrincipalNotFound: no identity has the principal %s", principal)
	}
	if _, found := identityOf(c.World, principal); found && kind != "ServicePrincipal" {
		c.refuse("principalType", "UnmatchedPrincipalType: the principal %s is a ServicePrincipal, got %q", principal, kind)
	}
	for _, other := range c.World.All() {
		if other.Type == roleToken && arm.Key(other.ID) != arm.Key(c.ID) && sameAssignment(other.Inputs, c.Inputs) {
			c.refuse("", "RoleAssignmentExists: %s", other.ID)
		}
	}
}

func sameAssignment(a, b map[string]any) bool {
	for _, path := range []string{"scope", "principalId", "roleDefinitionId"} {
		x, knownX := text(a, path)
		y, knownY := text(b, path)
		if !knownX || !knownY || !strings.EqualFold(arm.Name(strings.Trim(x, "/")), arm.Name(strings.Trim(y, "/"))) {
			return false
		}
		if path == "scope" && arm.Key(x) != arm.Key(y) {
			return false
		}
	}
	return true
}

func identityOf(w World, principal string) (arm.Resource, bool) {
	for _, r := range w.All() {
		if id, _ := r.Outputs["principalId"].(string); r.Type == identityToken && strings.EqualFold(id, principal) {
			return r, true
		}
	}
	return arm.Resource{}, false
}

// mayDo reports whether a principal has one of some roles on a resource or on something it lies in.
func mayDo(w World, principal, id string, roles ...string) bool {
	for _, r := range w.All() {
		if r.Type != roleToken {
			continue
		}
		who, _ := text(r.Inputs, "principalId")
		scope, _ := text(r.Inputs, "scope")
		definition, _ := text(r.Inputs, "roleDefinitionId")
		if strings.EqualFold(who, principal) && slices.Contains(roles, strings.ToLower(arm.Name(definition))) &&
			strings.HasPrefix(arm.Key(id)+"/", strings.TrimRight("/"+strings.Trim(arm.Key(scope), "/"), "/")+"/") {
			return true
		}
	}
	return false
}

// credential asks for an issuer that can be fetched.
func credential(c *check) {
	issuer, known := text(c.Inputs, "issuer")
	if !known {
		return
	}
	if u, err := url.Parse(issuer); err != nil || u.Scheme != "https" || u.Host == "" {
		c.refuse("issuer", "must be an https URL, got %q", issuer)
	}
}
