// Package wsrep asks a running mariadbd, over its Unix socket, how it sees the cluster, and ends its clients'
// connections.
package wsrep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/user"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/galera-aks/galera-aks/member/state"
)

// answerTime bounds one question; a mariadbd that does not answer in it counts as not answering.
const answerTime = 2 * time.Second

// Client asks one mariadbd. It may be used from several goroutines at once.
type Client struct {
	db *sql.DB
}

// Answer is what mariadbd says of the cluster and of itself.
type Answer struct {
	// Wsrep is its state.
	Wsrep state.Wsrep
	// Members are the names of the members of its component, by the names that group communication has for them; nil
	// while mariadbd does not serve, or if it could not be asked.
	Members map[string]string
	// Durable tells whether it makes every commit durable before it acknowledges it.
	Durable bool
	// Counters are numbers for metrics, by the names of the status variables.
	Counters map[string]float64
}

// NewClient returns a client of the mariadbd that listens on a socket. It logs in as the operating system's user that
// the process runs as, which needs no password over a socket. Nothing is connected before the first question.
func NewClient(socket string) (*Client, error) {
	account, err := user.Current()
	if err != nil {
		return nil, fmt.Errorf("looking up who we are: %w", err)
	}
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr = account.Username, "unix", socket
	config.Timeout, config.ReadTimeout, config.WriteTimeout = answerTime, answerTime, answerTime
	config.Logger = &mysql.NopLogger{}
	// What is asked is how this very member sees the cluster, now; nobody else's writes are waited for.
	config.Params = map[string]string{"wsrep_sync_wait": "0"}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("preparing the connection to mariadbd: %w", err)
	}
	db := sql.OpenDB(connector)
	// One connection that is kept: a new one for each question would fill the server's log and its accounts.
	db.SetMaxOpenConns(1)
	return &Client{db: db}, nil
}

// Close ends the connection. Whether mariadbd took notice makes no difference to anybody, so it returns nothing.
func (c *Client) Close() { _ = c.db.Close() }

// Ask returns how mariadbd sees the cluster, or an error while it does not answer. That it answers with an error is an
// error too, which Answers tells apart.
func (c *Client) Ask(ctx context.Context) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	status, err := c.pairs(ctx, "SHOW GLOBAL STATUS WHERE Variable_name LIKE 'wsrep\\_%' OR Variable_name IN ('Threads_connected', 'Threads_running', 'Queries')")
	if err != nil {
		return Answer{}, fmt.Errorf("asking mariadbd for its state: %w", err)
	}
	// SHOW works in every state, SELECT only while mariadbd serves.
	variables, err := c.pairs(ctx, "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('innodb_flush_log_at_trx_commit', 'log_bin', 'sync_binlog')")
	if err != nil {
		return Answer{}, fmt.Errorf("asking mariadbd whether commits are durable: %w", err)
	}
	answer := Answer{Wsrep: parse(status), Durable: durable(variables), Counters: counters(status)}
	if answer.Wsrep.Primary() && answer.Wsrep.Ready {
		// A member that has just joined or left makes this fail for a moment; then nothing is known.
		answer.Members, _ = c.pairs(ctx, "SELECT node_uuid, node_name FROM mysql.wsrep_cluster_members")
	}
	return answer, nil
}

// Answers tells whether an error is mariadbd's own answer, as opposed to none.
func Answers(err error) bool {
	var refusal *mysql.MySQLError
	return errors.As(err, &refusal)
}

// pairs returns the rows of a question with two columns.
func (c *Client) pairs(ctx context.Context, question string, arguments ...any) (map[string]string, error) {
	rows, err := c.db.QueryContext(ctx, question, arguments...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	values := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		values[strings.ToLower(name)] = value
	}
	return values, rows.Err()
}
