package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// An identity is who the command is in Entra.
type identity struct{ client, tenant, subscription string }

// identityFrom reads an identity from the environment, or says all that is missing.
func identityFrom(getenv func(string) string) (identity, error) {
	i := identity{getenv("AZURE_CLIENT_ID"), getenv("AZURE_TENANT_ID"), getenv("AZURE_SUBSCRIPTION_ID")}
	var missing []error
	for name, value := range map[string]string{
		"AZURE_CLIENT_ID": i.client, "AZURE_TENANT_ID": i.tenant, "AZURE_SUBSCRIPTION_ID": i.subscription,
	} {
		if value == "" {
			missing = append(missing, fmt.Errorf("%s must be set", name))
		}
	}
	slices.SortFunc(missing, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return i, errors.Join(missing...)
}

// requests are the variables by which more tokens could be asked for, which the command does not need.
var requests = []string{"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_ACCESSTOKEN"}

// environment returns the command's environment: who it is, for each of those who ask.
func (i identity) environment(given []string, file string) []string {
	own := []string{
		// Azure's SDKs: Pulumi's backend and its secrets provider. Nothing else of the machine may be tried.
		"AZURE_CLIENT_ID=" + i.client, "AZURE_TENANT_ID=" + i.tenant, "AZURE_FEDERATED_TOKEN_FILE=" + file,
		"AZURE_TOKEN_CREDENTIALS=WorkloadIdentityCredential",
		// The azure-native provider. It reads the file of its own OIDC settings only once, and the SDK's again and again.
		"ARM_USE_DEFAULT_AZURE_CREDENTIAL=true",
		"ARM_CLIENT_ID=" + i.client, "ARM_TENANT_ID=" + i.tenant, "ARM_SUBSCRIPTION_ID=" + i.subscription,
		// kubelogin, whatever login the kubeconfig names.
		"AAD_LOGIN_METHOD=workloadidentity",
	}
	var kept []string
	for _, entry := range given {
		name, _, _ := strings.Cut(entry, "=")
		mine := slices.ContainsFunc(own, func(o string) bool { return strings.HasPrefix(o, name+"=") })
		if !mine && !slices.Contains(requests, name) {
			kept = append(kept, entry)
		}
	}
	return append(kept, own...)
}
