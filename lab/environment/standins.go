package environment

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/kubernetes"
	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/galera-aks/galera-aks/lab/random"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
)

// attach serves the stand-ins of the plugins that are not installed, until stop is called. The environment's file says
// what exists in Azure beforehand. When ctx ends the stand-ins go on: the engine, which is told so too, has them end what
// they are waiting for and takes over what they have made, or it would know nothing of that on its next run.
func (r Runner) attach(ctx context.Context, file string) (ports map[string]int, stop func(), err error) {
	ctx, stop = context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			stop()
		}
	}()
	home := filepath.Join(r.State, "home")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return nil, nil, fmt.Errorf("making the engine's home: %w", err)
	}
	store, err := azure.OpenStore(filepath.Join(r.State, "azure.json"))
	if err != nil {
		return nil, nil, err
	}
	if err := seed(store, file); err != nil {
		return nil, nil, err
	}
	ports = map[string]int{}
	// Nothing here could talk to Azure: its plugin's stand-in is always used.
	if ports["azure-native"], _, err = provider.Serve(ctx, azure.NewProvider(store, r.Effects), azure.Version); err != nil {
		return nil, nil, err
	}
	for name, s := range map[string]struct {
		version string
		make    func() plugin.Provider
	}{
		"kubernetes": {kubernetes.Version, r.kubernetes},
		"random":     {random.Version, random.NewProvider},
	} {
		installed, err := linkInstalled(name, s.version, home)
		if err != nil {
			return nil, nil, err
		}
		if installed {
			continue
		}
		if ports[name], _, err = provider.ServeEach(ctx, s.make, s.version); err != nil {
			return nil, nil, err
		}
	}
	return ports, stop, nil
}

func (r Runner) kubernetes() plugin.Provider {
	return kubernetes.New(kubernetes.Options{Offline: r.Offline, Memory: r.Memory})
}
