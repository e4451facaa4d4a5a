package online

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/member/serverconfig"
	"github.com/galera-aks/galera-aks/member/state"
)

// fake is a server that keeps its variables in a map.
type fake struct {
	variables map[string]string
	said      []string
	// away makes it not answer.
	away bool
}

func (f *fake) Set(_ context.Context, statement string) error {
	f.said = append(f.said, statement)
	if f.away {
		return errors.New("no answer")
	}
	name, value, _ := strings.Cut(strings.TrimPrefix(statement, "SET GLOBAL "), " = ")
	value = strings.Trim(value, "'")
	switch {
	case name == "event_scheduler":
		return &mysql.MySQLError{Number: 1290, Message: "the event scheduler is disabled"}
	case name == "innodb_io_capacity" && len(value) > len(f.variables["innodb_io_capacity_max"]):
		value = f.variables["innodb_io_capacity_max"] // as long as the bound is lower
	case name == "max_connections" && value == "99999":
		value = "50000"
	case value == "DEFAULT":
		value = "151"
	}
	f.variables[name] = value
	return nil
}

func (f *fake) Variables(_ context.Context, names ...string) (map[string]string, error) {
	if f.away {
		return nil, errors.New("no answer")
	}
	shown := map[string]string{}
	for _, name := range names {
		shown[name] = f.variables[name]
	}
	return shown, nil
}

func files(t *testing.T, overrides map[string]string) Files {
	t.Helper()
	given := serverconfig.Given{MemoryBytes: 1 << 30, CPUMillis: 500}
	server, err := serverconfig.Server(given, overrides)
	if err != nil {
		t.Fatal(err)
	}
	online, err := serverconfig.Online(given, overrides)
	if err != nil {
		t.Fatal(err)
	}
	return Files{Server: server, Online: online}
}

func TestTake(t *testing.T) {
	for name, c := range map[string]struct {
		has, should map[string]string
		server      map[string]string
		said        []string
		refused     []state.Refusal
	}{
		"nothing": {nil, nil, nil, nil, nil},
		"a change and a removal": {
			map[string]string{"max_connections": "300", "wait_timeout": "60"}, map[string]string{"max_connections": "400"},
			map[string]string{"max_connections": "300", "wait_timeout": "60"},
			[]string{"SET GLOBAL max_connections = 400", "SET GLOBAL wait_timeout = DEFAULT"}, nil,
		},
		"back to what is derived": {
			map[string]string{"max_connections": "300"}, nil, map[string]string{"max_connections": "300"},
			[]string{"SET GLOBAL max_connections = 64"}, nil,
		},
		"nothing to do, and looked at": {
			map[string]string{"max_connections": "300"}, map[string]string{"max_connections": "300"},
			map[string]string{"max_connections": "300"}, nil, nil,
		},
		"a start has made something else of it": {
			map[string]string{"max_connections": "99999"}, map[string]string{"max_connections": "99999"},
			map[string]string{"max_connections": "50000"},
			[]string{"SET GLOBAL max_connections = 99999", "SET GLOBAL max_connections = 99999"},
			[]state.Refusal{{Name: "max_connections", Value: "99999", Words: "the server makes 50000 of it"}},
		},
		"the server's own words": {
			nil, map[string]string{"event_scheduler": "ON", "wait_timeout": "60"}, map[string]string{"event_scheduler": "OFF"},
			[]string{"SET GLOBAL event_scheduler = 'ON'", "SET GLOBAL wait_timeout = 60", "SET GLOBAL event_scheduler = 'ON'"},
			[]state.Refusal{{Name: "event_scheduler", Value: "ON", Words: "Error 1290: the event scheduler is disabled"}},
		},
		"one bounds the other": {
			nil, map[string]string{"innodb_io_capacity": "30000"},
			map[string]string{"innodb_io_capacity": "200", "innodb_io_capacity_max": "2000"},
			[]string{"SET GLOBAL innodb_io_capacity = 30000", "SET GLOBAL innodb_io_capacity_max = 60000", "SET GLOBAL innodb_io_capacity = 30000"}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := &fake{variables: c.server}
			if server.variables == nil {
				server.variables = map[string]string{}
			}
			refused, err := Take(context.Background(), server, files(t, c.has), files(t, c.should))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.said, server.said); diff != "" {
				t.Errorf("said (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.refused, refused); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAServerThatDoesNotAnswerRefusesNothing(t *testing.T) {
	server := &fake{variables: map[string]string{}, away: true}
	refused, err := Take(context.Background(), server, files(t, nil), files(t, map[string]string{"max_connections": "300"}))
	if err == nil || len(refused) > 0 {
		t.Errorf("want an error and no refusal, got %v and %v", err, refused)
	}
	if err := fmt.Sprint(err); err != "no answer" {
		t.Errorf("got %s", err)
	}
}
