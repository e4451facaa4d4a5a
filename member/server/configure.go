package server

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/online"
	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// Group is what the server is told of the others before it is started.
type Group struct {
	// Name tells the group from the cluster's other groups, and is a part of its name.
	Name string
	// Contacts are the addresses of the members to connect to.
	Contacts []string
	// Donors are the names of the members that a full transfer should come from, best first.
	Donors []string
}

// Mounted reads the mounted settings as they are now.
func (s *Server) Mounted() (online.Files, error) {
	settings, err := os.ReadFile(s.Paths.Settings)
	if err != nil {
		return online.Files{}, fmt.Errorf("reading the mounted settings: %w", err)
	}
	changeable, err := os.ReadFile(s.Paths.Online)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return online.Files{}, fmt.Errorf("reading the mounted settings: %w", err)
	}
	return online.Files{Server: string(settings), Online: string(changeable)}, nil
}

// Configure writes the options file for the next start of the server, and returns the settings that it holds. The mounted
// settings and passwords are read again each time.
func (s *Server) Configure(group Group) (online.Files, error) {
	mounted, err := s.Mounted()
	if err != nil {
		return mounted, err
	}
	password, err := s.secret(contract.SecretTransferPassword)
	if err != nil {
		return mounted, err
	}
	size, err := fileSystemBytes(filepath.Dir(s.Paths.Data))
	if err != nil {
		return mounted, err
	}
	render := s.Render
	if render == nil {
		render = serverconfig.Member
	}
	text, err := render(serverconfig.MemberFacts{
		Server: mounted.Server + "\n" + mounted.Online, ClusterName: serverconfig.GroupName(s.Cluster, group.Name), Node: s.Member, Ordinal: s.Ordinal, Address: s.Address,
		Peers: group.Contacts, Donors: group.Donors, FileSystemBytes: size, TransferPassword: password,
	})
	if err != nil {
		return mounted, fmt.Errorf("rendering the options file: %w", err)
	}
	// The file holds a password. Its mode is set before anything is in it, also where an earlier one is replaced.
	file, err := os.OpenFile(s.optionsFile(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return mounted, fmt.Errorf("writing the options file: %w", err)
	}
	_, err = file.WriteString(text)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return mounted, fmt.Errorf("writing the options file: %w", err)
	}
	return mounted, nil
}

func (s *Server) secret(key string) (string, error) {
	text, err := os.ReadFile(filepath.Join(s.Paths.Secrets, key))
	if err != nil {
		return "", fmt.Errorf("reading the mounted secret: %w", err)
	}
	return strings.TrimRight(string(text), "\n"), nil
}

func fileSystemBytes(path string) (int64, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(path, &stat); err != nil {
		return 0, fmt.Errorf("asking for the size of the file system at %s: %w", path, err)
	}
	return int64(stat.Blocks) * stat.Bsize, nil
}
