package environment

import (
	"encoding/json"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/engine"
)

// Databases are settings for the environment dev with that many databases of three members, and with the room that they
// take. They are for finding out what previews cost.
func Databases(n int) ([]engine.Setting, error) {
	type storage struct {
		SizeGiB int `json:"sizeGiB"`
	}
	type resources struct {
		CPU    string `json:"cpu"`
		Memory string `json:"memory"`
	}
	type database struct {
		Name      string    `json:"name"`
		Members   int       `json:"members"`
		Address   string    `json:"address"`
		Storage   storage   `json:"storage"`
		Resources resources `json:"resources"`
	}
	var list []database
	for i := range n {
		list = append(list, database{
			Name: fmt.Sprintf("db%d", i), Members: 3, Address: fmt.Sprintf("10.60.16.%d", 10+i),
			Storage: storage{SizeGiB: 16}, Resources: resources{CPU: "250m", Memory: "1Gi"},
		})
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("writing %d databases: %w", n, err)
	}
	return []engine.Setting{
		{Key: "network.loadBalancers", Value: "10.60.16.0/24"},
		{Key: "cluster.databasePools.max", Value: "30"},
		{Key: "databases", Value: string(text)},
	}, nil
}
