package main

import (
	"fmt"
	"os"

	"github.com/galera-aks/galera-aks/lab/application"
	"github.com/galera-aks/galera-aks/lab/environment"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/lab/tools"
)

// labEnvironment is the environment that the region is brought up for.
const labEnvironment = "lab"

// A session is a command's hold on the region.
type session struct {
	repository string
	folder     tools.Folder
	region     *region.Region
}

func open() (*session, error) {
	repository, folder, err := paths()
	if err != nil {
		return nil, err
	}
	r, err := region.Open(folder)
	if err != nil {
		return nil, err
	}
	return &session{repository: repository, folder: folder, region: r}, nil
}

// openUp opens a region that must be up.
func openUp() (*session, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	if !s.region.Complete() {
		return nil, fmt.Errorf("the region is not up: bring it up with `make lab`")
	}
	return s, nil
}

// lock keeps other commands from changing the region meanwhile.
func (s *session) lock() (release func(), err error) { return s.region.Host().Lock() }

// runner runs the program in the region.
func (s *session) runner() (environment.Runner, error) {
	// The log-in to the cluster is looked for on the search path, by the plugin and by its stand-in. The marker is for the
	// engine, which outlives a killed command of the lab for a while.
	for name, value := range map[string]string{
		host.Marker:            s.region.Host().StateDir(),
		"PATH":                 s.folder.Bin() + string(os.PathListSeparator) + os.Getenv("PATH"),
		"GALERA_AKS_LAB_TOKEN": s.region.TokensFile(),
	} {
		if err := os.Setenv(name, value); err != nil {
			return environment.Runner{}, fmt.Errorf("preparing the log-in to the cluster: %w", err)
		}
	}
	policies, err := policiesOf(s.repository, labEnvironment)
	if err != nil {
		return environment.Runner{}, err
	}
	return environment.Runner{
		Repository: s.repository,
		State:      s.region.EngineFolder(),
		Effects:    s.region,
		Policies:   policies,
		Out:        os.Stdout,
		Err:        os.Stderr,
	}, nil
}

// application is the application's host.
func (s *session) application() application.Host {
	return application.Host{Hosts: s.region.HostsFile(), Marker: s.region.Host().MarkerVariable()}
}
