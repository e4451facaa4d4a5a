package drill

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"strconv"

	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/go-sql-driver/mysql"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Do runs statements on a member, one after the other, as the application's user.
func (r *Run) Do(ctx context.Context, member string, statements ...string) error {
	db, err := r.connect(ctx, member)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("running SQL on %s: %w", member, err)
		}
	}
	return nil
}

// loadTable names the table that the load writes to.
func (r *Run) loadTable(ctx context.Context, member string) (string, error) {
	db, err := r.connect(ctx, member)
	if err != nil {
		return "", err
	}
	defer db.Close()
	var name string
	err = db.QueryRowContext(ctx, "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'lab\\_load\\_%' ORDER BY create_time DESC LIMIT 1").Scan(&name)
	if err != nil {
		return "", fmt.Errorf("looking for the load's table on %s: %w", member, err)
	}
	return name, nil
}

// connect logs in to a member as the application's user.
func (r *Run) connect(ctx context.Context, member string) (*sql.DB, error) {
	account, err := r.Region.Account(ctx, r.Database)
	if err != nil {
		return nil, err
	}
	pod, err := r.api.CoreV1().Pods(r.Database.Namespace).Get(ctx, contract.Pod(member), metav1.GetOptions{})
	if err != nil {
		return nil, fmt.Errorf("looking for the pod of %s: %w", member, err)
	}
	config := mysql.NewConfig()
	config.Net, config.Addr = "tcp", net.JoinHostPort(pod.Status.PodIP, strconv.Itoa(contract.PortSQL))
	config.User, config.Passwd, config.DBName = account.User, account.Password, account.Schema
	config.Logger = &mysql.NopLogger{} // that connections break is what drills are about
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		return host.Dial(ctx, host.NamespacePath(fabric.Namespace), network, address)
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", member, err)
	}
	return sql.OpenDB(connector), nil
}

// written counts what the load has written, as a member has it.
func (r *Run) written(ctx context.Context, member string) (int64, error) {
	table, err := r.loadTable(ctx, member)
	if err != nil {
		return 0, err
	}
	db, err := r.connect(ctx, member)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var rows int64
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&rows); err != nil {
		return 0, fmt.Errorf("counting the load's writes on %s: %w", member, err)
	}
	return rows, nil
}
