package supervisor_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/state"
)

// TestLife takes one cluster through its life. The steps build on one another, since every cluster costs two full
// state transfers of more than ten seconds each.
func TestLife(t *testing.T) {
	c := newCluster(t, 3)
	watch := watchReadiness(c)

	step(t, "three empty disks become one cluster", func(t *testing.T) {
		c.start()
		c.allReady(2 * time.Minute)
		c.members[0].exec("CREATE TABLE writes (id INT AUTO_INCREMENT PRIMARY KEY, body TEXT)")
		c.writes(10)
		if record := c.record(); record.Record.UUID == "" || record.Record.Epoch != 1 || len(record.Record.Members) != 3 {
			t.Errorf("the ledger holds %+v", record)
		}
		if writers := c.writers(); len(writers) != 1 {
			t.Errorf("writers are %v, want one", writers)
		}
	})

	step(t, "a killed mariadbd comes back by incremental transfer", func(t *testing.T) {
		m := c.members[1]
		before, transfers := m.mariadbd(), fullTransfers(m)
		check(t, syscall.Kill(before, syscall.SIGKILL))
		c.until(20*time.Second, "its end was noticed", func() error {
			if m.ready() {
				return errors.New("it still says that it is ready")
			}
			return nil
		})
		c.writes(10)
		c.allReady(time.Minute)
		if after := m.mariadbd(); after == before {
			t.Errorf("mariadbd was not started again")
		}
		if fullTransfers(m) != transfers {
			t.Errorf("it took a full transfer")
		}
		c.same(20)
	})

	step(t, "all killed at once form their last Primary again", func(t *testing.T) {
		c.writes(5)
		for _, m := range c.members {
			m.cutPower()
		}
		c.start()
		c.allReady(time.Minute)
		c.same(25)
		if record := c.record(); record.Record.Epoch != 1 {
			t.Errorf("the epoch is %d: somebody started a new Primary, want the last one restored", record.Record.Epoch)
		}
	})

	step(t, "two killed find the third, which still runs", func(t *testing.T) {
		c.members[0].cutPower()
		c.members[1].cutPower()
		c.until(30*time.Second, "the third has lost its Primary", func() error {
			if report, err := c.members[2].report(); err != nil || report.Wsrep.Primary() || report.Ready {
				return errors.Join(fmt.Errorf("it says %+v", report.Wsrep), err)
			}
			return nil
		})
		c.members[0].start()
		c.members[1].start()
		c.allReady(time.Minute)
		c.same(25)
	})

	step(t, "all stopped in good order come back", func(t *testing.T) {
		for _, m := range c.members {
			m.stop()
		}
		c.start()
		c.allReady(time.Minute)
		c.same(25)
		if record := c.record(); record.Record.Epoch != 2 {
			t.Errorf("the epoch is %d, want 2", record.Record.Epoch)
		}
	})

	step(t, "nobody starts alone", func(t *testing.T) {
		for _, m := range c.members {
			m.stop()
		}
		c.members[0].start()
		c.members[1].start()
		for _, m := range c.members[:2] {
			c.until(30*time.Second, m.facts.Config.Member+" says whom it waits for", func() error {
				report, err := m.report()
				if err != nil || report.Phase != state.PhaseWaiting || !strings.Contains(report.WaitsFor, "orders-2") {
					return errors.Join(fmt.Errorf("it is %s and waits for %q", report.Phase, report.WaitsFor), err)
				}
				return nil
			})
		}
		c.members[2].start()
		c.allReady(time.Minute)
		c.same(25)
	})

	step(t, "a wiped disk takes a full transfer", func(t *testing.T) {
		m := c.members[0]
		m.stop()
		check(t, os.RemoveAll(m.facts.Root+"/volume"))
		check(t, os.MkdirAll(m.facts.Root+"/volume", 0o700))
		transfers := fullTransfers(m)
		m.start()
		c.allReady(2 * time.Minute)
		if fullTransfers(m) == transfers {
			t.Errorf("it took no full transfer")
		}
		c.same(25)
	})

	step(t, "an interrupted full transfer is taken again", func(t *testing.T) {
		m := c.members[1]
		m.stop()
		check(t, os.RemoveAll(m.facts.Root+"/volume/data"))
		transfers := fullTransfers(m)
		m.start()
		c.until(time.Minute, "the transfer is under way", func() error {
			if fullTransfers(m) == transfers {
				return errors.New("not yet")
			}
			return nil
		})
		m.cutPower()
		m.start()
		c.until(time.Minute, "the disk is known to be partial", func() error {
			report, err := m.report()
			if err != nil || report.Disk.Class != state.ClassPartial {
				return errors.Join(fmt.Errorf("it is %q", report.Disk.Class), err)
			}
			return nil
		})
		c.allReady(2 * time.Minute)
		c.same(25)
	})

	step(t, "without the ledger the cluster goes on, and a killed member returns", func(t *testing.T) {
		check(t, os.WriteFile(c.shared+"/away", nil, 0o600))
		c.writes(5)
		c.members[2].cutPower()
		c.members[2].start()
		c.allReady(time.Minute)
		check(t, os.Remove(c.shared+"/away"))
		c.same(30)
	})

	for _, problem := range watch() {
		t.Error(problem)
	}
}

