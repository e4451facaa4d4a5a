package serverconfig

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/member/contract"
)

const (
	groupServer = "mariadbd"
	groupOwn    = "galera-member"
)

// file writes an options file line by line.
type file struct{ strings.Builder }

func (f *file) comment(lines ...string) {
	for _, line := range lines {
		fmt.Fprintf(f, "# %s\n", line)
	}
}

func (f *file) group(name string) { fmt.Fprintf(f, "\n[%s]\n", name) }

func (f *file) values(values map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		f.value(name, values[name])
	}
}

func (f *file) value(name, value string) { fmt.Fprintf(f, "%s = %s\n", name, value) }

func renderServer(values, provider map[string]string) string {
	var f file
	f.comment("Settings of the MariaDB server that the environment decides. What only the pod knows is added when it starts.")
	f.group("client")
	f.value("socket", values["socket"])
	f.group(groupServer)
	f.values(values)
	f.group("sst")
	f.comment("Standard error, not a syslog that a pod does not have.")
	f.value("sst-syslog", "-1")
	f.group(groupOwn)
	f.comment("Options of the Galera provider, not read by MariaDB: the supervisor completes them and passes them on as one variable.")
	f.values(provider)
	return f.String()
}

// renderOnline keeps the order of groups of renderServer; a group without values is left out.
func renderOnline(set overrides) string {
	var f file
	f.comment("What the environment sets of the variables that the server takes over while it runs.",
		"A variable that is not named here is as "+contract.SettingsFile+" says, else as MariaDB has it.")
	for _, part := range []struct {
		group  string
		values map[string]string
	}{{groupServer, set.variables}, {groupOwn, set.provider}} {
		if len(part.values) > 0 {
			f.group(part.group)
			f.values(part.values)
		}
	}
	return f.String()
}

// valuesOf reads the values of one group back from a rendered text.
func valuesOf(text, wanted string) (map[string]string, error) {
	options := map[string]string{}
	group := ""
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			group = strings.Trim(line, "[]")
		case group == wanted:
			name, value, found := strings.Cut(line, "=")
			if !found {
				return nil, fmt.Errorf("line %d of the server's settings: want NAME = VALUE, got %q", number+1, line)
			}
			options[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return options, nil
}
