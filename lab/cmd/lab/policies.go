package main

import (
	"context"
	"os"

	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/lab/tools"
)

// policiesOf returns the repository's policy pack, which is built where it has changed, as an environment configures it.
func policiesOf(repository, environment string) (engine.Policies, error) {
	pack, err := tools.PolicyPack(context.Background(), repository, os.Stderr)
	if err != nil {
		return engine.Policies{}, err
	}
	config, err := tools.PolicyConfig(repository, environment)
	return engine.Policies{Pack: pack, Config: config}, err
}
