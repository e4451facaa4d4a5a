package markdown

import (
	"fmt"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/review"
)

// steps is the table of what happens to the members, in order.
func (p *page) steps(d review.Database) {
	stages := d.Prediction.Stages
	if len(stages) == 0 {
		p.line("\nThe rollout restarts no member, and none comes or goes.")
		return
	}
	p.line("\n#### Steps, in the order of the rollout\n")
	p.line("| # | what happens | state transfer | in step meanwhile | may be lost besides |")
	p.line("|--:|---|---|--:|--:|")
	for i, s := range stages {
		p.line("| %d | %s | %s | %s | %s |", i+1, happens(d, s), transfer(d, s), inStep(s), lost(s))
	}
	p.line("\nEach step begins when every member is Synced again after the one before. “In step” is how many members are Synced at the " +
		"worst moment of the step, the one that hands its data over not counted; “may be lost besides” is how many of those that are there " +
		"can be lost at once without the rest stopping for want of a majority.")
}

// happens says what a step does, to whom.
func happens(d review.Database, s review.Stage) string {
	who := either(s.Members)
	onto := ""
	if s.To != "" {
		onto = " onto " + code(s.To)
	}
	switch s.Kind {
	case review.KindStart:
		return who + " starts" + onto
	case review.KindJoin:
		return who + " starts and joins"
	case review.KindWait:
		return "wait for " + who + ": " + s.Why
	case review.KindDrain:
		return who + " leaves its node, which is drained, for another"
	case review.KindLeave:
		if s.Writer == review.Yes {
			return "the writer " + who + " hands over and leaves"
		}
		return who + " leaves"
	}
	if s.Transfer == review.TransferFull && s.To == "" {
		onto = " onto its new disk"
	}
	if s.Writer == review.Yes {
		return "the writer, " + who + ", hands over and restarts" + onto
	}
	return who + " restarts" + onto
}

func transfer(d review.Database, s review.Stage) string {
	switch s.Transfer {
	case review.TransferIncremental:
		return "incremental: what was written meanwhile"
	case review.TransferFull:
		if s.UpToGiB > 0 {
			return fmt.Sprintf("full: up to %d GiB", s.UpToGiB)
		}
		if d.Before == nil {
			return "full: an empty database"
		}
		return "full: of unknown size"
	case review.TransferUnknown:
		return "unknown"
	default:
		return "none"
	}
}

func inStep(s review.Stage) string {
	if s.Of == 0 {
		return fmt.Sprint(s.InStep)
	}
	return fmt.Sprintf("%d of %d", s.InStep, s.Of)
}

func lost(s review.Stage) string {
	if s.Margin < 0 {
		return "–"
	}
	return fmt.Sprint(s.Margin)
}

// disks is the table of what becomes of the disks.
func (p *page) disks(d review.Database) {
	var rows []string
	for _, m := range d.Members {
		if row := diskRow(m); row != "" {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return
	}
	p.line("\n#### Disks\n\n| member | what happens |\n|---|---|")
	for _, row := range rows {
		p.line("%s", row)
	}
}

func diskRow(m review.MemberChange) string {
	row := func(text string) string { return fmt.Sprintf("| %s | %s |", code(m.Name), text) }
	switch {
	case m.Before == nil:
		return row("created: " + disk(m.After.Disk))
	case m.After == nil:
		return row(fate(m.Before.Disk))
	case m.Before.Disk.Claim != m.After.Disk.Claim:
		return row("created: " + disk(m.After.Disk) + "; when the member has moved, " + fate(m.Before.Disk))
	case m.Before.Disk.SizeGiB != m.After.Disk.SizeGiB:
		return row(fmt.Sprintf("grown in place: %s, %d → %d GiB", code(label(m.After.Disk)), m.Before.Disk.SizeGiB, m.After.Disk.SizeGiB))
	default:
		return ""
	}
}

// fate says what becomes of a disk that the program no longer names.
func fate(d review.Disk) string {
	switch {
	case d.Name == "":
		return "unknown: the storage class decides what becomes of " + code(d.Claim)
	case d.Retained:
		return "retained: " + disk(d) + " stays in Azure, for somebody to remove"
	default:
		return "**deleted with its data**: " + disk(d)
	}
}

func label(d review.Disk) string { return or(d.Name, d.Claim) }

// disk describes a disk.
func disk(d review.Disk) string {
	size := "of unknown size"
	if d.SizeGiB > 0 {
		size = fmt.Sprintf("%d GiB", d.SizeGiB)
	}
	parts := slices.DeleteFunc([]string{size, d.FileSystem, d.SKU}, func(part string) bool { return part == "" })
	return fmt.Sprintf("%s (%s)", code(label(d)), strings.Join(parts, ", "))
}
