package drill

import (
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/drill/watch"
	"github.com/galera-aks/galera-aks/lab/load"
)

// A Result is what came of a drill. Its JSON is a line of `lab drill --json`.
type Result struct {
	Name  string `json:"name"`
	Kind  Kind   `json:"kind"`
	Shows string `json:"shows"`
	// Bound is what the drill promises, in words.
	Bound string `json:"bound"`
	// Met tells whether everything was as promised; Misses says what was not.
	Met    bool     `json:"met"`
	Misses []string `json:"misses"`
	// Seconds is how long the drill took.
	Seconds float64 `json:"seconds"`
	Figures
	// Evidence is the folder with what is known about a drill that missed.
	Evidence string `json:"evidence,omitempty"`
}

// Figures are what was measured.
type Figures struct {
	// GapMs is the longest time without an acknowledged write.
	GapMs int64 `json:"gapMs"`
	// AgainMs is how long after the marked moment writes were acknowledged again, the longest of all rounds; -1 for never.
	AgainMs int64 `json:"againMs"`
	// PrimaryMs is how long after the marked moment no member was Primary and Synced, FullMs how long not all were; the
	// longest of all rounds.
	PrimaryMs int64 `json:"primaryMs"`
	FullMs    int64 `json:"fullMs"`
	// Transfer says how members got what they had missed: "none", "IST", "SST", with how many of each.
	Transfer string `json:"transfer"`
	// Rounds is how many times it was done.
	Rounds int `json:"rounds"`
	// Acked, Lost, Missing and Unknown are the load's.
	Acked   int `json:"acked"`
	Lost    int `json:"lost"`
	Missing int `json:"missing"`
	Unknown int `json:"unknown"`
	// WrongMs is the longest time that an endpoint led to a member that answered and was not Primary and Synced, Early how
	// often one did from the beginning. DeadMs is the longest time that one led to where nothing answered.
	WrongMs int64 `json:"wrongMs"`
	Early   int   `json:"early"`
	DeadMs  int64 `json:"deadMs"`
	// SplitMs is the longest time that members of two Primary Components answered.
	SplitMs int64 `json:"splitMs"`
	// Changes are what came of each change of the environment's settings, in order.
	Changes []Change `json:"changes,omitempty"`
	// Notes are further things worth telling, such as the sentence of a HOLD.
	Notes []string `json:"notes,omitempty"`
}

// Bounds of every drill.
const (
	// WrongBound is how long an endpoint may lead to a member that answers and is not Primary and Synced: the supervisor
	// looks every 0.5 s, the kubelet asks it every second and believes the second refusal, and the change has to reach the
	// API server and come back, for which half a second is allowed.
	WrongBound = 3 * time.Second
	// SplitBound is how long members of two views may both say that they are Primary. A part that is cut off learns it by
	// a time-out of its own, so that one part may be up to a heartbeat of group communication (1 s) ahead of the other; no
	// write can be acknowledged in the part that has not noticed yet.
	SplitBound = 3 * time.Second
)

// measure takes over what was recorded.
func (f *Figures) measure(result load.Result, marks []time.Time, verdict watch.Verdict) {
	f.GapMs, f.Acked, f.Lost, f.Unknown = result.MaxGapMs, result.Acked, result.Lost, result.Unknown
	for _, n := range result.Missing {
		f.Missing += n
	}
	for _, mark := range marks {
		f.AgainMs = max(f.AgainMs, again(result.Gaps, mark).Milliseconds())
	}
	if len(verdict.Wrong) > 0 {
		f.WrongMs = verdict.Wrong[0].For.Milliseconds()
	}
	for _, m := range verdict.Wrong {
		if m.Early {
			f.Early++
		}
	}
	if len(verdict.Dead) > 0 {
		f.DeadMs = verdict.Dead[0].For.Milliseconds()
	}
	f.SplitMs = verdict.Split.Milliseconds()
}

// again returns how long after a moment writes were acknowledged again; 0 where the moment lies in no gap.
func again(gaps []load.Gap, moment time.Time) time.Duration {
	for _, gap := range gaps {
		end := gap.At.Add(time.Duration(gap.Ms) * time.Millisecond)
		if gap.At.Before(moment) && end.After(moment) {
			return end.Sub(moment)
		}
	}
	return 0
}

// judge says what was not as promised, of the drill itself and of what must be true of every drill.
func judge(d Drill, f Figures, result load.Result, verdict watch.Verdict, before string) []string {
	var misses []string
	miss := func(missed bool, format string, args ...any) {
		if missed {
			misses = append(misses, fmt.Sprintf(format, args...))
		}
	}
	miss(d.Gap > 0 && f.GapMs > d.Gap.Milliseconds(), "the gap: must be at most %s, was %s", short(d.Gap), ms(f.GapMs))
	miss(d.Again > 0 && f.AgainMs > d.Again.Milliseconds(), "writes acknowledged again: must be after at most %s, was %s", short(d.Again), ms(f.AgainMs))
	miss(f.Acked == 0, "no write was acknowledged")
	if !d.Lossy {
		miss(f.Lost > 0, "%d of %d acknowledged writes are on no member, such as %v", f.Lost, f.Acked, result.FirstLost)
		for member, n := range result.Missing {
			miss(n > 0, "%s lacks %d acknowledged writes", member, n)
		}
	}
	for member, why := range result.Unread {
		miss(true, "%s could not be looked at: %s", member, why)
	}
	for _, m := range verdict.Wrong {
		miss(m.Early, "%s led to %s before it was Primary and Synced (%s), for %s", m.Service, m.Pod, saying(m.Said), short(m.For))
	}
	if len(verdict.Wrong) > 0 {
		worst := verdict.Wrong[0]
		miss(worst.For > WrongBound, "%s led to %s while it was not Primary and Synced (%s): must be at most %s, was %s",
			worst.Service, worst.Pod, saying(worst.Said), short(WrongBound), short(worst.For))
	}
	miss(verdict.Split > SplitBound, "two Primary Components: must be at most %s, was %s", short(SplitBound), short(verdict.Split))
	for _, uuid := range verdict.UUIDs {
		miss(before != "" && uuid != before, "the history: must be %s, a Primary had %s", before, uuid)
	}
	if d.Check != nil {
		misses = append(misses, d.Check(f)...)
	}
	return misses
}

func saying(c watch.Condition) string {
	if !c.Primary {
		return "not Primary"
	}
	return c.State
}

// short writes a time as people read it.
func short(d time.Duration) string {
	if d < 10*time.Second {
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}

func ms(n int64) string { return short(time.Duration(n) * time.Millisecond) }
