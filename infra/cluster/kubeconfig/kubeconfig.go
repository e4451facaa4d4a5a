// Package kubeconfig turns what AKS hands out into the file that the program talks to Kubernetes with. What AKS hands out
// for a cluster that trusts Entra ID alone has no credential in it but asks a human to log in; here the login is the one
// that the environment names, so that it works in a pipeline as well. Of the original only the server and the authority
// are kept: no credential that Azure may have put there gets into the program's state.
package kubeconfig

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"

	"sigs.k8s.io/yaml"

	"github.com/galera-aks/galera-aks/infra/internal/mode"
)

// Login is how kubelogin gets a token.
type Login string

const (
	// AzureCLI uses the login of the az command: a human's, or a pipeline's after its own az login.
	AzureCLI Login = "azurecli"
	// WorkloadIdentity exchanges a federated token, as in a pipeline without secrets.
	WorkloadIdentity Login = "workloadidentity"
	// ManagedIdentity uses the identity of the virtual machine.
	ManagedIdentity Login = "msi"
	// ServicePrincipal uses a secret from the environment.
	ServicePrincipal Login = "spn"
)

// Logins lists every login.
func Logins() []Login { return []Login{AzureCLI, WorkloadIdentity, ManagedIdentity, ServicePrincipal} }

// Validate reports a login that is not one of [Logins].
func (l Login) Validate() error { return mode.Check(l, Logins()) }

// server is the application that every AKS cluster is to Entra ID. https://github.com/Azure/kubelogin
const server = "6dae42f8-4368-4678-94ff-3960e28e3630"

// Options are what the file says besides what AKS hands out.
type Options struct {
	// Cluster is the cluster's name.
	Cluster string
	// Login is how kubelogin gets a token.
	Login Login
	// TenantID is the tenant that the token is for.
	TenantID string
}

// Rewrite returns the program's own file from the one that AKS hands out. It fails where that names no server, no
// authority, or one that cannot be read.
func Rewrite(original []byte, options Options) ([]byte, error) {
	if err := options.Login.Validate(); err != nil {
		return nil, fmt.Errorf("login: %w", err)
	}
	var from file
	if err := yaml.Unmarshal(original, &from); err != nil {
		return nil, fmt.Errorf("reading the kubeconfig of %s: %w", options.Cluster, err)
	}
	if len(from.Clusters) != 1 {
		return nil, fmt.Errorf("the kubeconfig of %s must name one cluster, it names %d",
			options.Cluster, len(from.Clusters))
	}
	at := from.Clusters[0].Cluster
	if err := at.check(); err != nil {
		return nil, fmt.Errorf("the kubeconfig of %s: %w", options.Cluster, err)
	}
	out, err := yaml.Marshal(build(at, options))
	if err != nil {
		return nil, fmt.Errorf("writing the kubeconfig of %s: %w", options.Cluster, err)
	}
	return out, nil
}

// build returns the file for a server.
func build(at endpoint, options Options) file {
	name := options.Cluster
	return file{
		APIVersion:     "v1",
		Kind:           "Config",
		CurrentContext: name,
		Clusters:       []namedCluster{{Name: name, Cluster: at}},
		Contexts:       []namedContext{{Name: name, Context: context{Cluster: name, User: name}}},
		Users: []namedUser{{Name: name, User: user{Exec: exec{
			APIVersion: "client.authentication.k8s.io/v1beta1",
			Command:    "kubelogin",
			Args: []string{
				"get-token",
				"--login", string(options.Login),
				"--server-id", server,
				"--tenant-id", options.TenantID,
			},
			InteractiveMode: "Never",
			InstallHint: "kubelogin is needed to talk to this cluster: " +
				"https://azure.github.io/kubelogin/install.html",
		}}}},
	}
}

// check reports an endpoint that nothing could connect to, or not safely.
func (e endpoint) check() error {
	var problems []error
	address, err := url.Parse(e.Server)
	switch {
	case err != nil:
		problems = append(problems, fmt.Errorf("server: %w", err))
	case address.Scheme != "https" || address.Host == "":
		problems = append(problems, fmt.Errorf("server: must be an https address, got %q", e.Server))
	}
	authority, err := base64.StdEncoding.DecodeString(e.Authority)
	if err != nil {
		problems = append(problems, fmt.Errorf("certificate-authority-data: %w", err))
	} else if block, _ := pem.Decode(bytes.TrimSpace(authority)); block == nil {
		problems = append(problems, errors.New("certificate-authority-data: must hold a PEM certificate, got none"))
	}
	return errors.Join(problems...)
}
