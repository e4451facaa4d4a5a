package watch

import (
	"slices"
	"time"
)

// A Misleading is a time in which a Service led to an address where clients could not be served well.
type Misleading struct {
	Service string        `json:"service"`
	Pod     string        `json:"pod"`
	Address string        `json:"address"`
	From    time.Time     `json:"from"`
	For     time.Duration `json:"for"`
	// Said is what the server there said.
	Said Condition `json:"said"`
	// Early tells that the server had not been Primary and Synced before it was led to.
	Early bool `json:"early,omitempty"`
}

// A Verdict is what a record shows.
type Verdict struct {
	// Wrong are the times in which clients were led to a server that answered and was not Primary and Synced, the longest
	// first.
	Wrong []Misleading `json:"wrong"`
	// Dead are the times in which they were led to where nothing answered, the longest first. Nobody is misled there: what
	// it costs is in the writer's gaps.
	Dead []Misleading `json:"dead"`
	// Split is the longest time in which members of two Primary Components answered.
	Split time.Duration `json:"split"`
	// UUIDs are the histories that Primary Components had.
	UUIDs []string `json:"uuids"`
}

// Judge reads a record.
func Judge(s Snapshot) Verdict {
	var v Verdict
	for _, lead := range s.Leads {
		wrong, dead := misleading(lead, s)
		v.Wrong = append(v.Wrong, wrong...)
		v.Dead = append(v.Dead, dead...)
	}
	longest := func(a, b Misleading) int { return int(b.For - a.For) }
	slices.SortStableFunc(v.Wrong, longest)
	slices.SortStableFunc(v.Dead, longest)
	v.Split = split(s.Looks)
	v.UUIDs = uuids(s.Looks)
	return v
}

// misleading finds the times in which a lead was wrong or dead. A time goes on over several conditions of one kind.
func misleading(lead Lead, s Snapshot) (wrong, dead []Misleading) {
	end := lead.Until
	if end.IsZero() {
		end = s.At
	}
	timeline := s.Looks[lead.Address]
	early := startedEarly(lead, timeline, s.Looks)
	for _, stretch := range cut(timeline, s.Looks) {
		from, until := later(stretch.From, lead.From), earlier(stretch.Until, end)
		if !from.Before(until) || served(stretch.Condition, lead.Address, from, s.Looks) {
			continue
		}
		m := Misleading{Service: lead.Service, Pod: lead.Pod, Address: lead.Address, From: from, For: until.Sub(from), Said: stretch.Condition}
		list := &dead
		if stretch.Answers {
			list = &wrong
			m.Early = early && from.Equal(lead.From)
		}
		*list = extend(*list, m)
	}
	return wrong, dead
}

// cut divides the stretches in which a server sent its state wherever another server changed: whether clients may be led to it
// depends on the others.
func cut(timeline Timeline, all map[string]Timeline) Timeline {
	var parts Timeline
	for _, stretch := range timeline {
		if !stretch.donates() {
			parts = append(parts, stretch)
			continue
		}
		for _, moment := range changes(all) {
			if moment.After(stretch.From) && moment.Before(stretch.Until) {
				part := stretch
				part.Until = moment
				parts = append(parts, part)
				stretch.From = moment
			}
		}
		parts = append(parts, stretch)
	}
	return parts
}

// changes lists when any server began or ceased to say something, in order.
func changes(all map[string]Timeline) []time.Time {
	var moments []time.Time
	for _, timeline := range all {
		for _, stretch := range timeline {
			moments = append(moments, stretch.From, stretch.Until)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	return moments
}

// extend adds a time, or makes the last one longer where the two touch.
func extend(list []Misleading, m Misleading) []Misleading {
	if len(list) > 0 {
		last := &list[len(list)-1]
		if last.From.Add(last.For).Equal(m.From) {
			last.For += m.For
			return list
		}
	}
	return append(list, m)
}

// startedEarly tells whether a server was led to before it had ever been good: it was not when the lead began, and the
// first thing that was heard of it after that was not good either.
func startedEarly(lead Lead, timeline Timeline, all map[string]Timeline) bool {
	before, known := timeline.at(lead.From)
	if !known || served(before, lead.Address, lead.From, all) {
		return false
	}
	for _, stretch := range timeline {
		if stretch.From.After(lead.From) {
			return !served(stretch.Condition, lead.Address, stretch.From, all)
		}
	}
	return true
}

// served tells whether clients may be led to a server: it is Primary and Synced, or it sends its state and is the only
// one left that clients could be led to.
func served(c Condition, address string, at time.Time, all map[string]Timeline) bool {
	if c.Synced() {
		return true
	}
	if !c.donates() {
		return false
	}
	for other, timeline := range all {
		if said, known := timeline.at(at); other != address && known && said.Synced() {
			return false
		}
	}
	return true
}

// split finds the longest time in which members of two Primary Components answered: the members that say the same number
// of a view and the same size belong to one, unless they are more than that size.
func split(all map[string]Timeline) time.Duration {
	moments := changes(all)
	var longest, current time.Duration
	for i := 1; i < len(moments); i++ {
		if !splitAt(moments[i-1], all) {
			current = 0
			continue
		}
		current += moments[i].Sub(moments[i-1])
		longest = max(longest, current)
	}
	return longest
}

func splitAt(moment time.Time, all map[string]Timeline) bool {
	type component struct {
		view string
		size int
	}
	members := map[component]int{}
	for _, timeline := range all {
		// What an address said before it fell silent for good says nothing of later.
		if len(timeline) == 0 || !timeline[len(timeline)-1].Until.After(moment) {
			continue
		}
		if said, known := timeline.at(moment); known && said.Primary {
			members[component{said.View, said.Size}]++
		}
	}
	for c, count := range members {
		if len(members) > 1 || count > c.size {
			return true
		}
	}
	return false
}

func uuids(all map[string]Timeline) []string {
	list := []string{}
	for _, timeline := range all {
		for _, stretch := range timeline {
			if stretch.Primary && stretch.UUID != "" && stretch.UUID != zeroUUID {
				list = append(list, stretch.UUID)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// zeroUUID is what wsrep says while it knows of no history.
const zeroUUID = "00000000-0000-0000-0000-000000000000"

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Leaderless returns when the last time ended in which no server was Primary and Synced, after a moment; the moment itself
// where there was none. Not ok means that it had not ended when the snapshot was taken.
func Leaderless(s Snapshot, after time.Time) (end time.Time, ok bool) {
	end, ok = after, true
	moments := append(changes(s.Looks), after)
	slices.SortFunc(moments, time.Time.Compare)
	for i, moment := range moments {
		if moment.Before(after) || anySynced(s.Looks, moment) {
			continue
		}
		if i == len(moments)-1 {
			return s.At, false
		}
		end = moments[i+1]
	}
	return end, ok
}

func anySynced(all map[string]Timeline, moment time.Time) bool {
	for _, timeline := range all {
		// What an address said before its pod went away says nothing of later.
		if said, known := timeline.at(moment); known && said.Synced() && timeline[len(timeline)-1].Until.Add(patience).After(moment) {
			return true
		}
	}
	return false
}
