package writer

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// Files in a load's folder.
const (
	// OrderFile holds the Order, as JSON.
	OrderFile = "order.json"
	// JournalFile is what the writer notes.
	JournalFile = "journal"
)

// An Order is what a writer is to do. It holds the application's password.
type Order struct {
	Target Target `json:"target"`
	// Table is the table to make, and to write to.
	Table string `json:"table"`
	// Interval is the time between two writes of one connection.
	Interval time.Duration `json:"interval"`
	// Connections is how many there are.
	Connections int `json:"connections"`
	// Create says that the table may not be there yet.
	Create bool `json:"create"`
}

// Statement is the statement that makes a load's table.
func (o Order) Statement() string {
	return "CREATE TABLE IF NOT EXISTS " + o.Table + " (id BIGINT PRIMARY KEY, payload VARCHAR(64) NOT NULL) ENGINE=InnoDB"
}

// A writer writes until its context ends.
type writer struct {
	order   Order
	dial    Dialer
	journal *journal
	id      atomic.Int64
	// created tells that the table is there. A change of definitions with each connection would be no load that an
	// application makes.
	created atomic.Bool
}

// Write is the main function of the writer's process: it carries out the order in a folder until the context ends.
func Write(ctx context.Context, folder string) error {
	content, err := os.ReadFile(filepath.Join(folder, OrderFile))
	if err != nil {
		return fmt.Errorf("reading the load's order: %w", err)
	}
	var o Order
	if err := json.Unmarshal(content, &o); err != nil {
		return fmt.Errorf("reading the load's order: %w", err)
	}
	j, err := openJournal(filepath.Join(folder, JournalFile))
	if err != nil {
		return err
	}
	w := &writer{order: o, dial: new(net.Dialer).DialContext, journal: j}
	return w.run(ctx)
}

func (w *writer) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	failures := make(chan error, w.order.Connections)
	for n := range w.order.Connections {
		all.Go(func() {
			// The connections take turns.
			if err := w.keepWriting(ctx, w.order.Interval*time.Duration(n)/time.Duration(w.order.Connections)); err != nil {
				failures <- err
				stop()
			}
		})
	}
	all.Wait()
	close(failures)
	if err := <-failures; err != nil {
		return err
	}
	return w.journal.note(wordEnded)
}

// keepWriting writes on one connection at a time. Only the journal's failure is one.
func (w *writer) keepWriting(ctx context.Context, offset time.Duration) error {
	const firstPause, longestPause = 20 * time.Millisecond, 200 * time.Millisecond
	var c *Connection
	defer func() { c.Hangup() }()
	pause := time.Duration(0)
	next := time.Now().Add(offset)
	for sleep(ctx, time.Until(next)) {
		if c == nil {
			fresh, err := w.open(ctx)
			if err != nil && ctx.Err() != nil {
				return nil // the load's own end is no error
			}
			if err != nil {
				if err := w.journal.note(wordError, "connect: "+kind(err)); err != nil {
					return err
				}
				// The first new attempt is immediate; after that a crowd of clients would be in each other's way.
				next = time.Now().Add(pause)
				pause = min(max(2*pause, firstPause), longestPause)
				continue
			}
			c, pause = fresh, 0
		}
		begun := time.Now()
		healthy, err := w.write(c)
		if err != nil {
			return err
		}
		if !healthy {
			c.Hangup()
			c, next = nil, time.Now()
			continue
		}
		next = following(begun, next, w.order.Interval)
	}
	return nil
}

// following returns when the next write is due. Whoever was late does not hurry afterwards: a database that was away must
// not be met by all that could have been written meanwhile.
func following(begun, due time.Time, interval time.Duration) time.Time {
	if late := begun.Sub(due); late < interval {
		return due.Add(interval)
	}
	return begun.Add(interval)
}

// open connects, and makes the table where that is still to be done.
func (w *writer) open(ctx context.Context) (*Connection, error) {
	c, err := Connect(ctx, w.order.Target, w.dial, AnswerPatience)
	if err != nil || !w.order.Create || w.created.Load() {
		return c, err
	}
	if err := c.Exec(context.Background(), w.order.Statement()); err != nil {
		c.Hangup()
		return nil, err
	}
	w.created.Store(true)
	return c, nil
}

// write inserts one row. The connection is healthy when it is worth another one.
func (w *writer) write(c *Connection) (healthy bool, err error) {
	id := w.id.Add(1)
	statement := fmt.Sprintf("INSERT INTO %s VALUES (%d, '%s%s')", w.order.Table, id, rand.Text(), rand.Text())
	// The end of the load does not interrupt a write: the connection's own patience bounds it.
	failure := c.Exec(context.Background(), statement)
	if failure == nil {
		return true, w.journal.note(wordAcked, id)
	}
	if err := w.journal.note(wordError, "write: "+kind(failure)); err != nil {
		return false, err
	}
	if carriedOut(failure) {
		err = w.journal.note(wordUnknown, id)
	}
	return goesOn(failure), err
}

// sleep waits, and tells whether there is still time to go on.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
