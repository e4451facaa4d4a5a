package load

import (
	"slices"
	"time"
)

// listed is how long a gap must be to be listed.
const listed = 100 * time.Millisecond

// gaps finds the times without an acknowledged write, from the first one to the end of a load. The acknowledgements are
// times since the load's start, in any order. How long the first connection takes is no gap between writes: a load is only
// called started once a write was acknowledged. Where none was, the whole load is the gap.
func gaps(began time.Time, acknowledged []time.Duration, end time.Duration) (long []Gap, longest time.Duration) {
	long = []Gap{}
	last := time.Duration(0)
	if len(acknowledged) > 0 {
		last = slices.Min(acknowledged)
	}
	for _, at := range append(slices.Sorted(slices.Values(acknowledged)), end) {
		gap := at - last
		longest = max(longest, gap)
		if gap > listed {
			long = append(long, Gap{At: began.Add(last).UTC().Truncate(time.Millisecond), Ms: gap.Milliseconds()})
		}
		last = max(last, at)
	}
	return long, longest
}
