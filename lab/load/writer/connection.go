package writer

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/go-sql-driver/mysql"
)

// A good client's patience.
const (
	// ConnectPatience is how long it waits for a connection to be made.
	ConnectPatience = time.Second
	// AnswerPatience is how long it waits for an answer.
	AnswerPatience = 2 * time.Second
)

// A Target is where and as whom to log in.
type Target struct {
	// Address is a host, by name or by number, and a port.
	Address string `json:"address"`
	// User and Password are the application's, Schema is where its tables are.
	User     string `json:"user"`
	Password string `json:"password"`
	Schema   string `json:"schema"`
}

// A Dialer connects to an address.
type Dialer func(ctx context.Context, network, address string) (net.Conn, error)

// A Connection speaks SQL. The standard library's pool is not between: it would send a statement again on its own.
type Connection struct {
	conn  driver.Conn
	cable *cable
}

// Connect logs in. Whoever does not answer a statement within the patience given is taken to be gone.
func Connect(ctx context.Context, t Target, dial Dialer, answer time.Duration) (*Connection, error) {
	var used *cable
	config := mysql.NewConfig()
	config.Net, config.Addr, config.User, config.Passwd, config.DBName = "tcp", t.Address, t.User, t.Password, t.Schema
	config.ReadTimeout, config.WriteTimeout = answer, answer
	config.Logger = log.New(io.Discard, "", 0)
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, ConnectPatience)
		defer cancel()
		raw, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		used = &cable{Conn: raw}
		return used, nil
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("preparing a connection to %s: %w", t.Address, err)
	}
	raw, err := connector.Connect(ctx)
	if err != nil {
		return nil, used.cause(err)
	}
	return &Connection{conn: raw, cable: used}, nil
}

// Exec runs a statement that returns no rows.
func (c *Connection) Exec(ctx context.Context, statement string) error {
	_, err := c.conn.(driver.ExecerContext).ExecContext(ctx, statement, nil)
	return c.cable.cause(err)
}

// Hangup ends a connection, if there is one.
func (c *Connection) Hangup() {
	if c != nil {
		// Nobody waits for the answer to a farewell, and it has been written down what became of the writes.
		_ = c.conn.Close()
	}
}

// A cable remembers what broke it, which the driver does not tell.
type cable struct {
	net.Conn
	lock   sync.Mutex
	broken error
}

func (c *cable) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.remember(err)
	return n, err
}

func (c *cable) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.remember(err)
	return n, err
}

func (c *cable) remember(err error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.broken == nil {
		c.broken = err
	}
}

// cause returns an error with what broke the cable, where that is behind it.
func (c *cable) cause(err error) error {
	if c == nil || err == nil || errors.As(err, new(*mysql.MySQLError)) {
		return err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.broken == nil {
		return err
	}
	return fmt.Errorf("%w: %w", err, c.broken)
}
