package review

import (
	"fmt"
	"slices"
	"strings"
)

// Happened is what was seen of the members of a database while an update was made.
type Happened struct {
	// Restarts are the members that were restarted, in that order.
	Restarts []Restarted
	// Added and Removed are the members that came and went, in any order.
	Added, Removed []string
	// HandOvers is how often the writes moved.
	HandOvers int
}

// Restarted is a restart of a member.
type Restarted struct {
	Member   string
	Transfer Transfer
}

// Compare returns what happened otherwise than it was foreseen, a sentence each.
func (p Prediction) Compare(h Happened) []string {
	var differences []string
	missed := func(what string, foreseen, seen any) {
		differences = append(differences, fmt.Sprintf("%s: foreseen %v, seen %v", what, foreseen, seen))
	}
	restarts := p.of(KindRestart, KindDrain)
	// Whether anybody restarts may depend on what only the update finds out.
	if p.Certain == Yes || len(h.Restarts) > 0 {
		if len(restarts) != len(h.Restarts) {
			missed("restarts", who(restarts), h.Restarts)
		} else {
			differences = append(differences, compareRestarts(restarts, h.Restarts)...)
		}
	}
	for what, of := range map[string]struct {
		foreseen []Stage
		seen     []string
	}{"new members": {p.of(KindJoin, KindStart), h.Added}, "members gone": {p.of(KindLeave), h.Removed}} {
		foreseen, seen := slices.Sorted(slices.Values(who(of.foreseen))), slices.Sorted(slices.Values(of.seen))
		if !slices.Equal(foreseen, seen) {
			missed(what, foreseen, seen)
		}
	}
	if h.HandOvers < p.HandOvers.Min || h.HandOvers > p.HandOvers.Max {
		missed("hand-overs", p.HandOvers, h.HandOvers)
	}
	slices.Sort(differences)
	return differences
}

// of returns the steps of some kinds.
func (p Prediction) of(kinds ...Kind) []Stage {
	return slices.DeleteFunc(slices.Clone(p.Stages), func(s Stage) bool { return !slices.Contains(kinds, s.Kind) })
}

// who names the members of steps, those that it may be joined by "or".
func who(stages []Stage) []string {
	var names []string
	for _, s := range stages {
		names = append(names, strings.Join(s.Members, " or "))
	}
	return names
}

func compareRestarts(foreseen []Stage, seen []Restarted) []string {
	var differences []string
	for i, s := range foreseen {
		if !slices.Contains(s.Members, seen[i].Member) {
			differences = append(differences, fmt.Sprintf("restart %d: foreseen of %s, seen of %s", i+1, strings.Join(s.Members, " or "), seen[i].Member))
			continue
		}
		full, took := s.Transfer == TransferFull, seen[i].Transfer == TransferFull
		if full != took && s.Transfer != TransferUnknown && seen[i].Transfer != TransferUnknown {
			differences = append(differences, fmt.Sprintf("state transfer of %s: foreseen %s, seen %s", seen[i].Member, s.Transfer, seen[i].Transfer))
		}
	}
	return differences
}

// String writes a span as people do.
func (s Span) String() string {
	if s.Known() {
		return fmt.Sprint(s.Min)
	}
	return fmt.Sprintf("%d to %d", s.Min, s.Max)
}
