package markdown

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/review"
)

// pictured is how many databases a picture can show and still be read.
const pictured = 6

// topology is a picture of the databases after the update.
func (p *page) topology(r review.Review) {
	var shown []review.Database
	for _, d := range r.Databases {
		if d.After != nil && (len(r.Databases) <= pictured || r.Touched(d)) {
			shown = append(shown, d)
		}
	}
	if len(shown) == 0 {
		return
	}
	p.line("\n### Afterwards\n")
	if len(shown) > pictured {
		p.line("The picture shows %d of %d databases.\n", pictured, len(r.Databases))
		shown = shown[:pictured]
	}
	p.line("```mermaid\nflowchart LR")
	p.line("  clients([clients])")
	zones := map[string][]string{}
	for i, d := range shown {
		p.line("  clients --> s%d{{\"%s\"}}", i, entrance(*d.After))
		for j, m := range d.Members {
			if m.After == nil {
				continue
			}
			node := fmt.Sprintf("m%d_%d", i, j)
			p.line("  s%d --> %s", i, node)
			zones[m.After.Zone] = append(zones[m.After.Zone], fmt.Sprintf("    %s[(\"%s\")]%s", node, inside(m), class(m)))
		}
	}
	for i, zone := range slices.Sorted(maps.Keys(zones)) {
		p.line("  subgraph z%d[\"%s\"]", i, quoted(or(zone, "any zone")))
		for _, node := range zones[zone] {
			p.line("%s", node)
		}
		p.line("  end")
	}
	if !slices.ContainsFunc(shown, renews) {
		p.line("```")
		return
	}
	p.line("  classDef new stroke-dasharray: 4 3")
	p.line("```\n\nDashed: new, or on a new disk.")
}

// entrance describes where clients come in.
func entrance(c review.Cluster) string {
	parts := []string{c.Name}
	if c.Access.Address != "" {
		parts = append(parts, c.Access.Address)
	}
	if c.Access.Port > 0 {
		parts = append(parts, fmt.Sprintf("%d writes, %d reads", c.Access.Port, c.Access.ReadPort))
	}
	return quoted(strings.Join(parts, "<br>"))
}

// inside describes a member.
func inside(m review.MemberChange) string {
	d := m.After.Disk
	text := m.Name + "<br>" + label(d)
	if d.SizeGiB > 0 {
		text += fmt.Sprintf("<br>%d GiB %s", d.SizeGiB, d.FileSystem)
	}
	return quoted(strings.TrimSpace(text))
}

// renews tells whether a database gets members or disks.
func renews(d review.Database) bool {
	return slices.ContainsFunc(d.Members, func(m review.MemberChange) bool { return m.After != nil && class(m) != "" })
}

// class marks what was not there before.
func class(m review.MemberChange) string {
	if m.Before == nil || m.Before.Disk.Claim != m.After.Disk.Claim {
		return ":::new"
	}
	return ""
}

// quoted keeps a text from ending its quotation.
func quoted(text string) string { return strings.ReplaceAll(text, `"`, "'") }

func packs(all map[string]string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, strings.TrimSpace(name+" "+all[name]))
	}
	return names(list)
}
