package azure

import (
	"errors"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
	"sigs.k8s.io/yaml"
)

// The applications of AKS in Entra ID have the same ids in every tenant (Azure/kubelogin, documentation).
const (
	aksServerApplication = "6dae42f8-4368-4678-94ff-3960e28e3630"
	aksClientApplication = "80faf920-1908-4b52-b5ef-a8e7bedfc67a"
)

// kubeconfig is what of a kubeconfig the stand-in reads and writes.
type kubeconfig struct {
	APIVersion     string         `json:"apiVersion"`
	Kind           string         `json:"kind"`
	Clusters       []namedCluster `json:"clusters"`
	Contexts       []namedContext `json:"contexts"`
	CurrentContext string         `json:"current-context"`
	Preferences    struct{}       `json:"preferences"`
	Users          []namedUser    `json:"users"`
}

type namedCluster struct {
	Name    string         `json:"name"`
	Cluster clusterAddress `json:"cluster"`
}

type clusterAddress struct {
	Authority string `json:"certificate-authority-data"`
	Server    string `json:"server"`
}

type namedContext struct {
	Name    string `json:"name"`
	Context struct {
		Cluster string `json:"cluster"`
		User    string `json:"user"`
	} `json:"context"`
}

type namedUser struct {
	Name string `json:"name"`
	User struct {
		Exec execUser `json:"exec"`
	} `json:"user"`
}

type execUser struct {
	APIVersion         string   `json:"apiVersion"`
	Args               []string `json:"args"`
	Command            string   `json:"command"`
	ProvideClusterInfo bool     `json:"provideClusterInfo"`
}

// entraKubeconfig returns what AKS gives a user of a cluster that uses Entra ID: the server and its authority, and a user who
// logs in by device code through kubelogin. format is the argument of the call; only exec is known here.
func entraKubeconfig(raw []byte, cluster Resource, account Account, format any) ([]byte, error) {
	if format != "exec" {
		return nil, fmt.Errorf(`the stand-in knows only the format "exec", got %v`, format)
	}
	var in kubeconfig
	if err := yaml.Unmarshal(raw, &in); err != nil {
		return nil, fmt.Errorf("reading the cluster's kubeconfig: %w", err)
	}
	if len(in.Clusters) == 0 || in.Clusters[0].Cluster.Server == "" {
		return nil, errors.New("the cluster's kubeconfig names no server")
	}
	name := arm.Name(cluster.ID)
	user := fmt.Sprintf("clusterUser_%s_%s", arm.Name(arm.ResourceGroup(cluster.ID)), name)
	out := kubeconfig{APIVersion: "v1", Kind: "Config", CurrentContext: name}
	out.Clusters = []namedCluster{{Name: name, Cluster: in.Clusters[0].Cluster}}
	out.Contexts, out.Users = make([]namedContext, 1), make([]namedUser, 1)
	out.Contexts[0].Name = name
	out.Contexts[0].Context.Cluster, out.Contexts[0].Context.User = name, user
	out.Users[0].Name = user
	out.Users[0].User.Exec = execUser{
		APIVersion: "client.authentication.k8s.io/v1beta1", Command: "kubelogin",
		Args: []string{
			"get-token", "--environment", "AzurePublicCloud", "--server-id", aksServerApplication,
			"--client-id", aksClientApplication, "--tenant-id", account.TenantID, "--login", "devicecode",
		},
	}
	return yaml.Marshal(out)
}
