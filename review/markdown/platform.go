package markdown

import (
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/review"
)

// platform tells what happens to what is not part of a database.
func (p *page) platform(r review.Review) {
	if len(r.Platform) == 0 {
		return
	}
	p.line("\n### Platform\n")
	if len(r.Nodes.Replaced) > 0 {
		turn := "at the same time"
		if r.Nodes.InTurn {
			turn = "one after the other"
		}
		p.line("- The nodes of %s are drained and go, %s.", names(r.Nodes.Replaced), turn)
	}
	if r.Nodes.Upgraded {
		p.line("- Kubernetes gets another version: first its control plane, then the pools, whose nodes are drained and replaced.")
	}
	p.changes(r.Platform)
}

// others tells what happens to objects of a database that have no words of their own.
func (p *page) others(changes []review.Change) {
	if len(changes) > 0 {
		p.changes(changes)
	}
}

// changes tells of changes; those that say the same of several resources are told of together.
func (p *page) changes(changes []review.Change) {
	grouped := map[string][]review.Change{}
	var order []string
	for _, c := range changes {
		key := wording(c)
		if grouped[key] == nil {
			order = append(order, key)
		}
		grouped[key] = append(grouped[key], c)
	}
	for _, key := range order {
		p.line("- %s: %s", kinds(grouped[key]), key)
	}
}

// wording says what happens to a resource without naming it.
func wording(c review.Change) string {
	done := map[review.Op]string{
		review.OpCreate: "created", review.OpUpdate: "updated", review.OpDelete: "deleted", review.OpReplace: "replaced",
	}[c.Op]
	if c.Maybe {
		done = "unknown whether " + done + ", since it depends on what the update finds out"
	}
	var parts []string
	for _, v := range c.Values {
		parts = append(parts, fmt.Sprintf("%s %s → %s", code(v.Path), value(v.Old), value(v.New)))
	}
	if len(parts) == 0 && c.Op != review.OpCreate && len(c.Paths) > 0 {
		parts = append(parts, some(c.Paths, 4))
	}
	if len(parts) == 0 {
		return done
	}
	return done + ": " + strings.Join(parts, ", ")
}

// kinds names resources by their types.
func kinds(changes []review.Change) string {
	byKind := map[string][]string{}
	var order []string
	for _, c := range changes {
		kind := c.URN.Type()
		kind = kind[strings.LastIndexByte(kind, ':')+1:]
		if byKind[kind] == nil {
			order = append(order, kind)
		}
		byKind[kind] = append(byKind[kind], c.URN.Name())
	}
	var parts []string
	for _, kind := range order {
		if len(order) > 3 {
			parts = append(parts, fmt.Sprintf("%d %s", len(byKind[kind]), kind))
			continue
		}
		parts = append(parts, kind+" "+some(byKind[kind], 4))
	}
	return strings.Join(parts, ", ")
}

// policies tells what policies say.
func (p *page) policies(r review.Review) {
	p.line("\n### Policies\n")
	switch {
	case r.Policies == nil:
		p.line("Unknown: nobody has said what policies say.")
		return
	case len(r.Policies.Packs) == 0 && len(r.Policies.Violations) == 0:
		p.line("No policy pack was asked.")
		return
	case len(r.Policies.Violations) == 0:
		p.line("Every rule of %s is kept.", packs(r.Policies.Packs))
		return
	}
	p.line("| rule | | resource | what is wrong |\n|---|---|---|---|")
	for _, v := range r.Policies.Violations {
		level := "advice"
		if v.Mandatory {
			level = "**refused**"
		}
		p.line("| %s | %s | %s | %s |", code(v.Policy), level, code(or(v.URN.Name(), "the stack")), cell(v.Message))
	}
}

// cell makes a text fit for a table.
func cell(text string) string {
	return strings.NewReplacer("\r", "", "\n\n", "<br>", "\n", "<br>", "|", "\\|").Replace(strings.TrimSpace(text))
}
