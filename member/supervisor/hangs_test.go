package supervisor_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/event"
)

// TestHangs has members stand still in several ways, while the rest of the cluster goes on.
func TestHangs(t *testing.T) {
	c := newCluster(t, 3)
	c.start()
	c.allReady(2 * time.Minute)
	c.members[0].exec("CREATE TABLE writes (id INT AUTO_INCREMENT PRIMARY KEY, body TEXT)")
	c.writes(10)

	step(t, "a writer that leaves lets its successor in first", func(t *testing.T) {
		m := c.writer()
		before := len(c.order())
		connection, err := m.db.Conn(context.Background())
		check(t, err)
		defer func() { _ = connection.Close() }()
		m.stop()
		if err := connection.PingContext(context.Background()); err == nil {
			t.Error("a client is still connected")
		}
		own, changes := contract.Pod(m.facts.Config.Member), c.order()[before:]
		if len(changes) != 3 || !strings.HasPrefix(changes[0], "lease orders-") || !strings.HasPrefix(changes[1], "mark orders-") ||
			!strings.HasSuffix(changes[1], " true") || changes[2] != "mark "+own+" false" {
			t.Errorf("the changes were %q", changes)
		}
		c.writes(5)
		m.start()
		c.allReady(time.Minute)
	})

	step(t, "a frozen writer does not keep the others from writing", func(t *testing.T) {
		m := c.writer()
		frozen := m.mariadbd()
		check(t, syscall.Kill(frozen, syscall.SIGSTOP))
		began := time.Now()
		c.until(20*time.Second, "another takes the writes", func() error {
			if writers := c.writers(); len(writers) != 1 || writers[0] == m.facts.Config.Member {
				return fmt.Errorf("writers are %v", writers)
			}
			return nil
		})
		c.writes(5)
		t.Logf("writes went on after %.1f s", time.Since(began).Seconds())
		c.allReady(time.Minute)
		if m.mariadbd() == frozen || !m.told(event.ServerKilled, "stopped by a signal") {
			t.Error("the frozen mariadbd was not killed")
		}
		c.same(c.writer().count())
	})

	step(t, "an applier that stands still is ended, and the others go on", func(t *testing.T) {
		m := c.reader()
		stuck := m.mariadbd()
		lock, err := m.db.Conn(context.Background())
		check(t, err)
		defer func() { _ = lock.Close() }()
		_, err = lock.ExecContext(context.Background(), "LOCK TABLES writes READ")
		check(t, err)
		// More than the others may be ahead: flow control stops them all.
		done, writer := make(chan error, 1), c.writer()
		go func() {
			for range 200 {
				if _, err := writer.db.Exec("INSERT INTO writes (body) VALUES ('x')"); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
		c.until(time.Minute, "the writes are through", func() error {
			select {
			case err := <-done:
				check(t, err)
				return nil
			default:
				return errors.New("not yet")
			}
		})
		c.allReady(time.Minute)
		if m.mariadbd() == stuck || !m.told(event.ServerKilled, "makes all others wait") {
			t.Error("mariadbd was not killed")
		}
		c.same(c.writer().count())
	})

	step(t, "a member that does not hold what the others do leaves them, and takes everything anew", func(t *testing.T) {
		m := c.reader()
		own, err := m.db.Conn(context.Background())
		check(t, err)
		for _, alone := range []string{"SET SESSION wsrep_on=OFF", "DELETE FROM writes ORDER BY id LIMIT 1"} {
			_, err := own.ExecContext(context.Background(), alone)
			check(t, err)
		}
		_ = own.Close()
		c.writer().exec("UPDATE writes SET body = 'changed' ORDER BY id LIMIT 1")
		c.until(30*time.Second, "it is ended", func() error {
			if !m.told(event.ServerKilled, "left the group by itself") {
				return errors.New("not yet")
			}
			return nil
		})
		c.allReady(2 * time.Minute)
		if !m.told(event.StateTransferFinished, "") {
			t.Error("it did not take a full transfer")
		}
		c.same(c.writer().count())
	})

	step(t, "a transfer that stands still is begun again", func(t *testing.T) {
		m := c.reader()
		m.stop()
		check(t, os.RemoveAll(m.facts.Root+"/volume/data"))
		m.start()
		var sender []int
		c.until(time.Minute, "somebody sends", func() error {
			for _, donor := range c.members {
				if sender = donor.senders(); len(sender) > 0 {
					return nil
				}
			}
			return errors.New("not yet")
		})
		for _, pid := range sender {
			check(t, syscall.Kill(pid, syscall.SIGSTOP))
		}
		c.until(time.Minute, "the stall is noticed", func() error {
			if !m.told(event.StateTransferStalled, "") {
				return errors.New("not yet")
			}
			return nil
		})
		for _, pid := range sender {
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}
		c.allReady(time.Minute)
		c.same(c.writer().count())
	})
}

// writer returns the member that takes the writes.
func (c *cluster) writer() *member {
	c.t.Helper()
	var name string
	c.until(20*time.Second, "there is a writer", func() error {
		writers := c.writers()
		if len(writers) != 1 {
			return fmt.Errorf("writers are %v", writers)
		}
		name = writers[0]
		return nil
	})
	return c.members[slices.IndexFunc(c.members, func(m *member) bool { return m.facts.Config.Member == name })]
}

// reader returns a member that does not.
func (c *cluster) reader() *member {
	writer := c.writer()
	return c.members[slices.IndexFunc(c.members, func(m *member) bool { return m != writer })]
}

// order returns the changes of the writer's lease and marks so far.
func (c *cluster) order() []string { return lines(c.t, c.shared+"/order") }

// told tells whether the member has recorded an event whose message has a text in it.
func (m *member) told(reason event.Reason, text string) bool {
	return slices.ContainsFunc(lines(m.t, m.facts.Root+"/events"), func(line string) bool {
		return strings.HasPrefix(line, string(reason)+" ") && strings.Contains(line, text)
	})
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// senders returns the processes with which the member's mariadbd sends a full state transfer, once there is the one that
// reads the data: the transfer script gives up by itself on a partner that stands still before.
func (m *member) senders() []int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pod == nil {
		return nil
	}
	group := m.mariadbd()
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var found []int
	reads := false
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		var pid, parent, processGroup int
		name := string(text[strings.IndexByte(string(text), '(')+1 : strings.LastIndexByte(string(text), ')')])
		var state string
		_, _ = fmt.Sscan(string(text), &pid)
		_, _ = fmt.Sscan(string(text[strings.LastIndexByte(string(text), ')')+1:]), &state, &parent, &processGroup)
		reader := strings.HasPrefix(name, "mariadb-backup") || strings.HasPrefix(name, "mariabackup")
		if processGroup == group && (name == "socat" || reader) {
			found, reads = append(found, pid), reads || reader
		}
	}
	if !reads {
		return nil
	}
	return found
}
