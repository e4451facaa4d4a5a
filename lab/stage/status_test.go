//go:build stage

package stage_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// statusShape is what `bin/lab status --json` has promised to print, no more and no less; what is broken on purpose only
// while something is.
type statusShape struct {
	Region struct {
		Zones  []zoneShape     `json:"zones"`
		Faults json.RawMessage `json:"faults,omitempty"`
	} `json:"region"`
	Databases []databaseShape `json:"databases"`
}

type zoneShape struct {
	Name string `json:"name"`
	Node string `json:"node"`
	Up   bool   `json:"up"`
}

type databaseShape struct {
	Name    string        `json:"name"`
	Address string        `json:"address"`
	Writer  string        `json:"writer"`
	Members []memberShape `json:"members"`
}

type memberShape struct {
	Name    string `json:"name"`
	Zone    string `json:"zone"`
	State   string `json:"state"`
	Primary bool   `json:"primary"`
	Ready   bool   `json:"ready"`
	UUID    string `json:"uuid"`
	Seqno   int64  `json:"seqno"`
}

func readStatus(text string) (statusShape, error) {
	var s statusShape
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return s, fmt.Errorf("%w in %s", err, text)
	}
	return s, nil
}

// statusNow is the status of a region that is up.
func statusNow(t *testing.T) statusShape {
	t.Helper()
	s, err := readStatus(must(t, "status", "--json").out)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// orders is the only database.
func (s statusShape) orders(t *testing.T) databaseShape {
	t.Helper()
	if len(s.Databases) != 1 || s.Databases[0].Name != database {
		t.Fatalf("databases: %+v, want %s alone", s.Databases, database)
	}
	return s.Databases[0]
}

// member returns one member's part of the status.
func (s statusShape) member(t *testing.T, name string) memberShape {
	t.Helper()
	for _, m := range s.orders(t).Members {
		if m.Name == name {
			return m
		}
	}
	t.Fatalf("there is no member %s in %+v", name, s)
	return memberShape{}
}

func (s *story) status(t *testing.T) {
	text := must(t, "status", "--json").out
	got, err := readStatus(text)
	if err != nil {
		t.Fatal(err)
	}
	// Nothing may be missing either: the same again, key by key.
	again, err := json.Marshal(got)
	if err != nil || string(again) != strings.TrimSpace(text) {
		t.Errorf("status --json prints\n%swant the keys of\n%s", text, again)
	}
	for i, z := range got.Region.Zones {
		// A pool is named by its zone and its machines' size.
		node := fmt.Sprintf("aks-db%dd2dsv5-vmss000000", i+1)
		if want := (zoneShape{fmt.Sprintf("westeurope-%d", i+1), node, true}); z != want {
			t.Errorf("zone %d: %+v, want %+v", i, z, want)
		}
	}
	d := got.orders(t)
	if len(got.Region.Zones) != 3 || len(d.Members) != 3 || d.Address != address {
		t.Errorf("%+v: want three zones, and three members at %s", got, address)
	}
	writer := false
	for i, m := range d.Members {
		want := memberShape{
			Name: fmt.Sprintf("orders-%d", i), Zone: fmt.Sprintf("westeurope-%d", i+1), State: "Synced", Primary: true, Ready: true,
			UUID: d.Members[0].UUID, Seqno: m.Seqno,
		}
		if m != want || len(m.UUID) != 36 || m.Seqno < 1 {
			t.Errorf("member %d: %+v, want %+v, with a UUID and a position", i, m, want)
		}
		writer = writer || m.Name == d.Writer
	}
	if !writer {
		t.Errorf("writer %q: want one of the members", d.Writer)
	}
}

// awaitHealthy waits until every zone is up and all members are in step.
func awaitHealthy(t *testing.T, members int, limit time.Duration) statusShape {
	t.Helper()
	var healthy statusShape
	await(t, fmt.Sprintf("three zones up and %d members in step", members), limit, func() (bool, string) {
		r := lab(t, "status", "--json")
		s, err := readStatus(r.out)
		if err != nil || len(s.Databases) != 1 {
			return false, r.all
		}
		so := len(s.Region.Zones) == 3 && len(s.Databases[0].Members) == members && s.Databases[0].Writer != ""
		for _, z := range s.Region.Zones {
			so = so && z.Up
		}
		for _, m := range s.Databases[0].Members {
			so = so && m.Ready && m.Primary && m.State == "Synced"
		}
		healthy = s
		return so, r.all
	})
	return healthy
}
