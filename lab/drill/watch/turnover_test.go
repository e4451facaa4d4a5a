package watch

import (
	"slices"
	"testing"
)

func TestWhoCameAndWentIsTold(t *testing.T) {
	s := Snapshot{At: second(60), Lives: []Life{
		{Pod: "a-0", UID: "1", From: second(0), Leaving: second(10), Until: second(12)},
		{Pod: "b-0", UID: "2", From: second(0), Crashes: 2},
		{Pod: "c-0", UID: "3", From: second(0), Crashes: 1},
		{Pod: "d-0", UID: "4", From: second(0), Leaving: second(30), Until: second(33)},
		{Pod: "e-0", UID: "5", From: second(0), Leaving: second(20), Until: second(24)},
		{Pod: "old-0", UID: "6", From: second(0), Leaving: second(1), Until: second(2)},
		{Pod: "a-0", UID: "7", From: second(12)},
		{Pod: "new-0", UID: "8", From: second(40)},
	}}
	got := TurnoverOf(s, []string{"a-0", "b-0", "c-0", "d-0", "e-0"}, map[string]int32{"2": 1, "3": 1}, second(5))
	var restarted []string
	for _, life := range got.Restarted {
		restarted = append(restarted, life.UID)
	}
	if want := []string{"2", "7"}; !slices.Equal(restarted, want) {
		t.Errorf("restarted: want %v, got %v", want, restarted)
	}
	if want := []string{"new-0"}; !slices.Equal(got.Added, want) {
		t.Errorf("added: want %v, got %v", want, got.Added)
	}
	if want := []string{"e-0", "d-0"}; !slices.Equal(got.Removed, want) {
		t.Errorf("removed: want %v, got %v", want, got.Removed)
	}
}
