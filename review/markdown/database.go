package markdown

import (
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/review"
)

// database tells everything about one database.
func (p *page) database(r review.Review, d review.Database) {
	p.line("\n### %s\n", code(d.Name))
	switch {
	case d.Before == nil:
		p.created(*d.After)
	case d.After == nil:
		p.line("- The database and its %s go.", count(len(d.Before.Members), "member", "members"))
	}
	p.now(d)
	for _, one := range d.Differences() {
		p.line("- %s", sentence(d, one))
	}
	if d.Tried {
		p.line("- Before any member hears of it, image and settings are tried on an empty volume. What fails there has changed nothing.")
	}
	p.others(r.Others[d.Name])
	p.steps(d)
	p.disks(d)
	p.clients(r, d)
}

// created says what a new database is.
func (p *page) created(c review.Cluster) {
	var zones []string
	for _, m := range c.Members {
		if m.Zone != "" && (len(zones) == 0 || zones[len(zones)-1] != m.Zone) {
			zones = append(zones, m.Zone)
		}
	}
	p.line("- A new database of %s%s.", count(len(c.Members), "member", "members"), in(zones))
	if cpu, memory := c.Given(); cpu != "" && len(c.Members) > 0 {
		p.line("- Each member has %s CPU, %s memory and the disk below.", cpu, memory)
	}
	if a := c.Access; a.Address != "" || a.Host != "" {
		p.line("- Clients reach it at %s, port %d for writing and %d for reading.", place(a), a.Port, a.ReadPort)
	}
}

func in(zones []string) string {
	if len(zones) == 0 {
		return ""
	}
	return " in " + names(zones)
}

// place names where clients connect to.
func place(a review.Access) string {
	switch {
	case a.Host != "" && a.Address != "":
		return fmt.Sprintf("%s (%s)", code(a.Host), a.Address)
	case a.Host != "":
		return code(a.Host)
	default:
		return or(a.Address, "an unknown address")
	}
}

// sentence says one difference in words.
func sentence(d review.Database, f review.Difference) string {
	of := ""
	if len(f.Members) > 0 {
		of = " of " + names(f.Members)
	}
	arrow := func(what string) string { return fmt.Sprintf("%s%s: %s → %s", what, of, value(f.Old), value(f.New)) }
	switch f.Topic {
	case review.TopicMembers:
		return arrow("Members") + " (" + membership(d) + ")."
	case review.TopicDiskSize:
		if d.Moves() {
			return arrow("Disks") + ", with the new disks."
		}
		return arrow("Disks") + ". They grow in place while the members run."
	case review.TopicFileSystem:
		return arrow("File system") + "."
	case review.TopicDisk:
		return fmt.Sprintf("New disks%s: each member is restarted onto a disk of its own next to the old one (%s → %s), and takes all its data from another member.", of, value(f.Old), value(f.New))
	case review.TopicIOPS:
		return arrow("IOPS of the disks") + inPlace(d)
	case review.TopicThroughput:
		return arrow("Throughput of the disks") + inPlace(d)
	case review.TopicGuard:
		return arrow("What keeps the disks from being removed") + "."
	case review.TopicImage:
		return image(f, of)
	case review.TopicCPU, review.TopicMemory:
		return arrow(map[review.Topic]string{review.TopicCPU: "CPU", review.TopicMemory: "Memory"}[f.Topic]) + ". It takes a restart of each member."
	case review.TopicSetting:
		return fmt.Sprintf("Setting %s: %s → %s. It takes a restart of each member.", code(f.Name), value(f.Old), value(f.New))
	case review.TopicOnline:
		return fmt.Sprintf("Setting %s: %s → %s. Members take it over while they run.", code(f.Name), value(f.Old), value(f.New))
	case review.TopicPod:
		return fmt.Sprintf("The members' pods differ in %s.", code(f.Name))
	case review.TopicUnfinished:
		return "A rollout before this one has not come to the end: of " + names(f.Members) + ", those that it has not come to are restarted now."
	case review.TopicRolloutOnly:
		return "Nothing about the members differs, but the rollout is run again and looks at each."
	default:
		return arrow(strings.ToUpper(string(f.Topic[:1]))+string(f.Topic[1:])) + "."
	}
}

func inPlace(d review.Database) string {
	if d.Moves() {
		return ", with the new disks."
	}
	return ". It changes in place while the members run."
}

// value shows a value: what is unknown as such, and digests short.
func value(text string) string {
	switch {
	case text == "":
		return "none"
	case review.Placeholder(text):
		return "unknown"
	default:
		return code(short(text))
	}
}

// short cuts the digest of an image, of which nobody reads more than the beginning.
func short(text string) string {
	const shown = 12
	name, digest, is := strings.Cut(text, "@sha256:")
	if !is || len(digest) <= shown {
		return text
	}
	return name + "@sha256:" + digest[:shown] + "…"
}

func image(f review.Difference, of string) string {
	if f.Unknown() {
		return fmt.Sprintf("Image%s: %s → unknown until the update. If it comes out the same, no member is restarted for it.", of, value(f.Old))
	}
	return fmt.Sprintf("Image%s: %s → %s. It takes a restart of each member.", of, value(f.Old), value(f.New))
}

// membership says who comes and who goes.
func membership(d review.Database) string {
	var come, gone []string
	for _, m := range d.Members {
		switch {
		case m.Before == nil:
			come = append(come, m.Name)
		case m.After == nil:
			gone = append(gone, m.Name)
		}
	}
	var parts []string
	if len(come) > 0 {
		parts = append(parts, "new: "+names(come))
	}
	if len(gone) > 0 {
		parts = append(parts, "gone: "+names(gone))
	}
	return strings.Join(parts, "; ")
}

// now says what the database is at the moment, where somebody has said so.
func (p *page) now(d review.Database) {
	if d.Live == nil {
		return
	}
	var away []string
	for _, m := range d.Live.Members {
		if !m.Ready {
			away = append(away, m.Name)
		}
	}
	text := "nobody takes the writes"
	if d.Live.Writer != "" {
		text = code(d.Live.Writer) + " takes the writes"
	}
	if len(away) > 0 {
		p.line("- Now %s, and **%s not Synced**.", text, names(away)+map[bool]string{true: " is", false: " are"}[len(away) == 1])
		return
	}
	p.line("- Now %s, and every member is Synced.", text)
}
