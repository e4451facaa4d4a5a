//go:build stage

package stage_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// pace is the time between two writes.
const pace = 20 * time.Millisecond

// writeLoad writes rows numbered from 1 until its standard input ends. It prints the number of each row that the database
// has acknowledged; a row that fails is not tried again, since nobody knows what became of it.
func writeLoad() int {
	config := mysql.NewConfig()
	config.Net, config.Addr, config.DBName = "tcp", "orders.galera-lab.internal:3306", database
	config.User, config.Passwd = "application", os.Getenv("STAGE_PASSWORD")
	config.Timeout, config.ReadTimeout, config.WriteTimeout = time.Second, 3*time.Second, 3*time.Second
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	ctx, end := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		end()
	}()
	ticks := time.NewTicker(pace)
	for id := 1; ; id++ {
		select {
		case <-ctx.Done():
			return 0
		case <-ticks.C:
		}
		if _, err := db.ExecContext(ctx, "INSERT INTO stage_load (id) VALUES (?)", id); err != nil {
			fmt.Fprintf(os.Stderr, "%d: %v\n", id, err)
			continue
		}
		fmt.Println(id)
	}
}

// load is the writer on the application's host, with what was acknowledged to it.
type load struct {
	command *exec.Cmd
	input   io.Closer
	ended   chan struct{}

	lock     sync.Mutex
	rows     []acknowledged
	mishap   string
	mishaps  int
	finished error
}

type acknowledged struct {
	id string
	at time.Time
}

// startLoad starts the writer and waits until it writes.
func startLoad(t *testing.T) *load {
	t.Helper()
	must(t, "sql", "CREATE TABLE stage_load (id BIGINT PRIMARY KEY)")
	secret, err := cluster(t).CoreV1().Secrets(namespace).Get(t.Context(), "orders-secrets", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	l := &load{command: command("client", "--", self, loadRole), ended: make(chan struct{})}
	l.command.Env = append(os.Environ(), "STAGE_PASSWORD="+string(secret.Data["application-password"]))
	input, err := l.command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	l.input = input
	out, outErr := l.command.StdoutPipe()
	errs, errsErr := l.command.StderrPipe()
	if err := errors.Join(outErr, errsErr, l.command.Start()); err != nil {
		t.Fatal(err)
	}
	go l.read(out, errs)
	await(t, "the first row written", 20*time.Second, func() (bool, string) { return l.count() > 0, l.lastMishap() })
	return l
}

func (l *load) read(out, errs io.Reader) {
	var both sync.WaitGroup
	both.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			l.note(func() { l.rows = append(l.rows, acknowledged{lines.Text(), time.Now()}) })
		}
	})
	both.Go(func() {
		for lines := bufio.NewScanner(errs); lines.Scan(); {
			l.note(func() { l.mishap, l.mishaps = lines.Text(), l.mishaps+1 })
		}
	})
	both.Wait()
	err := l.command.Wait()
	l.note(func() { l.finished = err })
	close(l.ended)
}

func (l *load) note(do func()) {
	l.lock.Lock()
	defer l.lock.Unlock()
	do()
}

// stop ends the writer.
func (l *load) stop() {
	l.input.Close()
	<-l.ended
}

func (l *load) count() int {
	l.lock.Lock()
	defer l.lock.Unlock()
	return len(l.rows)
}

func (l *load) lastMishap() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	return fmt.Sprintf("%d rows acknowledged, %d failed, last: %s", len(l.rows), l.mishaps, l.mishap)
}

// awaitWrites waits until rows are acknowledged from now on, and returns when the first one was.
func (l *load) awaitWrites(t *testing.T, limit time.Duration) time.Time {
	t.Helper()
	before := l.count()
	await(t, "writes acknowledged", limit, func() (bool, string) { return l.count() > before, l.lastMishap() })
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.rows[before].at
}

// gap is the longest time without an acknowledged write since a moment.
func (l *load) gap(since time.Time) time.Duration {
	l.lock.Lock()
	defer l.lock.Unlock()
	longest, last := time.Duration(0), since
	for _, r := range l.rows {
		if r.at.After(since) {
			longest, last = max(longest, r.at.Sub(last)), r.at
		}
	}
	return max(longest, time.Since(last))
}

// nothingLost looks on every member for every row that was acknowledged so far.
func (l *load) nothingLost(t *testing.T, members int) {
	t.Helper()
	select {
	case <-l.ended:
		t.Fatalf("the writer has ended: %v, %s", l.finished, l.mishap)
	default:
	}
	l.lock.Lock()
	rows := append([]acknowledged(nil), l.rows...)
	l.lock.Unlock()
	for ordinal := range members {
		member := database + "-" + strconv.Itoa(ordinal)
		// The member may be a write set behind: the session waits for what was committed elsewhere.
		out := must(t, "sql", "--member", member, "SET SESSION wsrep_sync_wait=1; SELECT id FROM stage_load").out
		found := map[string]bool{}
		for line := range strings.Lines(out) {
			found[strings.TrimSpace(line)] = true
		}
		var lost []string
		for _, r := range rows {
			if !found[r.id] {
				lost = append(lost, r.id)
			}
		}
		if len(lost) > 0 {
			t.Errorf("%s has lost %d of %d acknowledged rows: %s", member, len(lost), len(rows), strings.Join(lost[:min(len(lost), 10)], ", "))
		}
	}
	say("%d acknowledged rows are on each of %d members", len(rows), members)
}
