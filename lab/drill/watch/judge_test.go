package watch

import (
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/state"
)

// The tests' clock: second n of a record.
func at(seconds float64) time.Time {
	return time.Unix(1000, 0).Add(time.Duration(seconds * float64(time.Second)))
}

var (
	synced  = Condition{Answers: true, Primary: true, State: state.StateSynced, Size: 3, View: "7", UUID: "u"}
	donor   = Condition{Answers: true, Primary: true, State: state.StateDonor, Size: 3, View: "7", UUID: "u"}
	outside = Condition{Answers: true, State: "Initialized", Size: 1, View: "18446744073709551615"}
	silent  = Condition{}
)

// said makes a timeline of conditions, each from a second on, the last until second 100.
func said(pairs ...any) Timeline {
	var t Timeline
	for i := 0; i < len(pairs); i += 2 {
		from, condition := at(pairs[i].(float64)), pairs[i+1].(Condition)
		if i > 0 {
			t[len(t)-1].Until = from
		}
		t = append(t, Stretch{From: from, Until: at(100), Condition: condition})
	}
	return t
}

func lead(address string, from, until float64) Lead {
	return Lead{Service: "orders", Address: address, Pod: "pod-" + address, From: at(from), Until: at(until)}
}

func judged(leads []Lead, looks map[string]Timeline) Verdict {
	return Judge(Snapshot{At: at(100), Leads: leads, Looks: looks})
}

func TestALeadToASyncedMemberIsNeitherWrongNorDead(t *testing.T) {
	v := judged([]Lead{lead("a", 1, 90)}, map[string]Timeline{"a": said(0.0, synced)})
	if len(v.Wrong)+len(v.Dead) > 0 || v.Split > 0 {
		t.Errorf("got %+v", v)
	}
	if len(v.UUIDs) != 1 || v.UUIDs[0] != "u" {
		t.Errorf("histories: got %v", v.UUIDs)
	}
}

func TestALeadIsWrongFromTheFirstBadAnswerUntilItEnds(t *testing.T) {
	v := judged([]Lead{lead("a", 1, 12)}, map[string]Timeline{"a": said(0.0, synced, 10.0, outside, 11.0, donor), "b": said(0.0, synced)})
	if len(v.Wrong) != 1 || v.Wrong[0].For != 2*time.Second || v.Wrong[0].Early {
		t.Errorf("wrong: want one of 2s, got %+v", v.Wrong)
	}
}

func TestALeadToAServerThatDoesNotAnswerIsDeadNotWrong(t *testing.T) {
	v := judged([]Lead{lead("a", 1, 12)}, map[string]Timeline{"a": said(0.0, synced, 10.0, silent)})
	if len(v.Wrong) > 0 || len(v.Dead) != 1 || v.Dead[0].For != 2*time.Second {
		t.Errorf("want one dead of 2s, got %+v", v)
	}
}

func TestTheOnlyMemberLeftMayServeWhileItSendsItsState(t *testing.T) {
	looks := map[string]Timeline{"a": said(0.0, donor), "b": said(0.0, silent)}
	if v := judged([]Lead{lead("a", 1, 12)}, looks); len(v.Wrong) > 0 {
		t.Errorf("alone: got %+v", v.Wrong)
	}
	looks["b"] = said(0.0, silent, 6.0, synced)
	v := judged([]Lead{lead("a", 1, 12)}, looks)
	if len(v.Wrong) != 1 {
		t.Errorf("with another Synced: want one wrong, got %+v", v.Wrong)
	}
}

func TestALeadThatBeginsBeforeTheServerIsGoodIsEarly(t *testing.T) {
	v := judged([]Lead{lead("a", 5, 50)}, map[string]Timeline{"a": said(0.0, outside, 5.2, donor, 6.0, synced), "b": said(0.0, synced)})
	if len(v.Wrong) != 1 || !v.Wrong[0].Early {
		t.Errorf("want one early, got %+v", v.Wrong)
	}
	// It became good between two looks: the next one shows it.
	v = judged([]Lead{lead("a", 5, 50)}, map[string]Timeline{"a": said(0.0, outside, 5.1, synced), "b": said(0.0, synced)})
	for _, m := range v.Wrong {
		if m.Early {
			t.Errorf("want none early, got %+v", m)
		}
	}
}

func TestTwoPrimariesAreSeen(t *testing.T) {
	alone := Condition{Answers: true, Primary: true, State: state.StateSynced, Size: 1, View: "1", UUID: "u"}
	// Both say the same number and the same size: two that were started as new Primaries at once.
	v := judged(nil, map[string]Timeline{"a": said(0.0, silent, 10.0, alone), "b": said(0.0, silent, 10.0, alone, 14.0, silent)})
	if v.Split != 4*time.Second {
		t.Errorf("want 4s, got %s", v.Split)
	}
	pair := synced
	pair.Size, pair.View = 2, "8"
	v = judged(nil, map[string]Timeline{"a": said(0.0, synced, 5.0, pair), "b": said(0.0, synced, 5.0, pair), "c": said(0.0, synced, 7.0, outside)})
	if v.Split != 2*time.Second {
		t.Errorf("a minority that learns it late: want 2s, got %s", v.Split)
	}
}

func TestTheEndOfALeaderlessTimeIsFound(t *testing.T) {
	looks := map[string]Timeline{"a": said(0.0, synced, 10.0, silent, 40.0, synced), "b": said(0.0, synced, 11.0, silent, 45.0, synced)}
	s := Snapshot{At: at(100), Looks: looks}
	if end, ok := Leaderless(s, at(5)); !ok || !end.Equal(at(40)) {
		t.Errorf("want second 40, got %s, %t", end, ok)
	}
	if end, ok := Leaderless(s, at(50)); !ok || !end.Equal(at(50)) {
		t.Errorf("afterwards: want the moment itself, got %s, %t", end, ok)
	}
	if _, ok := Leaderless(Snapshot{At: at(100), Looks: map[string]Timeline{"a": said(0.0, synced, 10.0, silent)}}, at(5)); ok {
		t.Error("a leaderless time that goes on: want not ok")
	}
}
