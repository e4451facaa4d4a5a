//go:build stage

package stage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// kill ends a member's server without a word, and says so.
const kill = `for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" = mariadbd ] && kill -9 ${p#/proc/} && echo killed; done`

// incremental is what a server's transfer script says at the end of an incremental transfer, snapshot what it says at the
// end of a full one. The server itself speaks of both in either case.
const (
	incremental = "mariabackup IST completed on joiner"
	snapshot    = "mariabackup SST completed on joiner"
)

// crash kills the server of a member that is not the writer.
func (s *story) crash(t *testing.T) {
	s.load = startLoad(t)
	d := statusNow(t).orders(t)
	member := d.Members[0].Name
	if member == d.Writer {
		member = d.Members[1].Name
	}
	const identity = "stat -c %i /var/lib/galera/data/ibdata1"
	disk := inMember(t, member+"-0", identity)
	ids := podIDs(t)
	watching := watchPods(t)
	began := time.Now()
	if out := inMember(t, member+"-0", kill); out != "killed\n" {
		t.Fatalf("killing the server of %s: %q", member, out)
	}
	await(t, member+" not ready", 10*time.Second, func() (bool, string) {
		return fewest(watching.soFar(), 3) == 2, "three members ready"
	})
	awaitHealthy(t, 3, time.Minute)
	say("%s, killed, was back in step after %.1fs; longest gap between writes %s", member, time.Since(began).Seconds(), s.load.gap(began).Round(time.Millisecond))
	if least := fewest(watching.end(t), 3); least != 2 {
		t.Errorf("fewest members ready at once: %d, want 2", least)
	}
	log := must(t, "kubectl", "logs", "--namespace", namespace, member+"-0", "--since-time", began.UTC().Format(time.RFC3339)).out
	if !strings.Contains(log, incremental) || strings.Contains(log, snapshot) {
		t.Errorf("%s has not come back by an incremental transfer; its log:\n%s", member, log)
	}
	if now := inMember(t, member+"-0", identity); now != disk || disk == "" {
		t.Errorf("%s has another disk content: file %q, was %q", member, now, disk)
	}
	for name, id := range podIDs(t) {
		if name != member+"-0" && id != ids[name] {
			t.Errorf("%s was %s, is %s", name, ids[name], id)
		}
	}
	s.load.nothingLost(t, 3)
}

// zoneLost cuts the power of the writer's zone.
func (s *story) zoneLost(t *testing.T) {
	before := statusNow(t)
	lost := before.member(t, before.orders(t).Writer)
	zone := strings.TrimPrefix(lost.Zone, "westeurope-")
	began := time.Now()
	must(t, "node", "kill", zone)
	s.load.awaitWrites(t, 40*time.Second)
	say("writes went on after %s", s.load.gap(began).Round(time.Millisecond))
	await(t, "the zone down and another writer", 30*time.Second, func() (bool, string) {
		r := lab(t, "status", "--json")
		now, err := readStatus(r.out)
		if err != nil || len(now.Databases) != 1 {
			return false, r.all
		}
		away := now.member(t, lost.Name)
		so := !away.Ready && away.State == "" && now.orders(t).Writer != "" && now.orders(t).Writer != lost.Name
		for _, z := range now.Region.Zones {
			so = so && z.Up == (z.Name != lost.Zone)
		}
		for _, m := range now.orders(t).Members {
			so = so && m.Primary == (m.Name != lost.Name)
		}
		return so, r.all
	})
	booted := time.Now()
	must(t, "node", "boot", zone)
	say("booting the node took %.1fs", time.Since(booted).Seconds())
	awaitHealthy(t, 3, 90*time.Second)
	say("%s was back in step %.1fs after its zone had power; longest gap between writes %s",
		lost.Name, time.Since(booted).Seconds(), s.load.gap(began).Round(time.Millisecond))
	s.load.nothingLost(t, 3)
}

// allLost cuts the power of all zones. The members come back by what they and their disks know, without a human.
func (s *story) allLost(t *testing.T) {
	before := statusNow(t)
	for zone := range 3 {
		must(t, "node", "kill", fmt.Sprint(zone+1))
	}
	dark := time.Now()
	for zone := range 3 {
		must(t, "node", "boot", fmt.Sprint(zone+1))
	}
	up := time.Now()
	first := s.load.awaitWrites(t, 2*time.Minute)
	took := first.Sub(up)
	say("writes acknowledged %.1fs after the last node was up", took.Seconds())
	if gap := s.load.gap(dark); gap < up.Sub(dark) {
		t.Errorf("writes went on without power: longest gap %s", gap)
	}
	if bound := 30 * time.Second; took > bound {
		t.Errorf("writes acknowledged %s after the last node was up, want at most %s", took, bound)
	}
	after := awaitHealthy(t, 3, 2*time.Minute)
	say("all members were in step %.1fs after the last node was up", time.Since(up).Seconds())
	for i, m := range after.orders(t).Members {
		if was := before.orders(t).Members[i]; m.UUID != was.UUID || m.Seqno <= was.Seqno {
			t.Errorf("%s: state %s at %d, was %s at %d; want the same, further on", m.Name, m.UUID, m.Seqno, was.UUID, was.Seqno)
		}
	}
	s.load.nothingLost(t, 3)
}
