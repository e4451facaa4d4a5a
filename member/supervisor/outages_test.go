package supervisor_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// TestOutages has disks that are withheld, foreign or ahead.
func TestOutages(t *testing.T) {
	c := newCluster(t, 3)
	c.start()
	c.allReady(2 * time.Minute)
	c.members[0].exec("CREATE TABLE writes (id INT AUTO_INCREMENT PRIMARY KEY, body TEXT)")
	c.writes(10)

	step(t, "data of another cluster is set aside", func(t *testing.T) {
		m := c.reader()
		m.stop()
		path := m.facts.Root + "/volume/data/grastate.dat"
		text, err := os.ReadFile(path)
		check(t, err)
		check(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(text), c.record().Record.UUID, "11111111-2222-3333-4444-555555555555")), 0o600))
		m.start()
		c.allReady(time.Minute)
		c.keptAside(m)
		c.same(10)
	})

	step(t, "without the last writer the others hold, until a person decides; it then returns ahead of them", func(t *testing.T) {
		// Two leave, the third writes on, and then is lost.
		last := c.writer()
		var others []*member
		for _, m := range c.members {
			if m != last {
				others = append(others, m)
				m.stop()
			}
		}
		for range 5 {
			last.exec("INSERT INTO writes (body) VALUES ('only here')")
		}
		last.cutPower()
		for _, m := range others {
			m.start()
		}
		c.holdsFor(others, last.facts.Config.Member)
		record := c.record().Record
		record.Override = &ledger.Override{Without: []string{last.facts.Config.Member}, Ballot: record.Ballot, Reason: "a test"}
		c.decide(func(stored *storedEntry) { stored.Record.Override = record.Override })
		c.until(time.Minute, "the two are ready", func() error { return ready(others, 2) })
		last.start()
		c.allReady(time.Minute)
		c.keptAside(last)
		c.same(10)
	})

	step(t, "a bounded policy lets time decide", func(t *testing.T) {
		last := c.writer()
		c.writes(5)
		var others []*member
		for _, m := range c.members {
			m.cutPower()
			if m != last {
				others = append(others, m)
			}
		}
		for _, m := range others {
			m.start()
		}
		c.holdsFor(others, last.facts.Config.Member)
		c.decide(func(stored *storedEntry) { stored.Policy = ledger.Policy{Bounded: true, After: time.Second} })
		c.until(time.Minute, "the two are ready", func() error { return ready(others, 2) })
		if !slices.ContainsFunc(others, func(m *member) bool { return m.told(event.WritesMayBeLost, last.facts.Config.Member) }) {
			t.Error("nobody tells what may be lost")
		}
		last.start()
		c.allReady(time.Minute)
		c.same(15)
	})
}

// holdsFor waits until some members hold, and say that it is for another.
func (c *cluster) holdsFor(members []*member, missing string) {
	c.t.Helper()
	c.until(time.Minute, "they hold for "+missing, func() error {
		var problems []error
		for _, m := range members {
			report, err := m.report()
			if err != nil || report.Phase != state.PhaseHolding || !strings.Contains(report.WaitsFor, missing) {
				problems = append(problems, fmt.Errorf("%s is %s and waits for %q", m.facts.Config.Member, report.Phase, report.WaitsFor), err)
			}
		}
		return errors.Join(problems...)
	})
	if !slices.ContainsFunc(members, func(m *member) bool { return m.told(event.Holding, missing) }) {
		c.t.Error("no event tells that they hold")
	}
}

// decide changes what people decide.
func (c *cluster) decide(change func(*storedEntry)) {
	c.t.Helper()
	ledger := fileLedger{path: c.shared}
	check(c.t, ledger.locked(func() error {
		stored, err := ledger.load()
		if err != nil {
			return err
		}
		change(&stored)
		stored.Version++
		return ledger.store(stored)
	}))
}

// keptAside checks that the member has kept the data that it could not use, and told so.
func (c *cluster) keptAside(m *member) {
	c.t.Helper()
	kept, err := filepath.Glob(m.facts.Root + "/volume/data-aside-*/ibdata1")
	if err != nil || len(kept) != 1 || !m.told(event.SetAside, "") {
		c.t.Errorf("kept aside are %v (%v)", kept, err)
	}
}

func ready(members []*member, size int) error {
	var problems []error
	for _, m := range members {
		if report, err := m.report(); err != nil || !report.Ready || report.Wsrep.Size != size {
			problems = append(problems, fmt.Errorf("%s is %s, size %d, and waits for %q", m.facts.Config.Member, report.Phase, report.Wsrep.Size, report.WaitsFor), err)
		}
	}
	return errors.Join(problems...)
}
