// Package markdown writes a review for the people who read a pull request: what changes in words, the steps in the order in
// which they will be taken, what clients will notice, and a picture of what is there afterwards.
//
// It writes GitHub's Markdown. Elsewhere the picture may appear as its source, and the alerts as quotations.
package markdown

import (
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/review"
)

// page is a text that grows line by line.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// Render returns a review as Markdown. The same review always gives the same text.
func Render(r review.Review) string {
	var p page
	p.line("## What this does to `%s`\n", or(r.Stack, "unknown"))
	p.failure(r)
	p.dangers(r.Dangers)
	if r.Stopped {
		return p.String()
	}
	p.summary(r)
	var untouched []string
	for _, d := range r.Databases {
		if r.Touched(d) {
			p.database(r, d)
		} else {
			untouched = append(untouched, d.Name)
		}
	}
	if len(untouched) > 0 && r.Changes() {
		p.line("\nNothing changes about %s.", names(untouched))
	}
	if len(r.Unplaced) > 0 {
		p.line("\n### Parts of databases\n")
		p.changes(r.Unplaced)
	}
	p.platform(r)
	p.policies(r)
	p.unknown(r)
	p.topology(r)
	return p.String()
}

// failure says why a preview failed.
func (p *page) failure(r review.Review) {
	if !r.Failed {
		return
	}
	p.line("> [!CAUTION]")
	if r.Stopped {
		p.line("> **The preview failed, so the update would too.** It ended before it could foresee what would happen.")
	} else {
		p.line("> **A policy refuses this update.** What follows is what it would do were it allowed.")
	}
	if len(r.Reasons) > 0 {
		p.line(">\n> ```text")
		for _, reason := range r.Reasons {
			for line := range strings.Lines(reason) {
				p.line("> %s", strings.TrimRight(strings.ReplaceAll(line, "```", "'''"), "\n"))
			}
		}
		p.line("> ```")
	}
	p.line("")
}

// dangers says what nobody should overlook, each in a paragraph.
func (p *page) dangers(all []review.Danger) {
	if len(all) == 0 {
		return
	}
	p.line("> [!CAUTION]\n> **Read this before you approve.**")
	for _, d := range all {
		p.line(">\n> - %s %s", d.What, d.Then)
	}
	p.line("")
}

// summary says it all in one line for each database that something happens to.
func (p *page) summary(r review.Review) {
	if !r.Changes() {
		p.line("Nothing changes.")
		return
	}
	for _, d := range r.Databases {
		if r.Touched(d) {
			p.line("- **`%s`**: %s", d.Name, inShort(d, r.Nodes))
		}
	}
	if n := len(r.Unplaced); n > 0 {
		p.line("- %s of databases of which nothing else is known", count(n, "part changes", "parts change"))
	}
	if n := len(r.Platform); n > 0 {
		p.line("- **platform**: %s", count(n, "resource changes", "resources change"))
	}
}

// inShort says in a line what happens to a database.
func inShort(d review.Database, n review.Nodes) string {
	switch {
	case d.Before == nil:
		return fmt.Sprintf("a new database of %s", count(len(d.After.Members), "member", "members"))
	case d.After == nil:
		return "the database is removed"
	}
	var parts []string
	if came := len(d.Members) - len(d.Before.Members); came > 0 {
		parts = append(parts, count(came, "new member", "new members"))
	}
	parts = append(parts, restarts(d))
	if full := transfers(d); full > 0 {
		parts = append(parts, count(full, "full state transfer", "full state transfers"))
	}
	if n := leaving(d); n > 0 {
		parts = append(parts, count(n, "member leaves", "members leave"))
	}
	parts = append(parts, handOvers(d.Prediction.HandOvers))
	if n.Moves() {
		parts = append(parts, "members move to other nodes")
	}
	return strings.Join(parts, "; ")
}

func restarts(d review.Database) string {
	n := d.Restarts()
	if n == 0 {
		return "no restarts"
	}
	text := count(n, "restart", "restarts")
	if n > 1 {
		text += ", one member after the other"
	}
	if d.Prediction.Certain == review.Unknown {
		return "unknown, at most " + text
	}
	return text
}

// transfers counts the full state transfers.
func transfers(d review.Database) int {
	n := 0
	for _, s := range d.Prediction.Stages {
		if s.Transfer == review.TransferFull {
			n++
		}
	}
	return n
}

// leaving counts the members that go.
func leaving(d review.Database) int {
	n := 0
	for _, m := range d.Members {
		if m.After == nil {
			n++
		}
	}
	return n
}

func handOvers(s review.Span) string {
	switch {
	case s.Known() && s.Min == 0:
		return "no hand-over"
	case s.Known():
		return count(s.Min, "hand-over", "hand-overs")
	default:
		return fmt.Sprintf("%d to %s", s.Min, count(s.Max, "hand-over", "hand-overs"))
	}
}
