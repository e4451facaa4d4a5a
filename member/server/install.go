package server

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/disk"
)

// Application is what is created for the application in a new cluster.
type Application struct {
	// Database is the schema; empty for none.
	Database string
	// User is the user with all rights on the schema; empty for none.
	User string
}

// Install creates a cluster's first data in the place of whatever the data directory holds: call it only for data
// that may be thrown away. The data appears under its name at once and completely, or not at all.
func (s *Server) Install(ctx context.Context, application Application) error {
	statements, err := s.statements(application)
	if err != nil {
		return err
	}
	beside := s.Paths.Data + ".new"
	for _, old := range []string{beside, s.Paths.Data} {
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("making room for the first data: %w", err)
		}
	}
	account, err := user.Current()
	if err != nil {
		return fmt.Errorf("looking up who we are: %w", err)
	}
	install := s.command("mariadb-install-db", s.Log, "--datadir="+beside, "--user="+account.Username, "--skip-test-db",
		"--auth-root-authentication-method=socket", "--auth-root-socket-user="+socketUser(account.Username))
	if err := s.run(ctx, install); err != nil {
		return fmt.Errorf("creating the system tables: %w", err)
	}
	bootstrap := s.command("mariadbd", s.Log, "--datadir="+beside, "--bootstrap", "--wsrep-on=OFF", "--skip-log-bin", "--skip-log-error")
	bootstrap.Stdin = strings.NewReader(statements)
	if err := s.run(ctx, bootstrap); err != nil {
		return fmt.Errorf("creating the first users: %w", err)
	}
	if err := disk.SyncTree(beside); err != nil {
		return err
	}
	if err := os.Rename(beside, s.Paths.Data); err != nil {
		return fmt.Errorf("putting the first data in place: %w", err)
	}
	return disk.SyncDirectory(filepath.Dir(s.Paths.Data))
}

// statements returns what creates the first users, one statement on a line as mariadbd --bootstrap reads them.
func (s *Server) statements(application Application) (string, error) {
	passwords := map[string]string{}
	for _, key := range []string{contract.SecretTransferPassword, contract.SecretRootPassword, contract.SecretApplicationPassword} {
		password, err := s.secret(key)
		if err != nil {
			return "", err
		}
		passwords[key] = password
	}
	return firstStatements(application, passwords), nil
}
