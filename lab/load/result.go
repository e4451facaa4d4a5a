package load

import (
	"maps"
	"slices"
	"time"

	"github.com/galera-aks/galera-aks/lab/load/writer"
)

// Options say how to write. The zero value of each stands for its default.
type Options struct {
	// Rate is how many writes a second are begun; default 100, which is one every 10 ms.
	Rate int
	// Connections is how many connections share them, each with one write at a time; default 1.
	Connections int
}

// A Result is what became of a load. Its JSON is the answer of `lab load stop --json`.
type Result struct {
	// Database is the name of the database that was written to.
	Database string `json:"database"`
	// Seconds is how long the writer wrote.
	Seconds float64 `json:"seconds"`
	// Acked is how many writes the database acknowledged.
	Acked int `json:"acked"`
	// Lost is how many of these are on no member.
	Lost int `json:"lost"`
	// MaxGapMs is the longest time between two acknowledged writes, or from the last one to the load's end, in milliseconds.
	MaxGapMs int64 `json:"maxGapMs"`
	// Gaps are all that were longer than 100 ms, in order.
	Gaps []Gap `json:"gaps"`
	// Errors counts what the application saw, by kind.
	Errors map[string]int `json:"errors"`
	// Missing is how many acknowledged writes each member does not have. It names every member that was looked at.
	Missing map[string]int `json:"missing"`
	// Unknown is how many writes were sent and never answered: each may or may not have been carried out.
	Unknown int `json:"unknown"`
	// Unread says why members could not be looked at. What they hold counts neither for nor against the load.
	Unread map[string]string `json:"unread,omitempty"`
	// FirstLost are the ids of the first few lost writes.
	FirstLost []int64 `json:"firstLost,omitempty"`
}

// A Gap is a time without an acknowledged write.
type Gap struct {
	// At is when the last write before it was acknowledged, or the load began.
	At time.Time `json:"at"`
	// Ms is how long it lasted, in milliseconds.
	Ms int64 `json:"ms"`
}

// Clean tells whether every acknowledged write was found on every member, and there was one.
func (r Result) Clean() bool {
	if r.Acked == 0 || r.Lost > 0 || len(r.Unread) > 0 {
		return false
	}
	for _, n := range r.Missing {
		if n > 0 {
			return false
		}
	}
	return true
}

// judge says what became of a load.
func judge(database string, h writer.History, members map[string][]span, unread map[string]string) Result {
	long, longest := gaps(h.Began, h.Acknowledged, h.End)
	missing, lost := compare(h.IDs, members)
	seen := maps.Clone(h.Errors)
	if !h.Ended {
		seen["the writer ended by itself"]++
	}
	const first = 10
	return Result{
		Database: database, Seconds: h.End.Seconds(), Acked: len(h.IDs), Unknown: h.Unknown, Errors: seen,
		MaxGapMs: longest.Milliseconds(), Gaps: long,
		Missing: missing, Lost: len(lost), FirstLost: slices.Clone(lost[:min(first, len(lost))]), Unread: unread,
	}
}