// TestAnInterruptedFirstStartIsBegunAgain kills member 0 at several moments of creating the cluster.
func TestAnInterruptedFirstStartIsBegunAgain(t *testing.T) {
	c := newCluster(t, 1)
	m := c.members[0]
	for _, moment := range []struct {
		name    string
		reached func() bool
	}{
		{"the first data is being created", func() bool { return exists(m.facts.Root + "/volume/data.new") }},
		{"the first data is in place", func() bool { return exists(m.facts.Root + "/volume/data/mysql") }},
		{"the history has a name", func() bool { return exists(m.facts.Root + "/volume/data/gvwstate.dat") }},
	} {
		m.start()
		c.until(time.Minute, moment.name, func() error {
			if !moment.reached() {
				return errors.New("not yet")
			}
			return nil
		})
		m.cutPower()
	}
	m.start()
	c.allReady(time.Minute)
	if problem := m.db.Ping(); problem != nil {
		t.Errorf("the application's schema is not there: %v", problem)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// step runs a part of a test, and ends the test if it fails: the later parts build on it.
func step(t *testing.T, name string, do func(*testing.T)) {
	t.Helper()
	t.Logf("--- %s", name)
	began := time.Now()
	do(t)
	if t.Failed() {
		t.FailNow()
	}
	t.Logf("    took %.1f s", time.Since(began).Seconds())
}

// fullTransfers counts the full state transfers that a member has begun to receive.
func fullTransfers(m *member) int {
	return strings.Count(m.log(), "Proceeding with SST")
}

// writes adds rows through the writer.
func (c *cluster) writes(n int) {
	c.t.Helper()
	c.until(20*time.Second, "there is a writer", func() error {
		if writers := c.writers(); len(writers) != 1 {
			return fmt.Errorf("writers are %v", writers)
		}
		return nil
	})
	for _, m := range c.members {
		if report, err := m.report(); err == nil && report.Ready && report.Writer {
			for range n {
				m.exec("INSERT INTO writes (body) VALUES ('x')")
			}
			return
		}
	}
}

func (c *cluster) writers() []string {
	var names []string
	for _, m := range c.members {
		if report, err := m.report(); err == nil && report.Ready && report.Writer {
			names = append(names, report.Member)
		}
	}
	return names
}

// same checks that every member has the same number of rows.
func (c *cluster) same(rows int) {
	c.t.Helper()
	c.until(10*time.Second, fmt.Sprintf("every member has %d rows", rows), func() error {
		var problems []error
		for _, m := range c.members {
			if n := m.count(); n != rows {
				problems = append(problems, fmt.Errorf("%s has %d", m.facts.Config.Member, n))
			}
		}
		return errors.Join(problems...)
	})
}

// watchReadiness looks all the time for a member that says it is ready and is not Synced with the cluster's history.
// The returned function ends that and returns what was found.
func watchReadiness(c *cluster) func() []error {
	var problems []error
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		seen := map[string]bool{}
		for {
			for _, m := range c.members {
				report, err := m.report()
				synced := report.Wsrep.Synced() && report.Wsrep.Ready || report.Wsrep.State == state.StateDonor
				if err == nil && report.Ready && !synced && !seen[report.Member] {
					seen[report.Member] = true
					problems = append(problems, fmt.Errorf("ready while not Synced: %+v", report))
				}
			}
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() []error { close(stop); <-stopped; return problems }
}
