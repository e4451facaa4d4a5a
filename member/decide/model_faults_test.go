package decide

// down ends a member's pod without warning.
func (w *world) down(m *member) {
	w.kill(m)
	m.up = false
	m.known, m.heard, m.stuck, m.turn, m.abandoned = false, nil, 0, 0, ""
}

func (w *world) fault(s step, m *member) {
	other := w.m[s.b%len(w.m)]
	switch s.kind {
	case crash:
		w.down(m)
	case killed:
		w.kill(m)
	case crashPair:
		view := other.disk.view
		w.down(m)
		if other.proc != nil && other.proc.prim {
			other.disk.view = view
		}
		w.down(other)
	case stop:
		w.leave(m)
		w.down(m)
	case boot:
		if !m.up && m.disk.attached {
			m.up = true
			m.found = m.disk.inspect()
		}
	case cut:
		for i, n := range w.m {
			n.net = s.b >> i & 1
		}
		w.regroup()
	case join:
		for _, n := range w.m {
			n.net = 0
		}
		w.regroup()
	case apiOff:
		for _, n := range w.m {
			if n == m || s.b == 0 {
				n.api = false
			}
		}
	case apiOn:
		for _, n := range w.m {
			n.api = true
		}
	case detach:
		if !m.up {
			m.disk.attached = false
		}
	case attach:
		m.disk.attached = true
	case swap:
		if !m.up {
			m.disk, m.spare = m.spare, m.disk
		}
	}
}
