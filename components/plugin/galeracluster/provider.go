package galeracluster

import (
	"fmt"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// Package is the name of the Pulumi package, and Version the release that it belongs to.
const (
	Package = "galera-aks"
	Version = "0.1.0"
)

// token is the component's type. It is in the state of everyone who uses the package and never changes without an alias.
const token = Package + ":index:GaleraCluster"

// Provider returns what Pulumi talks to.
func Provider() (p.Provider, error) {
	provider, err := infer.NewProviderBuilder().
		WithNamespace("galera-aks").
		WithDisplayName("Galera on Kubernetes").
		WithDescription("MariaDB Galera clusters on any Kubernetes cluster.").
		WithRepository("https://github.com/galera-aks/galera-aks").
		WithGoImportPath("github.com/galera-aks/galera-aks/sdk/go/galeraaks").
		WithComponents(infer.ComponentF(New)).
		WithModuleMap(map[tokens.ModuleName]tokens.ModuleName{"galeracluster": "index"}).
		Build()
	if err != nil {
		return p.Provider{}, fmt.Errorf("describing the package: %w", err)
	}
	return withPlain(provider), nil
}
