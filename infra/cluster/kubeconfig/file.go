package kubeconfig

// The parts of the file format that are read and written here.
// https://kubernetes.io/docs/reference/config-api/kubeconfig.v1
type (
	file struct {
		APIVersion     string         `json:"apiVersion"`
		Kind           string         `json:"kind"`
		CurrentContext string         `json:"current-context"`
		Clusters       []namedCluster `json:"clusters"`
		Contexts       []namedContext `json:"contexts"`
		Users          []namedUser    `json:"users"`
	}
	namedCluster struct {
		Name    string   `json:"name"`
		Cluster endpoint `json:"cluster"`
	}
	endpoint struct {
		Server    string `json:"server"`
		Authority string `json:"certificate-authority-data"`
	}
	namedContext struct {
		Name    string  `json:"name"`
		Context context `json:"context"`
	}
	context struct {
		Cluster string `json:"cluster"`
		User    string `json:"user"`
	}
	namedUser struct {
		Name string `json:"name"`
		User user   `json:"user"`
	}
	user struct {
		Exec exec `json:"exec"`
	}
	exec struct {
		APIVersion      string   `json:"apiVersion"`
		Command         string   `json:"command"`
		Args            []string `json:"args"`
		InteractiveMode string   `json:"interactiveMode"`
		InstallHint     string   `json:"installHint"`
	}
)
