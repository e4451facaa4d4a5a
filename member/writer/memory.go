package writer

import "time"

// memory is since when a candidate has known what it knows.
type memory struct {
	self string
	// read is when the lease was last read, changed when it last was another one, renewed when this member renewed it.
	read, changed, renewed time.Time
	// ready is when this member was last ready, or was made.
	ready time.Time
	// inGroup and saidYes are when the holder was last in the Primary, and last did not call itself not ready.
	inGroup, saidYes time.Time
	// marks says for each pod whether its mark was last put on or taken off, and when.
	marks map[string]mark
	// told is the error that was last logged, and toldAt when.
	told   string
	toldAt time.Time
}

type mark struct {
	on bool
	at time.Time
}

func newMemory(self string) memory {
	now := time.Now()
	return memory{self: self, ready: now, inGroup: now, saidYes: now, marks: map[string]mark{}}
}

// newHolder forgets what was known of the last holder.
func (m *memory) newHolder() { m.inGroup, m.saidYes = time.Now(), time.Now() }

// facts updates the memory with what is known now, and returns what follows from both.
func (m *memory) facts(config Config, standing Standing, lease Lease, now time.Time) facts {
	if standing.Ready {
		m.ready = now
	}
	if !standing.without(lease.Holder) {
		m.inGroup = now
	}
	if holder, answers := standing.peer(lease.Holder); !answers || holder.Ready {
		m.saidYes = now
	}
	return facts{
		standing: standing, self: config.Pod, ordinal: config.Ordinal, lease: lease,
		unready: now.Sub(m.ready), renewed: now.Sub(m.renewed), unchanged: now.Sub(m.changed),
		lost: now.Sub(m.inGroup), saysNo: now.Sub(m.saidYes),
	}
}
