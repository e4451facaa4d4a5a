package load

import "slices"

// A span is the ids from first to last, both included.
type span struct{ first, last int64 }

// absent returns those of some ids, in ascending order, that lie in none of the spans. The spans are in ascending order too
// and do not overlap.
func absent(ids []int64, spans []span) []int64 {
	var missing []int64
	for _, id := range ids {
		for len(spans) > 0 && spans[0].last < id {
			spans = spans[1:]
		}
		if len(spans) == 0 || id < spans[0].first {
			missing = append(missing, id)
		}
	}
	return missing
}

// compare counts, of the acknowledged ids, those that each member does not have, and returns those that none has. Where no
// member was looked at none counts as lost.
func compare(acknowledged []int64, members map[string][]span) (missing map[string]int, lost []int64) {
	missing = map[string]int{}
	first := true
	for member, spans := range members {
		absent := absent(acknowledged, spans)
		missing[member] = len(absent)
		if first {
			lost, first = absent, false
			continue
		}
		lost = slices.DeleteFunc(lost, func(id int64) bool {
			_, found := slices.BinarySearch(absent, id)
			return !found
		})
	}
	return missing, lost
}
