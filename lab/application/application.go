// Package application runs commands on the application's host: a network namespace of its own, in a virtual network of
// its own, which reaches the database through the peering and the load balancer, as a real application would.
package application

import (
	"context"
	"fmt"
	"io"
	"os/exec"

	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
)

// A Host is the application's host.
type Host struct {
	// Hosts is its hosts file.
	Hosts string
	// Marker is the environment variable by which the lab finds its processes.
	Marker string
}

// script lays the host's own names over the machine's, in a mount namespace that ends with the command.
const script = `mount --bind "$0" /etc/hosts && exec "$@"`

// Command returns a command that will run on the host. Its streams are the caller's to set.
func (h Host) Command(ctx context.Context, words ...string) *exec.Cmd {
	args := append([]string{"--net=" + host.NamespacePath(fabric.ApplicationNamespace)}, h.wrap(words)...)
	cmd := exec.CommandContext(ctx, "nsenter", args...)
	cmd.Env = append(cmd.Environ(), h.Marker)
	return cmd
}

// Process is a command that runs on the host in the background, and outlives this program.
func (h Host) Process(name string, words ...string) host.Process {
	return host.Process{Name: name, Command: h.wrap(words), Namespace: host.NamespacePath(fabric.ApplicationNamespace)}
}

// wrap makes a command see the host's names. It becomes the command without another process in between.
func (h Host) wrap(words []string) []string {
	return append([]string{"unshare", "--mount", "--propagation", "private", "sh", "-c", script, h.Hosts}, words...)
}

// SQL is a statement to run on a database.
type SQL struct {
	// Address is the database's name or address.
	Address string
	// Port is usually 3306.
	Port int
	// User, Password and Schema are the application's.
	User, Password, Schema string
	// Statement may be several, separated by semicolons.
	Statement string
}

// Run runs a statement from the host and writes what it answers, a line a row, columns separated by tabs.
func (h Host) Run(ctx context.Context, q SQL, out, errs io.Writer) error {
	cmd := h.Command(ctx, "mariadb", "--host", q.Address, "--port", fmt.Sprint(q.Port), "--protocol", "tcp", "--user", q.User,
		"--skip-ssl", "--connect-timeout", "5", "--batch", "--skip-column-names", "--execute", q.Statement, q.Schema)
	// The environment keeps the password out of the list of processes.
	cmd.Env = append(cmd.Env, "MYSQL_PWD="+q.Password)
	cmd.Stdout, cmd.Stderr = out, errs
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("running SQL on the application's host: %w", err)
	}
	return nil
}
