package writer

import (
	"testing"
	"time"
)

func TestFollowing(t *testing.T) {
	due := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const interval = 10 * time.Millisecond
	for late, want := range map[time.Duration]time.Duration{
		0:                     10 * time.Millisecond,
		9 * time.Millisecond:  10 * time.Millisecond, // catches up with the pace
		10 * time.Millisecond: 20 * time.Millisecond, // has missed its turn, and keeps its distance
		5 * time.Second:       5010 * time.Millisecond,
	} {
		if got := following(due.Add(late), due, interval).Sub(due); got != want {
			t.Errorf("after a write begun %v late the next one is due after %v, want %v", late, got, want)
		}
	}
}
