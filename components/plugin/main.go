// Command plugin serves the component of github.com/galera-aks/galera-aks/components/galera to programs in every language
// of Pulumi. It is started by Pulumi, never by hand:
//
//	pulumi package add https://github.com/galera-aks/galera-aks/components/plugin
//
// builds it and generates an SDK for the language of the program in the current folder.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/galera-aks/galera-aks/components/plugin/galeracluster"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "galera-aks:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	provider, err := galeracluster.Provider()
	if err != nil {
		return err
	}
	if err := provider.Run(ctx, galeracluster.Package, galeracluster.Version); err != nil {
		return fmt.Errorf("serving the package: %w", err)
	}
	return nil
}
