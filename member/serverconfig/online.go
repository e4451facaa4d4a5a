package serverconfig

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Online renders what the overrides set of the variables that the server takes over while it runs. It takes the same
// arguments as [Server] and fails with the same problems.
func Online(given Given, overrides map[string]string) (string, error) {
	set, err := given.settings(overrides)
	if err != nil {
		return "", err
	}
	return renderOnline(set.online), nil
}

// Running is what a server that runs should have of each variable that it can take over, by name. An empty value stands
// for what MariaDB has by itself.
type Running map[string]string

// Wanted reads from the texts of [Server] and [Online] what a server that runs should have.
func Wanted(server, online string) (Running, error) {
	wanted := Running{}
	for _, part := range []struct {
		group string
		table map[string]variable
	}{{groupServer, variables}, {groupOwn, providerOptions}} {
		base, err := valuesOf(server, part.group)
		if err != nil {
			return nil, err
		}
		over, err := valuesOf(online, part.group)
		if err != nil {
			return nil, err
		}
		values := merge(base, over)
		for name, known := range part.table {
			if known.takes.Online() {
				wanted[name] = values[name]
			}
		}
	}
	return wanted, nil
}

// Changes returns what to change to get from what a server has to what it should have, in the order of the names.
func (r Running) Changes(wanted Running) []Change {
	var changes []Change
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if value := wanted[name]; value != r[name] {
			changes = append(changes, Change{Name: name, Value: value})
		}
	}
	return changes
}

// Change is a variable to change on a server that runs.
type Change struct {
	// Name is the variable, or the Galera option.
	Name string
	// Value is what it should be; empty for what MariaDB has by itself.
	Value string
}

// Variable is the server's variable in which the value is found: all Galera options share one.
func (c Change) Variable() string {
	if _, option := providerOptions[c.Name]; option {
		return providerVariable
	}
	return c.Name
}

const providerVariable = "wsrep_provider_options"

// Statement returns the SQL that makes the change.
func (c Change) Statement() string {
	value := c.Value
	if value == "" {
		value = c.known().unset
	}
	switch {
	case c.Variable() == providerVariable:
		return fmt.Sprintf("SET GLOBAL %s = '%s=%s'", providerVariable, c.Name, value)
	case value == "":
		return fmt.Sprintf("SET GLOBAL %s = DEFAULT", c.Name)
	default:
		return fmt.Sprintf("SET GLOBAL %s = %s", c.Name, literal(value))
	}
}

// literal writes a checked value as SQL, which knows no suffixes of sizes. Checked values hold no quotes.
func literal(value string) string {
	if bytes, err := parseSize(value); err == nil {
		return strconv.FormatInt(bytes, 10)
	}
	if _, err := strconv.ParseFloat(value, 64); err == nil {
		return value
	}
	return "'" + value + "'"
}

// Shown picks what the server shows for this very change out of the text that it shows for its Variable.
func (c Change) Shown(text string) string {
	if c.Variable() == providerVariable {
		text = option(text, c.Name)
	}
	return strings.TrimSpace(text)
}

// Holds tells whether the change is made, from the text that the server shows for its Variable. A server may round a
// size by a little. A change to what MariaDB has by itself holds whatever that is.
func (c Change) Holds(shown string) bool {
	if c.Value == "" {
		return true
	}
	found, err := c.known().check(c.Shown(shown))
	switch {
	case err != nil:
		return false
	case found == c.Value:
		return true
	}
	return sameWords(found, c.Value) || nearly(found, c.Value)
}

// roundedBy is the inverse of the share of a size that a server may round away to get whole blocks.
const roundedBy = 16

func nearly(found, wanted string) bool {
	if !strings.ContainsAny(found+wanted, "KMGT") {
		return false
	}
	is, isErr := parseSize(found)
	want, wantErr := parseSize(wanted)
	return isErr == nil && wantErr == nil && is <= want && (want-is)*roundedBy <= want
}

// sameWords tells whether two lists hold the same words; a server orders them its own way.
func sameWords(a, b string) bool {
	one, other := strings.Split(a, ","), strings.Split(b, ",")
	slices.Sort(one)
	slices.Sort(other)
	return slices.Equal(one, other)
}

// option finds one of Galera's options in the text in which the server shows all of them.
func option(shown, name string) string {
	for part := range strings.SplitSeq(shown, ";") {
		if key, value, found := strings.Cut(part, "="); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (c Change) known() variable {
	known, _ := settable(c.Name)
	return known
}
