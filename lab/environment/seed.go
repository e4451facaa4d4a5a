package environment

import (
	"fmt"
	"os"

	"github.com/galera-aks/galera-aks/lab/azure"
	"gopkg.in/yaml.v3"
)

// application is what an environment's file says of the application's network, which is not ours to make.
type application struct {
	Config struct {
		Location string `yaml:"galera-aks:location"`
		Network  struct {
			Application struct {
				VirtualNetworkID string   `yaml:"virtualNetworkId"`
				AddressSpaces    []string `yaml:"addressSpaces"`
			} `yaml:"application"`
		} `yaml:"galera-aks:network"`
	} `yaml:"config"`
}

// seed lets the application's network exist in the stand-in, as it would in Azure. What of it is wrong in the file, the
// program says.
func seed(store *azure.Store, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading an environment: %w", err)
	}
	var file application
	if yaml.Unmarshal(content, &file) != nil {
		return nil
	}
	a := file.Config.Network.Application
	if a.VirtualNetworkID == "" {
		return nil
	}
	return store.Seed(azure.ApplicationNetwork(a.VirtualNetworkID, file.Config.Location, a.AddressSpaces...)...)
}
