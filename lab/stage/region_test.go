//go:build stage

package stage_test

import (
	"testing"
	"time"
)

// TestRegion is one story with a region's life from nothing to nothing. Each part goes on from the state in which the one
// before has left the region, so that the first failure ends it.
func TestRegion(t *testing.T) {
	s := &story{machine: lookAtMachine(t)}
	t.Cleanup(func() { s.end(t) })
	for _, part := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"nothing is left of a region that was cut short", s.cutShort},
		{"up from nothing", s.up},
		{"up again changes nothing", s.upAgain},
		{"status", s.status},
		{"sql", s.sql},
		{"the application's host and nobody else", s.reach},
		{"what is deployed", s.deployed},
		{"previews of all environments", s.previews},
		{"preview of a change", s.previewOfChange},
		{"a member crashes", s.crash},
		{"a zone without power", s.zoneLost},
		{"all zones without power", s.allLost},
		{"a setting that the server refuses", s.refusedSetting},
		{"a changed setting", s.changedSetting},
		{"the short drills", s.shortDrills},
		{"destroy", s.destroy},
		{"down", s.down},
	} {
		began := time.Now()
		if !t.Run(part.name, part.run) {
			break
		}
		say("%-50s %6.1fs", part.name, time.Since(began).Seconds())
	}
}

// TestDayTwo is the story of a region that changes: its members, and what their disks are. It is a test of its own because
// it takes as long again as the rest.
func TestDayTwo(t *testing.T) {
	s := &story{machine: lookAtMachine(t)}
	t.Cleanup(func() { s.end(t) })
	for _, part := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"up from nothing", s.up},
		{"an application that writes", func(t *testing.T) { s.load = startLoad(t) }},
		{"more members", s.moreMembers},
		{"fewer members", s.fewerMembers},
		{"other disks", s.otherDisks},
		{"down", s.down},
	} {
		if !t.Run(part.name, part.run) {
			break
		}
	}
}

// story is what the parts hand on to one another.
type story struct {
	// machine is what the machine was like before.
	machine machine
	// load writes to the database from the application's host for as long as the faults go on.
	load *load
}

// end leaves the machine as it was, whatever has happened.
func (s *story) end(t *testing.T) {
	if t.Failed() {
		say("the state at the failure:\n%s", situation())
	}
	if s.load != nil {
		s.load.stop()
	}
	if r := lab(t, "down"); r.code != 0 {
		t.Errorf("bin/lab down: exit code %d\n%s", r.code, r.tail())
	}
}
