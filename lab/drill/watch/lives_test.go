package watch

import (
	"slices"
	"testing"
	"time"
)

// second is a moment of the tests.
func second(n int) time.Time { return time.Unix(int64(1000+n), 0) }

// stretch is a time in which a server said one thing.
func stretch(from, until int, c Condition) Stretch {
	return Stretch{From: second(from), Until: second(until), Condition: c}
}

// joining is what a server says that is about to get the state.
var joining = Condition{Answers: true, State: "Joining"}

// rolled is a snapshot of two pods, of which the first is replaced from second 10 to 20 while the second sends its state.
func rolled() Snapshot {
	return Snapshot{At: second(60),
		Looks: map[string]Timeline{
			"10.0.0.1": {stretch(0, 12, synced), stretch(12, 60, silent)},
			"10.0.0.2": {stretch(14, 16, silent), stretch(16, 20, joining), stretch(20, 60, synced)},
			"10.0.0.3": {stretch(0, 15, synced), stretch(15, 19, donor), stretch(19, 60, synced)},
		},
		Lives: []Life{
			{Pod: "a-0", UID: "1", Address: "10.0.0.1", From: second(0), Leaving: second(10), Until: second(13)},
			{Pod: "b-0", UID: "2", Address: "10.0.0.3", From: second(0)},
			{Pod: "a-0", UID: "3", Address: "10.0.0.2", From: second(13)},
		}}
}

func TestAMemberIsAbsentFromItsLeaveUntilItIsSynced(t *testing.T) {
	got := Absences(rolled(), []string{"a-0", "b-0"}, second(5))
	want := []Absence{{Pod: "a-0", From: second(10), Until: second(20)}}
	if !slices.Equal(got, want) {
		t.Errorf("want %v, got %v", want, got)
	}
	if n := AtOnce(got); n != 1 {
		t.Errorf("at once: want 1, got %d", n)
	}
}

func TestTwoThatAreAbsentTogetherAreCounted(t *testing.T) {
	s := rolled()
	s.Looks["10.0.0.3"] = Timeline{stretch(0, 15, synced), stretch(15, 19, silent), stretch(19, 60, synced)}
	if n := AtOnce(Absences(s, []string{"a-0", "b-0"}, second(5))); n != 2 {
		t.Errorf("want 2, got %d", n)
	}
	// One lost question is no absence.
	s.Looks["10.0.0.3"][1].Until = s.Looks["10.0.0.3"][1].From.Add(silence / 2)
	if n := AtOnce(Absences(s, []string{"a-0", "b-0"}, second(5))); n != 1 {
		t.Errorf("want 1, got %d", n)
	}
}

func TestTheWritersAreListedInOrder(t *testing.T) {
	s := Snapshot{Leads: []Lead{
		{Service: "orders", Pod: "b-0", From: second(3), Until: second(4)},
		{Service: "orders", Pod: "c-0", From: second(20)},
		{Service: "orders", Pod: "a-0", From: second(4), Until: second(25)},
		{Service: "orders", Pod: "a-0", From: second(10), Until: second(12)},
		{Service: "orders-readers", Pod: "b-0", From: second(11)},
	}}
	if got, want := Led(s, "orders", second(5)), []string{"a-0", "c-0"}; !slices.Equal(got, want) {
		t.Errorf("want %v, got %v", want, got)
	}
}
