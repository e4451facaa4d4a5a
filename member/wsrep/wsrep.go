// Package wsrep asks a running mariadbd, over its Unix socket, how it sees the cluster.
package wsrep

import (
	"context"
	"database/sql"
	"fmt"
	"os/user"
	"strconv"
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

// Status returns how mariadbd sees the cluster, or an error while it does not answer.
func (c *Client) Status(ctx context.Context) (state.Wsrep, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	rows, err := c.db.QueryContext(ctx, "SHOW GLOBAL STATUS LIKE 'wsrep_%'")
	if err != nil {
		return state.Wsrep{}, fmt.Errorf("asking mariadbd for its state: %w", err)
	}
	defer rows.Close()
	values := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return state.Wsrep{}, fmt.Errorf("reading mariadbd's state: %w", err)
		}
		values[strings.ToLower(name)] = value
	}
	if err := rows.Err(); err != nil {
		return state.Wsrep{}, fmt.Errorf("reading mariadbd's state: %w", err)
	}
	return parse(values), nil
}

func parse(values map[string]string) state.Wsrep {
	return state.Wsrep{
		State:         values["wsrep_local_state_comment"],
		ClusterStatus: values["wsrep_cluster_status"],
		Size:          int(number(values["wsrep_cluster_size"])),
		ClusterUUID:   values["wsrep_cluster_state_uuid"],
		LastCommitted: number(values["wsrep_last_committed"]),
		ReceiveQueue:  number(values["wsrep_local_recv_queue"]),
		Ready:         values["wsrep_ready"] == "ON",
		Connected:     values["wsrep_connected"] == "ON",
	}
}

// number reads a count; what is no number, as before the first view, counts as 0.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
