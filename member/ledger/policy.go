package ledger

import (
	"fmt"
	"strings"
	"time"
)

// Policy says what may be given up to come back from a total outage. The zero value is strict: nothing, ever.
type Policy struct {
	// Bounded lets the cluster come back without the disks that may hold the last writes, once they were waited for.
	Bounded bool
	// After is how long they are waited for.
	After time.Duration
}

// defaultAfter is how long a bounded policy waits where it does not say.
const defaultAfter = 15 * time.Minute

// ParsePolicy reads "strict", "bounded" or "bounded(15m)"; nothing means strict, and bounded by itself 15 minutes.
func ParsePolicy(text string) (Policy, error) {
	kind, rest, given := strings.Cut(text, "(")
	after := defaultAfter
	if given {
		length, closed := strings.CutSuffix(rest, ")")
		var err error
		if after, err = time.ParseDuration(length); err != nil || !closed || after <= 0 {
			return Policy{}, problem(text)
		}
	}
	switch {
	case kind == "bounded":
		return Policy{Bounded: true, After: after}, nil
	case (kind == "strict" || kind == "") && !given:
		return Policy{}, nil
	}
	return Policy{}, problem(text)
}

func problem(text string) error {
	return fmt.Errorf("recovery policy: must be strict, bounded or bounded(<duration>), got %q", text)
}

// String writes the policy as ParsePolicy reads it.
func (p Policy) String() string {
	if !p.Bounded {
		return "strict"
	}
	return fmt.Sprintf("bounded(%s)", p.After)
}
