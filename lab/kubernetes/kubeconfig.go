package kubernetes

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

var errNoKubeconfig = errors.New("the provider has no kubeconfig")

// clientConfig reads the kubeconfig, which is either the text itself or the path of a file.
func (s settings) clientConfig() (clientcmd.ClientConfig, error) {
	if s.kubeconfig == "" {
		return nil, errNoKubeconfig
	}
	text := []byte(s.kubeconfig)
	if !strings.ContainsAny(s.kubeconfig, "\n{") {
		file, err := os.ReadFile(s.kubeconfig)
		if err != nil {
			return nil, fmt.Errorf("reading the kubeconfig: %w", err)
		}
		text = file
	}
	parsed, err := clientcmd.Load(text)
	if err != nil {
		return nil, fmt.Errorf("parsing the kubeconfig: %w", err)
	}
	overrides := &clientcmd.ConfigOverrides{
		CurrentContext: s.context,
		Context:        clientcmdapi.Context{Cluster: s.cluster, Namespace: s.namespace},
	}
	return clientcmd.NewDefaultClientConfig(*parsed, overrides), nil
}

// server is the address of the API server that the kubeconfig's context names.
func (s settings) server() (string, error) {
	config, err := s.restConfig()
	if err != nil {
		return "", err
	}
	return config.Host, nil
}

func (s settings) restConfig() (*rest.Config, error) {
	config, err := s.clientConfig()
	if err != nil {
		return nil, err
	}
	r, err := config.ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("using the kubeconfig: %w", err)
	}
	return r, nil
}

// defaultNamespace is where an object goes that names no namespace: the provider's setting, then the context's, then
// "default".
func (s settings) defaultNamespace() string {
	if s.namespace != "" {
		return s.namespace
	}
	if config, err := s.clientConfig(); err == nil {
		if ns, _, err := config.Namespace(); err == nil && ns != "" {
			return ns
		}
	}
	return "default"
}
