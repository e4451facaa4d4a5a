// Package server runs MariaDB's programs for the supervisor: the server itself, the recovery of its position, and the
// creation of a cluster's first data.
package server

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/serverconfig"
	"github.com/galera-aks/galera-aks/member/state"
)

// Paths are where MariaDB and the supervisor find and put their files.
type Paths struct {
	// Data is MariaDB's data directory.
	Data string
	// Markers is the directory of the supervisor's own records, on the same volume.
	Markers string
	// Run is a memory-backed directory, writable.
	Run string
	// Settings is the server's settings file, as it is mounted.
	Settings string
	// Online is the file of the settings that the server takes over while it runs, as it is mounted. It need not be there.
	Online string
	// Secrets is the directory of the mounted passwords.
	Secrets string
	// Socket is the Unix socket that the settings tell MariaDB to listen on.
	Socket string
}

// DefaultPaths returns the paths inside a member's container.
func DefaultPaths() Paths {
	return Paths{
		Data:     contract.DataPath,
		Markers:  contract.MarkerPath,
		Run:      contract.RunPath,
		Settings: serverconfig.ServerPath,
		Online:   serverconfig.OnlinePath,
		Secrets:  contract.SecretsPath,
		Socket:   serverconfig.SocketPath,
	}
}

// Render writes the options file that MariaDB is started with.
type Render func(serverconfig.MemberFacts) (string, error)

// Server is a member's MariaDB. The exported fields are set once, before the first call.
type Server struct {
	// Paths are where files are.
	Paths Paths
	// Cluster is the Galera cluster's name.
	Cluster string
	// Member is this member's name.
	Member string
	// Ordinal is this member's number, from 0.
	Ordinal int
	// Address is the IP address at which the other members reach this one.
	Address string
	// Render renders the options file; nil means serverconfig.Member.
	Render Render
	// Log receives what the programs print.
	Log io.Writer
	// DieWithParent kills the programs when the supervisor dies. A container needs no such thing; tests do.
	DieWithParent bool
}

// Options tell one start of the server from another. They are arguments of one process, never a file, so that a
// restart cannot repeat them by accident.
type Options struct {
	// NewCluster starts a new Primary.
	NewCluster bool
	// Position is where the data stands, if mariadbd cannot tell by itself because it was killed.
	Position state.Position
}

// Start starts the server with the options file that Configure wrote.
func (s *Server) Start(options Options) (*process.Child, error) {
	var arguments []string
	if options.NewCluster {
		arguments = append(arguments, "--wsrep-new-cluster")
	}
	if options.Position.Known() {
		arguments = append(arguments, "--wsrep-start-position="+options.Position.String())
	}
	if err := os.MkdirAll(s.Paths.Data, 0o700); err != nil {
		return nil, fmt.Errorf("creating the data directory: %w", err)
	}
	return process.Start(s.command("mariadbd", s.Log, arguments...))
}

// command prepares one of MariaDB's programs; it prints to out.
func (s *Server) command(program string, out io.Writer, arguments ...string) *exec.Cmd {
	command := exec.Command(program, append([]string{"--defaults-file=" + s.optionsFile()}, arguments...)...)
	command.Stdout, command.Stderr = out, out
	if s.DieWithParent {
		command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	}
	return command
}

func (s *Server) optionsFile() string {
	return filepath.Join(s.Paths.Run, filepath.Base(serverconfig.MemberPath))
}
