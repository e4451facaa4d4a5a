package watch

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/galera-aks/galera-aks/member/state"
	"github.com/go-sql-driver/mysql"
)

// A Client is how the servers are asked.
type Client struct {
	// User and Password are the application's.
	User, Password string
	// Port is the servers'.
	Port int
	// Dial reaches an address of a pod.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// patience is how long a server is given to answer.
const patience = time.Second

// errNotPrepared is MariaDB's number for "WSREP has not yet prepared node for application use".
const errNotPrepared = 1047

// Ask asks a server once, over a connection of its own as a new client would have.
func (c Client) Ask(ctx context.Context, address string) Look {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	look := Look{Asked: time.Now()}
	condition, err := c.status(ctx, address)
	look.Answered = time.Now()
	var refused *mysql.MySQLError
	switch {
	case err == nil:
		look.Condition = condition
	case errors.As(err, &refused) && refused.Number == errNotPrepared:
		look.Condition = Condition{Answers: true}
	}
	return look
}

func (c Client) status(ctx context.Context, address string) (Condition, error) {
	config := mysql.NewConfig()
	config.Net, config.Addr = "tcp", net.JoinHostPort(address, strconv.Itoa(c.Port))
	config.User, config.Passwd = c.User, c.Password
	config.Timeout, config.ReadTimeout, config.WriteTimeout = patience, patience, patience
	config.DialFunc = c.Dial
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return Condition{}, fmt.Errorf("asking %s: %w", address, err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_cluster_status','wsrep_local_state_comment',"+
		"'wsrep_cluster_size','wsrep_cluster_conf_id','wsrep_cluster_state_uuid')")
	if err != nil {
		return Condition{}, fmt.Errorf("asking %s: %w", address, err)
	}
	defer rows.Close()
	said := Condition{Answers: true}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return Condition{}, fmt.Errorf("asking %s: %w", address, err)
		}
		switch name {
		case "wsrep_cluster_status":
			said.Primary = value == state.StatusPrimary
		case "wsrep_local_state_comment":
			said.State = value
		case "wsrep_cluster_size":
			said.Size, _ = strconv.Atoi(value)
		case "wsrep_cluster_conf_id":
			said.View = value
		case "wsrep_cluster_state_uuid":
			said.UUID = value
		}
	}
	if err := rows.Err(); err != nil {
		return Condition{}, fmt.Errorf("asking %s: %w", address, err)
	}
	return said, nil
}
