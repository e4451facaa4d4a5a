package rules

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Table returns every rule as Markdown: a table for each concern.
func Table() string {
	var b strings.Builder
	for _, group := range Groups() {
		fmt.Fprintf(&b, "### %s\n\n", group.Title)
		b.WriteString("| rule | level | what must hold | why | remedy | configuration |\n|---|---|---|---|---|---|\n")
		for _, r := range group.Rules {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", r.Name, r.Level, r.Says, r.Why, r.Remedy, r.configuration())
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// configuration lists a rule's options with their defaults.
func (r Rule) configuration() string {
	var options []string
	for _, o := range r.Options {
		standard, err := json.Marshal(o.Schema["default"])
		if err != nil {
			panic(fmt.Sprintf("the default of %s.%s: %v", r.Name, o.Name, err))
		}
		options = append(options, fmt.Sprintf("`%s` (default `%s`): %s", o.Name, standard, o.Says))
	}
	return strings.Join(options, "<br>")
}
