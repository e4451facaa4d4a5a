package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/galera-aks/galera-aks/lab/application"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/spf13/cobra"
)

func sql() *cobra.Command {
	var database, member string
	c := &cobra.Command{
		Use:   "sql [--database NAME] [--member NAME] 'STATEMENT'",
		Short: "Run SQL as the application's user, from its host through the private address, or on one member",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := openUp()
			if err != nil {
				return err
			}
			d, err := s.database(c.Context(), database)
			if err != nil {
				return err
			}
			return s.statement(c.Context(), d, member, args[0], os.Stdout, os.Stderr)
		},
	}
	c.Flags().StringVar(&database, "database", "", "the database, where there are several")
	c.Flags().StringVar(&member, "member", "", "run it on this member instead of through the private address")
	return c
}

// database finds the region's database that is meant.
func (s *session) database(ctx context.Context, name string) (inventory.Database, error) {
	status, err := s.region.Status(ctx)
	if err != nil {
		return inventory.Database{}, err
	}
	return choose(status, name)
}

// choose finds the database that is meant.
func choose(status inventory.Status, name string) (inventory.Database, error) {
	if d, found := status.Find(name); found {
		return d, nil
	}
	var names []string
	for _, d := range status.Databases {
		names = append(names, d.Name)
	}
	return inventory.Database{}, fmt.Errorf("--database: must be one of %s, got %q", strings.Join(names, ", "), name)
}

// ask runs a statement and returns its answer as one text.
func (s *session) ask(ctx context.Context, d inventory.Database, member, statement string) (string, error) {
	var out, errs bytes.Buffer
	if err := s.statement(ctx, d, member, statement, &out, &errs); err != nil {
		return "", fmt.Errorf("%w: %s", err, strings.TrimSpace(errs.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

func (s *session) statement(ctx context.Context, d inventory.Database, member, statement string, out, errs io.Writer) error {
	account, err := s.region.Account(ctx, d)
	if err != nil {
		return err
	}
	if member == "" {
		return s.application().Run(ctx, application.SQL{
			Address: d.Address, Port: contract.PortSQL, Statement: statement,
			User: account.User, Password: account.Password, Schema: account.Schema,
		}, out, errs)
	}
	// The password comes on standard input: an argument could be read in the list of processes.
	cmd := s.kubectl(ctx, "exec", "--stdin", "--namespace", d.Namespace, contract.Pod(member), "--container", contract.ComponentMember, "--",
		"sh", "-c", `read -r MYSQL_PWD && export MYSQL_PWD && exec mariadb --host 127.0.0.1 --protocol tcp --skip-ssl --user "$0" --batch --skip-column-names --execute "$1" "$2"`,
		account.User, statement, account.Schema)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(account.Password+"\n"), out, errs
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("running SQL on %s: %w", member, err)
	}
	return nil
}
