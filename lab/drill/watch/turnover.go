package watch

import (
	"slices"
	"time"
)

// A Turnover is which pods came and went from a moment on.
type Turnover struct {
	// Restarted are the pods that followed others of their name, and those whose containers were started again, in the order
	// in which they were first seen.
	Restarted []Life
	// Added names the pods that nobody knew before, Removed those that went and were not followed by others, in the order
	// in which they came and were told to leave.
	Added, Removed []string
}

// TurnoverOf reads a record from a moment on. Before names the pods that were there, and crashes tells how often the containers
// of each, by its UID, had been started again by then.
func TurnoverOf(s Snapshot, before []string, crashes map[string]int32, since time.Time) Turnover {
	var t Turnover
	var gone []Life
	for _, life := range s.Lives {
		known, began := slices.Contains(before, life.Pod), life.From.After(since)
		switch {
		case began && !known:
			if !slices.Contains(t.Added, life.Pod) {
				t.Added = append(t.Added, life.Pod)
			}
		case began, life.Crashes > crashes[life.UID]:
			t.Restarted = append(t.Restarted, life)
		case known && life.Until.After(since) && !s.followed(life):
			gone = append(gone, life)
		}
	}
	slices.SortStableFunc(gone, func(a, b Life) int { return a.Leaving.Compare(b.Leaving) })
	for _, life := range gone {
		t.Removed = append(t.Removed, life.Pod)
	}
	return t
}

// followed tells whether another pod of its name came after a pod.
func (s Snapshot) followed(life Life) bool {
	return slices.ContainsFunc(s.Lives, func(other Life) bool { return other.Pod == life.Pod && other.From.After(life.From) })
}
