package fabric

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/galera-aks/galera-aks/lab/host"
)

// registryProcess names the registry among the region's processes.
const registryProcess = "registry"

// registryConfig renders the settings of Debian's docker-registry.
func registryConfig(storage string) string {
	return fmt.Sprintf(`version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: %q}
  delete: {enabled: true}
http: {addr: %q}
`, storage, registryAddress())
}

// StartRegistry starts the container registry, unless it runs, and waits until it answers. Its content is kept in the
// region's files.
func (f *Fabric) StartRegistry(ctx context.Context) error {
	config := f.region.Path("registry.yaml")
	if err := host.WriteFile(config, []byte(registryConfig(f.region.Path("registry"))), 0o644); err != nil {
		return err
	}
	_, _, err := f.region.Start(host.Process{
		Name:      registryProcess,
		Command:   []string{"docker-registry", "serve", config},
		Namespace: host.NamespacePath(Namespace),
		// The registry would otherwise send traces of itself to a collector that is not there.
		Env: []string{"OTEL_TRACES_EXPORTER=none"},
	})
	if err != nil {
		return err
	}
	return f.region.AwaitProcess(ctx, registryProcess, "the registry", func(ctx context.Context) (bool, string, error) {
		connection, err := f.Dial(ctx, "tcp", registryAddress())
		if err != nil {
			return false, err.Error(), nil
		}
		return true, "", connection.Close()
	})
}

// StopRegistry stops the registry; its content stays.
func (f *Fabric) StopRegistry(ctx context.Context) error {
	const grace = 2 * time.Second
	return f.region.Stop(ctx, registryProcess, grace)
}

func registryAddress() string { return netip.AddrPortFrom(Registry, RegistryPort).String() }
